"""When a page was compared with its sources, and by when it must be again. The theme computes the same dates."""

import datetime as dt
from collections.abc import Iterator

from hdh_faq.site.markdown_page import MarkdownPage
from hdh_faq.site.rules import Finding, found

REVIEW_DAYS, SLOW_REVIEW_DAYS = 90, 365
"""Days for which a page is fresh: one with dated facts, and one on law or history that says ``review: slow``."""


def verified_on(page: MarkdownPage) -> dt.date | None:
    """Day on which the page was last compared with its sources, if it says one.

    Raises:
        ValueError: what it says is no date.
    """
    day = str(page.meta.get("verified_on") or page.meta.get("as_of") or "")
    return dt.date.fromisoformat(day) if day else None


def review_by(verified: dt.date, *, slow: bool) -> dt.date:
    """Last day on which a page is fresh."""
    return verified + dt.timedelta(days=SLOW_REVIEW_DAYS if slow else REVIEW_DAYS)


def due(page: MarkdownPage, today: dt.date, max_age_days: int) -> Iterator[Finding]:
    """A page whose review is due, or that the settings find too old, or whose date is none."""
    field = "verified_on" if page.meta.get("verified_on") else "as_of"
    line = page.line_of(f"{field}:")
    try:
        verified = verified_on(page)
    except ValueError:
        yield found(page, "no_date", line, f"{field}: {page.meta[field]}")
        return
    if verified is None:
        return
    slow = page.meta.get("review") == "slow"
    last = review_by(verified, slow=slow)
    if not slow:
        last = min(last, verified + dt.timedelta(days=max_age_days))
    if today > last:
        yield found(page, "too_old", line, last.isoformat())
