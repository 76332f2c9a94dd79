"""What the chat shows of an answer holds no markup but ours, whatever stands in the index."""

import html
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from hdh_faq.answer import Answer, AnswerPassage, Outcome, Suggestion
from hdh_faq.answer_html import answer_html
from hdh_faq.passage import CitedSource

EVIL = "</p><img src=x onerror=alert(1)>\"'\r\n\n&lt;<script>"
OURS = {
    "a",
    "blockquote",
    "body",
    "br",
    "div",
    "head",
    "html",
    "li",
    "mark",
    "ol",
    "p",
    "table",
    "th",
    "tbody",
    "td",
    "tr",
    "ul",
}


def test_no_field_of_an_answer_is_ever_markup() -> None:
    source = CitedSource(EVIL, EVIL, EVIL, EVIL, EVIL)
    passage = AnswerPassage(EVIL + "\t" + EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 1.0, ((0, 9), (12, 30)), (source,))
    answer = Answer(EVIL, "fr", Outcome.NO_ANSWER, 1.0, EVIL, (passage,), (Suggestion(EVIL, EVIL),), EVIL)
    shown = answer_html(answer, "fr")
    assert {node.tag for node in LexborHTMLParser(shown).css("*")} <= OURS
    assert not {"\n", "\r"} & set(shown)
    assert html.escape("<script>") in shown


def test_suggested_questions_are_typeset_in_french_only() -> None:
    suggestion = Suggestion("Qu'est-ce que l'hébergement « souverain » ?", "/#x")
    expected: list[tuple[Literal["fr", "en"], str]] = [
        ("fr", "Qu’est-ce que l’hébergement «\u00a0souverain\u00a0»\u202f?"),
        ("en", "Qu&#x27;est-ce que l&#x27;hébergement « souverain » ?"),
    ]
    for lang, printed in expected:
        answer = Answer("", "fr", Outcome.NO_ANSWER, 0, "", suggestions=(suggestion,))
        assert f">{printed}</a>" in answer_html(answer, lang)


def test_the_first_row_of_a_table_is_its_headings() -> None:
    passage = AnswerPassage("Qui\tAu\nScaleway\t2026", "P", "H", "/#h", "fr", "", 1, (), ())
    shown = answer_html(Answer("", "fr", Outcome.ANSWERED, 1, "", (passage,)), "fr")
    assert "<tr><th>Qui</th><th>Au</th></tr><tr><td>Scaleway</td><td>2026</td></tr>" in shown


def test_steps_of_a_list_keep_their_numbers() -> None:
    text = "Voici.\nUn.\nSuite.\nDeux."
    passage = AnswerPassage(text, "P", "H", "/#h", "fr", "", 1, ((7, 10),), (), numbers=(0, 1, 0, 2))
    shown = answer_html(Answer("", "fr", Outcome.ANSWERED, 1, "", (passage,)), "fr")
    assert 'Voici.<ol><li value="1"><mark>Un.</mark></li></ol>Suite.<ol><li value="2">Deux.</li></ol>' in shown


def test_a_day_stays_on_the_line_of_its_month() -> None:
    dates = {"2026-04-23": "23\u00a0avril 2026", "2026-04": "avril 2026", "2026": "2026", "": "sans date"}
    for date, shown in dates.items():
        source = CitedSource("k", "Le Monde", "T", date, "")
        passage = AnswerPassage("Oui.", "P", "H", "/#h", "fr", "", 1, (), (source,))
        assert f"Le Monde, {shown}</p>" in answer_html(Answer("", "fr", Outcome.ANSWERED, 1, "", (passage,)), "fr")
