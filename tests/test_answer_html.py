"""What the chat shows of an answer holds no markup but ours, whatever stands in the index."""

import html

from selectolax.lexbor import LexborHTMLParser

from hdh_faq.answer import Answer, AnswerPassage, Outcome, Suggestion
from hdh_faq.answer_html import answer_html
from hdh_faq.passage import CitedSource

EVIL = "</p><img src=x onerror=alert(1)>\"'\r\n\n&lt;<script>"
OURS = {"a", "blockquote", "body", "br", "div", "head", "html", "li", "mark", "p", "table", "tbody", "td", "tr", "ul"}


def test_no_field_of_an_answer_is_ever_markup() -> None:
    source = CitedSource(EVIL, EVIL, EVIL, EVIL, EVIL)
    passage = AnswerPassage(EVIL + "\t" + EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 1.0, ((0, 9), (12, 30)), (source,))
    answer = Answer(EVIL, "fr", Outcome.NO_ANSWER, 1.0, EVIL, (passage,), (Suggestion(EVIL, EVIL),), EVIL)
    shown = answer_html(answer, "fr")
    assert {node.tag for node in LexborHTMLParser(shown).css("*")} <= OURS
    assert not {"\n", "\r"} & set(shown)
    assert html.escape("<script>") in shown
