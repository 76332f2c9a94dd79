"""What must hold of any question, any page and any highlight, with examples that nobody thought of."""

import html
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hdh_faq.about import ABOUT, read_about
from hdh_faq.cutting import MAX_PASSAGE_CHARS, MIN_PASSAGE_CHARS, sentence_spans
from hdh_faq.errors import FaqError
from hdh_faq.highlight import highlights
from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import terms
from hdh_faq.pages import read_page
from hdh_faq.passage import Passage
from hdh_faq.question import clean, read_question
from hdh_faq.sentences import Sentences
from hdh_faq.site.citations import cited_keys
from hdh_faq.words import MESSAGES

EXAMPLES = settings(max_examples=150, deadline=None, derandomize=True)
TYPED = st.text(max_size=300) | st.text(alphabet="aé \n\t\u200b\u0301\u2028\u0085\u00a0?.@0123456789+", max_size=80)
# What a page can hold as text: neither controls nor halves of surrogate pairs, nor spaces at the ends.
LINES = (
    st.text(
        alphabet=st.characters(exclude_categories=("C", "Zs", "Zl", "Zp")) | st.just(" "), min_size=1, max_size=120
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
PAGES = st.lists(
    st.tuples(LINES, st.integers(1, 12)).map(lambda pair: " ".join([pair[0]] * pair[1])), min_size=1, max_size=12
)
SENTENCES = st.lists(
    st.sampled_from(["Le choix est fait.", "Quand ?", "😀 Oui !", "« Non. »", "23 avril", "No, “never.”", "…", "É."]),
    min_size=1,
    max_size=12,
)


@EXAMPLES
@given(TYPED)
def test_a_cleaned_question_is_one_visible_line_and_stays_as_it_is(typed: str) -> None:
    text = clean(typed)
    assert clean(text) == text
    assert len(text.splitlines()) <= 1
    assert not any(unicodedata.category(char).startswith("C") for char in text)
    assert text == " ".join(text.split())


@EXAMPLES
@given(TYPED, st.integers(1, 100))
def test_a_question_as_read_can_be_read_again(typed: str, limit: int) -> None:
    asked = read_question(typed, "fr", max_chars=limit)
    assert clean(asked.text) == asked.text
    again = read_question(asked.text, "fr", max_chars=1000)
    assert again.text == asked.text
    assert not again.personal_data


def cut(blocks: list[str]) -> list[Passage]:
    body = "".join(f"<p>{html.escape(block)}</p>" for block in blocks)
    page = f"<html lang='fr'><body><article><h1 id='a'>Titre</h1>{body}</article></body></html>"
    return read_page(page.encode(), "/")


@EXAMPLES
@given(PAGES)
def test_cutting_loses_nothing_repeats_nothing_and_keeps_the_order(blocks: list[str]) -> None:
    assert "\n".join(passage.text for passage in cut(blocks)) == "\n".join(blocks)
    assert [passage.position for passage in cut(blocks)] == list(range(len(cut(blocks))))


@EXAMPLES
@given(PAGES)
def test_a_passage_of_several_blocks_keeps_the_limit_but_for_a_crumb(blocks: list[str]) -> None:
    passages = cut(blocks)
    for passage in passages[:-1]:
        assert len(passage.text) <= MAX_PASSAGE_CHARS or "\n" not in passage.text
    first, *others = passages[-1].text.split("\n")
    crumb = MIN_PASSAGE_CHARS if others else 0
    assert len(passages[-1].text) <= max(MAX_PASSAGE_CHARS, len(first)) + crumb
    # Each block counts with the newline after it.
    assert len(passages) == 1 or len(passages[-1].text) + 1 >= MIN_PASSAGE_CHARS


@EXAMPLES
@given(SENTENCES, st.sampled_from([" ", "\n", "\t", "\n\n", "\u00a0"]))
def test_sentences_are_apart_in_order_and_leave_out_spaces_only(parts: list[str], gap: str) -> None:
    text = gap.join(parts)
    spans = sentence_spans(text)
    places = [place for span in spans for place in span]
    assert places == sorted(places)
    assert all(text[start:end].strip() for start, end in spans)
    rest = "".join(text[end:start] for end, start in zip([0, *places[1::2]], [*places[::2], len(text)], strict=True))
    assert rest.strip() == ""


@EXAMPLES
@given(SENTENCES, st.lists(st.floats(-1, 1), min_size=1, max_size=12), st.text(max_size=20), st.integers(0, 1))
def test_highlights_are_one_to_three_whole_sentences_in_order(
    parts: list[str], cosines: list[float], question: str, position: int
) -> None:
    text = " ".join(parts)
    passage = Passage(text, "", ("",), "/", "fr", "", position, (), "", ())
    sentences = Sentences.of(passage)
    values = np.resize(np.asarray(cosines, dtype=np.float32), len(sentences.spans))
    spans = highlights(sentences, values, frozenset(terms(question, "fr")), opens_section=position == 0)
    assert 1 <= len(spans) <= 3
    assert set(spans) <= set(sentence_spans(text))
    places = [place for span in spans for place in span]
    assert places == sorted(places)
    assert all(text[start:end].strip() and start < end <= len(text) for start, end in spans)
    text.encode()


MARKUP = st.lists(
    st.sampled_from(
        (
            "<p> </p> <ul><li> </ul> <table> <tr> <td rowspan=9> <td colspan=-1> <h1> <h2 id=a> <sup> <nav> <button> "
            "</nav> <a href='#fn:x'> <svg> <math> <template> <div hidden> <div class=footnotes> <li id='fn:x'> <pre> "
            "<dl><dt id=b> <dd> <!-- --> <![CDATA[ <script> </script> <style> <article> </article> <main> <frameset> "
            "<plaintext> &#0; &lt; <html lang='x'> <body hidden> <img alt=a> <sub>2 <mfrac> \x00 é 1 mot"
        ).split(" ")
    )
    | st.text(max_size=8),
    max_size=60,
)


@EXAMPLES
@given(MARKUP)
def test_any_markup_is_read_into_lines_that_json_can_hold(parts: list[str]) -> None:
    html_of = " ".join(parts).encode("utf-8", "surrogatepass")
    passages = read_page(html_of, "/")
    assert passages == read_page(html_of, "/")
    assert all(Passage.from_json(passage.to_json()) == passage for passage in passages)


@EXAMPLES
@given(
    st.text(max_size=60),
    st.sampled_from(["", "[fr]\n", "[en.sentences]\n", "ranking = ", "[fr.sentences]\nerror = "]),
)
def test_what_a_site_says_of_itself_is_read_or_refused_in_a_sentence(text: str, head: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / ABOUT).write_bytes((head + text).encode("utf-8", "surrogatepass"))
        try:
            about = read_about(Path(folder))
        except FaqError:
            about = None
        if about:
            assert all(about.sentence(outcome, lang) for outcome in MESSAGES for lang in LANGUAGES)


@EXAMPLES
@given(st.text(alphabet="[^]\\ \n`a1-", max_size=60))
def test_cited_keys_are_words_of_the_text(text: str) -> None:
    keys = cited_keys(text)
    assert all(f"[^{key}]" in text and not set(key) & set("] \n") for key in keys)
