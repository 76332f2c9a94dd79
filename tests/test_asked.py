"""Further ways to ask for sections: read from a file beside the pages, and given to the passages of the index."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conftest import FakeEmbedder
from hdh_faq.asked import read_asked
from hdh_faq.errors import FaqError
from hdh_faq.index import Index
from hdh_faq.indexing import asked_digest, build
from hdh_faq.refresh import stale_because

GOOD = {"section": "/droit/#overview", "fr": ["Un juge ?", "Quelle loi ?"], "en": ["A judge?"]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


# The file


def test_a_line_asks_for_a_section_in_french_and_for_its_twin_in_english(file: Path) -> None:
    file.write_text(json.dumps(GOOD, ensure_ascii=False) + "\n", encoding="utf-8")
    assert read_asked(file) == {
        "/droit/#overview": ("Un juge ?", "Quelle loi ?"),
        "/en/droit/#overview": ("A judge?",),
    }


def test_lines_about_the_same_section_add_up_in_order(file: Path) -> None:
    more = {**GOOD, "fr": ["Encore ?"], "en": []}
    file.write_text(f"{json.dumps(GOOD)}\n{json.dumps(more)}\n", encoding="utf-8")
    assert read_asked(file)["/droit/#overview"] == ("Un juge ?", "Quelle loi ?", "Encore ?")
    assert read_asked(file)["/en/droit/#overview"] == ("A judge?",)


def test_a_question_may_hold_any_separator_of_lines_but_a_new_line(file: Path) -> None:
    line = {**GOOD, "fr": ["Un\u2028juge\x85?"]}
    file.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    assert read_asked(file)["/droit/#overview"] == ("Un\u2028juge\x85?",)


def test_a_file_in_another_encoding_is_one_sentence_that_names_it(file: Path) -> None:
    file.write_bytes(json.dumps({**GOOD, "fr": ["Où ?"]}, ensure_ascii=False).encode("latin-1"))
    with pytest.raises(FaqError, match=r"questions\.jsonl cannot be read"):
        read_asked(file)


def test_without_a_file_or_with_an_empty_one_nothing_is_asked(file: Path) -> None:
    assert read_asked(file) == {}
    file.touch()
    assert read_asked(file) == {}
    assert read_asked(file.parent) == {}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no JSON",
        "{",
        "3",
        "null",
        "[]",
        '"/droit/"',
        "{}",
        '{"section": "/droit/"}',
        '{"fr": [], "en": []}',
        '{"section": "/droit/", "fr": ["A ?"]}',
        '{"section": "/droit/", "en": ["A?"]}',
        '{"section": 3, "fr": [], "en": []}',
        '{"section": "/droit/", "fr": 3, "en": []}',
        '{"section": "/droit/", "fr": [3], "en": []}',
        '{"section": "/droit/", "fr": "A ?", "en": []}',
        '{"section": "/droit/", "fr": ["A ?", null], "en": []}',
        '{"section": "/droit/", "fr": [], "en": [["A?"]]}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_line_of_another_form_is_one_sentence_that_names_file_and_line(file: Path, line: str) -> None:
    file.write_text(f"{json.dumps(GOOD)}\n{line}\n{json.dumps(GOOD)}\n", encoding="utf-8")
    with pytest.raises(FaqError) as error:
        read_asked(file)
    assert error.value.message == (
        f'{file}:2: write {{"section": "/page/#heading", "fr": ["…"], "en": ["…"]}}.'
    )  # fmt: skip


# The index


def owners(index: Index) -> list[tuple[str, str, int]]:
    """Each question asked beside the pages, with the address and the place of the passage that it is about."""
    carried = sum(len(passage.questions) for passage in index.passages)
    rows = index.question_owners[carried:].tolist()
    return [
        (question, index.passages[row].url, index.passages[row].position)
        for question, row in zip(index.questions[carried:], rows, strict=True)
    ]


def test_questions_of_a_file_stand_after_the_carried_ones_with_their_sections(toy_site: Path, file: Path) -> None:
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    plain, index = build(toy_site, FakeEmbedder()), build(toy_site, FakeEmbedder(), asked=read_asked(file))
    assert owners(plain) == []
    assert owners(index) == [
        ("Un juge ?", "/droit/#overview", 0),
        ("Quelle loi ?", "/droit/#overview", 0),
        ("A judge?", "/en/droit/#overview", 0),
    ]
    assert index.questions[:-3] == plain.questions
    assert index.manifest.questions == plain.manifest.questions + 3 == len(index.question_vectors)
    assert index.passages == plain.passages


def test_each_question_has_the_vector_of_its_own_words(toy_site: Path) -> None:
    index = build(toy_site, FakeEmbedder(), asked={"/gone/": ("Parti ?",), "/droit/#overview": ("Un juge ?",)})
    (cosine,) = index.question_vectors[-1:] @ FakeEmbedder().encode_question("Un juge ?")
    assert index.questions[-1] == "Un juge ?"
    assert cosine > 0.99


@pytest.fixture
def long_site(tmp_path: Path) -> Path:
    """A section of three passages."""
    site = tmp_path / "site"
    site.mkdir()
    words = ("alpha", "beta", "gamma")
    body = "".join(f"<p>{' '.join([word] * 140)}.</p>" for word in words)
    html = f'<html lang="fr"><body><article><h1 id="s">Titre</h1>{body}</article></body></html>'
    (site / "index.html").write_text(html, encoding="utf-8")
    return site


@pytest.mark.parametrize(("question", "position"), [("alpha", 0), ("beta", 1), ("gamma", 2), ("un gamma ?", 2)])
def test_a_question_goes_to_the_nearest_passage_of_its_section(long_site: Path, question: str, position: int) -> None:
    index = build(long_site, FakeEmbedder(), asked={"/#s": (question,)})
    assert [passage.position for passage in index.passages] == [0, 1, 2]
    assert owners(index) == [(question, "/#s", position)]


def test_a_question_stays_in_its_section_even_if_another_is_nearer(toy_site: Path) -> None:
    question = "Que permet la loi américaine, le CLOUD Act, à un juge américain ?"
    index = build(toy_site, FakeEmbedder(), asked={"/hebergeur/#when": (question,)})
    assert owners(index) == [(question, "/hebergeur/#when", 0)]


@pytest.mark.parametrize("gone", ["/gone/#overview", "/droit/#gone", "/droit/", "droit/#overview", ""])
def test_questions_about_sections_that_are_gone_are_left_out(toy_site: Path, gone: str) -> None:
    plain = build(toy_site, FakeEmbedder())
    index = build(toy_site, FakeEmbedder(), asked={gone: ("Parti ?",), "/droit/#overview": ("Un juge ?",)})
    assert owners(index) == [("Un juge ?", "/droit/#overview", 0)]
    assert index.manifest.questions == plain.manifest.questions + 1
    assert owners(build(toy_site, FakeEmbedder(), asked={gone: ("Parti ?",)})) == []


def test_only_new_questions_are_embedded(toy_site: Path, embedder: FakeEmbedder) -> None:
    before = build(toy_site, FakeEmbedder(), asked={"/droit/#overview": ("Un juge ?",)})
    after = build(toy_site, embedder, before, asked={"/droit/#overview": ("Un juge ?", "Quelle loi ?")})
    assert embedder.encoded == ["Quelle loi ?"]
    assert np.allclose(after.question_vectors[:-1].vectors(), before.question_vectors.vectors())


# Staleness


@pytest.mark.parametrize(
    "now",
    [
        {},
        {"/droit/#overview": ("Un juge ?", "Encore ?")},
        {"/droit/#overview": ("un juge ?",)},
        {"/droit/#other": ("Un juge ?",)},
        {"/droit/#overview": ("Un juge ?",), "/en/droit/#overview": ("A judge?",)},
    ],
)
def test_an_index_is_stale_once_other_questions_are_asked(
    toy_index: Index, toy_site: Path, now: dict[str, tuple[str, ...]]
) -> None:
    then = {"/droit/#overview": ("Un juge ?",)}
    manifest = replace(toy_index.manifest, asked=asked_digest(then))
    assert stale_because(manifest, toy_site, FakeEmbedder.digest, then) == ""
    assert stale_because(manifest, toy_site, FakeEmbedder.digest, now) == (
        "The questions about the pages have changed since the index was built."
    )


def test_the_order_of_the_sections_in_the_file_does_not_matter(toy_index: Index) -> None:
    one, other = ("/a/", ("A ?",)), ("/b/", ("B ?",))
    assert asked_digest(dict([one, other])) == asked_digest(dict([other, one]))
