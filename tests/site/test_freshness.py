"""A page says until when it is fresh, and says by itself that it no longer is."""

import datetime as dt
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from selectolax.lexbor import LexborHTMLParser

from conftest import PROJECT, one
from hdh_faq.dates import date_in_words
from hdh_faq.site.freshness import REVIEW_DAYS, SLOW_REVIEW_DAYS, review_by

TEMPLATES = Environment(loader=FileSystemLoader(PROJECT / "theme"), autoescape=True)
SCRIPT = PROJECT / "theme" / "assets" / "faq" / "reading.js"


def checked(lang: str = "fr", **meta: str) -> LexborHTMLParser:
    printed = TEMPLATES.get_template("partials/printed.html").module.printed  # type: ignore[attr-defined]
    template = TEMPLATES.get_template("partials/checked.html")
    return LexborHTMLParser(
        template.render(meta=meta, french=lang == "fr", printed=printed, config={"site_name": "S"}, page={})
    )


DAYS = [dt.date(2023, 12, 31), dt.date(2024, 2, 29), dt.date(2026, 1, 1), dt.date(2026, 10, 3), dt.date(2099, 12, 2)]


@pytest.mark.parametrize("slow", [True, False])
def test_the_theme_counts_days_as_the_check_does(slow: bool) -> None:
    chance = random.Random(7)
    for day in [*DAYS, *(dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(30_000)) for _ in range(200))]:
        meta = {"review": "slow"} if slow else {}
        dates = one(checked(as_of=day.isoformat(), **meta), "[data-verified-on]").attributes
        assert dates["data-verified-on"] == day.isoformat()
        assert dates["data-review-by"] == review_by(day, slow=slow).isoformat()


def test_pages_on_law_and_history_stay_fresh_longer() -> None:
    assert (REVIEW_DAYS, SLOW_REVIEW_DAYS) == (90, 365)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("day", DAYS)
def test_dates_are_told_in_the_language_of_the_page(day: dt.date, lang: str) -> None:
    tree = checked(lang, as_of=day.isoformat())
    assert one(tree, "time").attributes["datetime"] == day.isoformat()
    assert one(tree, "time").text() == date_in_words(day.isoformat(), lang)
    assert date_in_words(review_by(day, slow=False).isoformat(), lang) in one(tree, ".faq-overdue[hidden]").text()


def test_the_day_of_verification_stands_before_the_date_of_the_facts() -> None:
    assert one(checked(as_of="2025-01-01", verified_on="2026-01-01"), "time").attributes["datetime"] == "2026-01-01"


@pytest.mark.parametrize("meta", [{}, {"as_of": ""}, {"as_of": "hier"}])
def test_a_page_without_a_date_promises_none(meta: dict[str, str]) -> None:
    assert not checked(**meta).css("time, .faq-overdue")


def test_passages_and_widget_are_told_the_day_of_verification(toy_site: Path) -> None:
    tree = LexborHTMLParser((toy_site / "droit" / "index.html").read_bytes())
    assert json.loads(one(tree, "#faq-page").text())["as_of"] == "2026-04-23"
    assert one(tree, "[data-review-by]").attributes["data-verified-on"] == "2026-04-23"


def test_the_script_is_a_file_of_our_own_for_the_policy_allows_no_other(toy_site: Path) -> None:
    tree = LexborHTMLParser((toy_site / "en" / "droit" / "index.html").read_bytes())
    sources = [script.attributes["src"] or "" for script in tree.css("script[src]")]
    (source,) = [source for source in sources if source.endswith("page.js")]
    assert (toy_site / "en" / "droit" / source).resolve().is_file()


@pytest.mark.parametrize(("day", "shown"), [("2026-07-21", False), ("2026-07-22", False), ("2026-07-23", True)])
def test_a_page_says_that_it_is_overdue_from_the_day_after(day: str, shown: bool) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js here to run the script of the page")
    fake = (
        "const note = { hidden: true };"
        f"globalThis.Date = class extends Date {{ constructor() {{ super('{day}T12:00'); }} }};"
        "globalThis.document = { querySelector: () => ({ dataset: { reviewBy: '2026-07-22' } }) };"
        "const all = () => [note];"
    )
    # The paragraph of the script that looks at the day.
    (part,) = [part for part in SCRIPT.read_text("utf-8").split("\n\n") if "reviewBy" in part]
    code = f"{fake}\n{part}\nconsole.log(note.hidden);"
    done = subprocess.run([node, "--eval", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ("false" if shown else "true")
