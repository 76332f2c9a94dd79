"""Readability: long words and long sentences read harder; what is no prose does not count."""

from pathlib import Path

import pytest

from hdh_faq.site.markdown_page import read_markdown
from hdh_faq.site.readability import lix, prose_of

PLAIN = "Le chat dort. Il est bon. La nuit est là."


def prose(tmp_path: Path, body: str) -> str:
    path = tmp_path / "page.md"
    path.write_text(f"---\ntitle: T\n---\n# Titre {{#overview}}\n\n{body}\n", encoding="utf-8")
    return prose_of(read_markdown(path, "fr")).strip()


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", 0),
        ("Un mot.", 2),
        ("Le chat dort. Il est bon.", 3),
        ("Chacune compte pour beaucoup.", 4 + 50),  # seven letters are long
        ("Chacun compte.", 2),  # six are not
        ("Un. Deux ! Trois ? Quatre :", 1),
        ("Une phrase sans point", 4),
        ("Le 3.5 et 10:30 restent là.", 6 + 100 / 6),
        ("Un porte-avions vogue.", 3 + 100 / 3),
    ],
)
def test_level_is_words_a_sentence_and_the_share_of_long_words(text: str, level: float) -> None:
    assert lix(text) == pytest.approx(level)


def test_long_words_and_sentences_read_harder() -> None:
    # Easy is below 40, hard above 60.
    assert lix(PLAIN * 5) < 40
    assert lix("L'interopérabilité institutionnelle conditionnerait l'immatriculation pluriannuelle " * 5) > 60


@pytest.mark.parametrize(
    "body",
    [
        f"{PLAIN.replace('bon', '[bon](https://example.org/interoperabilite)')}[^cnil-2020-avis]",
        f"{PLAIN.replace('bon', '**bon**')}\n\n| Institutionnellement | Immatriculation |",
        f"{PLAIN}\n\n- interopérabilité\n",
        f"<div>\n\n{PLAIN}\n",
    ],
)
def test_citations_addresses_tables_lists_and_tags_are_no_prose(tmp_path: Path, body: str) -> None:
    assert prose(tmp_path, body) == PLAIN
