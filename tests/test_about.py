"""What a site says of itself: read from `faq.toml`, said in the reserved sentences, refused in a sentence."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import PROJECT, faq_with
from hdh_faq.about import ABOUT, TUNED, About, read_about
from hdh_faq.answer import Outcome
from hdh_faq.errors import FaqError
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.words import MESSAGES

WHOLE = """
ranking = "packaged"
[fr]
name = "Musée"
subject = "le musée et ses heures"
[en.sentences]
greeting = "Hello! Ask about {subject}."
"""


@pytest.fixture
def tell(tmp_path: Path) -> Callable[[str], Path]:
    """Write a `faq.toml`; the site's folder."""

    def write(text: str) -> Path:
        (tmp_path / ABOUT).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_site_may_tell_all_of_it(tell: Callable[[str], Path]) -> None:
    about = read_about(tell(WHOLE)).or_called("Museum")
    assert about.ranking == "packaged"
    assert about.name == {"fr": "Musée", "en": "Museum"}
    assert about.sentence("out_of_scope", "fr") == "Cette question sort du sujet du site : le musée et ses heures."
    assert about.sentence("out_of_scope", "en") == "That question is outside the subject of this site: Museum."
    assert about.sentence("greeting", "en") == "Hello! Ask about Museum."


def test_a_site_may_tell_nothing(tmp_path: Path) -> None:
    assert read_about(tmp_path) == About()
    assert About().sentence("greeting", "en") == "Hello! Ask a question about what the pages of the site say."


def test_numbers_of_its_own_count_more_than_what_is_told(tell: Callable[[str], Path]) -> None:
    site = tell(WHOLE)
    (site / TUNED).write_text("{}", encoding="utf-8")
    assert read_about(site).ranking == "tuned"


@pytest.mark.parametrize(
    "text",
    ["[fr", "ranking = 'best'", "[de]\nname = 'x'", "fr = 1", "[fr]\nname = 1", "[fr]\ntitle = 'x'",
     "[fr.sentences]\nfarewell = 'x'", "[fr.sentences]\ngreeting = 1", "[fr]\nsentences = 'x'", "ranking = 1",
     "[fr.sentences]\ngreeting = '{name}'", "[en.sentences]\nno_answer = '{limit} {é}'"],
)  # fmt: skip
def test_what_is_of_another_form_is_refused_in_a_sentence(tell: Callable[[str], Path], text: str) -> None:
    with pytest.raises(FaqError, match=r"faq\.toml” cannot be used: .+ In it, write \[fr\]"):
        read_about(tell(text))


def test_our_sentences_name_no_subject_of_their_own() -> None:
    told = json.dumps(MESSAGES, ensure_ascii=False)
    assert not [name for name in ("Health Data Hub", "Microsoft", "Azure", "SecNumCloud") if name in told]


def test_no_gap_is_left_in_any_sentence() -> None:
    for about in (About(), read_about(PROJECT / "docs" / "fr")):
        for outcome in Outcome:
            for lang in LANGUAGES:
                assert not set("{}") & set(about.sentence(outcome, lang, 1000))


def test_our_own_site_says_what_it_is_about() -> None:
    about = read_about(PROJECT / "docs" / "fr")
    assert about.ranking == "packaged"
    assert "Health Data Hub" in about.sentence("out_of_scope", "fr")
    assert "SecNumCloud" in about.sentence("greeting", "en")


def test_an_answer_says_what_the_indexed_site_is_about(toy_index: Index) -> None:
    about = About(name={"fr": "Musée", "en": "Museum"})
    index = replace(toy_index, manifest=replace(toy_index.manifest, about=about))
    said = faq_with(index).ask("zzz yyy xxx", "en")
    assert said.outcome is Outcome.OUT_OF_SCOPE
    assert said.message.endswith("site: Museum.")
    assert faq_with(index).ask("bonjour", "fr").message.endswith("sur Musée.")
