"""Dates in the words of both languages."""

import pytest

from hdh_faq.dates import UNDATED, date_in_words, date_of
from hdh_faq.words import MONTHS


@pytest.mark.parametrize(
    ("date", "lang", "words"),
    [
        ("2020-10-08", "fr", "8 octobre 2020"),
        ("2020-10-08", "en", "8 October 2020"),
        ("2026-05-01", "fr", "1er mai 2026"),
        ("2026-05-01", "en", "1 May 2026"),
        ("2026-05-11", "fr", "11 mai 2026"),
        ("2026-02", "fr", "février 2026"),
        ("2026-02", "en", "February 2026"),
        ("2026", "fr", "2026"),
        ("2026", "en", "2026"),
        ("", "fr", UNDATED["fr"]),
        ("", "en", UNDATED["en"]),
    ],
)
def test_dates_are_written_in_words(date: str, lang: str, words: str) -> None:
    assert date_in_words(date, lang) == words


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-10-08T12:00:00Z", "2020-10-08"),
        ("2020-10", "2020-10"),
        ("2020", "2020"),
        ("2020-13-01", "2020"),
        ("2020-12-00", "2020-12"),
        ("٢٠٢٠-01-01", ""),
        ("<b>2020", ""),
        ("", ""),
    ],
)
def test_of_any_text_only_the_date_that_it_begins_with_is_kept(text: str, date: str) -> None:
    assert date_of(text) == date


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_month_has_its_name(lang: str) -> None:
    assert [date_in_words(f"2026-{n:02}", lang) for n in range(1, 13)] == [f"{m} 2026" for m in MONTHS[lang]]
