"""``/.well-known/security.txt`` (RFC 9116): where a weakness is told."""

import re
from datetime import date, timedelta
from pathlib import Path

REPOSITORY = "https://github.com/hdh-faq/hdh-faq"
PLACE = ".well-known/security.txt"
DAYS = 364
"""The standard wants less than a year."""
AS_OF = re.compile(r"^as_of: (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def security_txt(checked: date, public_url: str) -> str:
    """The file's text; it expires a year after the pages were last ``checked``, so that two builds are the same."""
    fields = [
        ("Contact", f"{REPOSITORY}/security/advisories/new"),
        ("Expires", f"{checked + timedelta(days=DAYS)}T00:00:00Z"),
        ("Preferred-Languages", "fr, en"),
        ("Policy", f"{REPOSITORY}/blob/main/SECURITY.md"),
    ]
    if public_url:
        fields.append(("Canonical", f"{public_url.rstrip('/')}/{PLACE}"))
    return "".join(f"{name}: {value}\n" for name, value in fields)


def write_security(site: Path, docs: Path, public_url: str) -> None:
    """Write it into a built site made from the pages in ``docs``; nothing, if none of them has a date."""
    dates = [found for page in docs.glob("*/*.md") for found in AS_OF.findall(page.read_text(encoding="utf-8"))]
    if dates:
        place = site / PLACE
        place.parent.mkdir()
        place.write_text(security_txt(date.fromisoformat(max(dates)), public_url), encoding="utf-8", newline="\n")
