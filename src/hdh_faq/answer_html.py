"""An answer as the chat shows it: one block of HTML."""

import html
import re
from itertools import groupby

from hdh_faq.answer import Answer, AnswerPassage, Outcome
from hdh_faq.dates import date_in_words
from hdh_faq.languages import Lang
from hdh_faq.printed import printed

WORDS = {
    "fr": {
        "sources": "Sources :",
        "then": "\u202f; ",
        "as_of": "vérifié le",
        "suggestions": "Le site répond à :",
        "read_as": "Compris ainsi : «\u00a0{}\u00a0»",
        "nearest": "Voir les passages les plus proches",
    },
    "en": {
        "sources": "Sources:",
        "then": "; ",
        "as_of": "checked on",
        "suggestions": "The site does answer:",
        "read_as": "Understood as: “{}”",
        "nearest": "Show the nearest passages",
    },
}


def answer_html(answer: Answer, lang: Lang) -> str:
    """An answer as one block of HTML; all text in it is escaped."""
    words = WORDS[lang]
    parts = [f'<p class="faq-answer__message">{html.escape(answer.message)}</p>']
    if answer.read_as:
        parts.append(f"<p>{words['read_as'].format(html.escape(printed(answer.read_as, lang)))}</p>")
    passages = "".join(_passage_html(passage, words, lang) for passage in answer.passages)
    if answer.outcome is Outcome.RELATED:
        passages = f"<details><summary>{words['nearest']}</summary>{passages}</details>"
    parts.append(passages)
    if answer.suggestions and answer.outcome is not Outcome.ANSWERED:
        items = "".join(
            f'<li><a href="{html.escape(s.url)}">{html.escape(printed(s.question, lang))}</a></li>'
            for s in answer.suggestions
        )
        parts.append(f"<p>{words['suggestions']}</p><ul>{items}</ul>")
    # A blank line would end the HTML block and let Markdown read what follows; an address may hold some.
    return re.sub(r"[\r\n]+", " ", f'<div class="faq-answer">{"".join(parts)}</div>')


def _passage_html(passage: AnswerPassage, words: dict[str, str], lang: Lang) -> str:
    place = passage.page if passage.heading == passage.page else f"{passage.page} — {passage.heading}"
    as_of = f" ({words['as_of']} {_date(passage.as_of, lang)})" if passage.as_of else ""
    sources = words["then"].join(
        f'<a href="{html.escape(s.url)}">{html.escape(s.publisher)}</a>, {_date(s.date, lang)}'
        if s.url
        else f"{html.escape(s.publisher)}, {_date(s.date, lang)}"
        for s in passage.sources
    )
    return (
        f'<div class="faq-passage"><blockquote lang="{html.escape(passage.lang)}">{_marked(passage)}</blockquote>'
        f'<p class="place"><a href="{html.escape(passage.url)}">{html.escape(place)}</a>{as_of}</p>'
        + (f'<p class="sources">{words["sources"]} {sources}</p>' if sources else "")
        + "</div>"
    )


def _date(date: str, lang: Lang) -> str:
    words = date_in_words(date, lang)
    return html.escape(words.replace(" ", "\u00a0", words.count(" ") - 1))  # the day stays with its month


def _marked(passage: AnswerPassage) -> str:
    """The text with its highlights; the rows of a table stay one table, the steps of a list keep their numbers."""
    cuts, at = [], 0
    for start, end in passage.highlights:
        marked = html.escape(passage.text[start:end]).replace("\t", "</mark>\t<mark>")
        cuts += [html.escape(passage.text[at:start]), f"<mark>{marked}</mark>"]
        at = end
    cuts.append(html.escape(passage.text[at:]))
    lines = "".join(cuts).split("\n")
    numbered = zip(lines, passage.numbers or [0] * len(lines), strict=True)
    return "".join(_block(kind, list(group)) for kind, group in groupby(numbered, _kind))


def _kind(numbered: tuple[str, int]) -> str:
    line, number = numbered
    return "table" if "\t" in line else "steps" if number else "text"


def _block(kind: str, lines: list[tuple[str, int]]) -> str:
    """Neighbouring lines of a kind."""
    if kind == "steps":
        steps = "".join(f'<li value="{number}">{line}</li>' for line, number in lines)
        return f"<ol>{steps}</ol>"
    if kind == "text":
        return "<br>".join(line for line, _ in lines)
    # Its first row is the table's heading row: a passage that is a part of a table begins with it, too.
    tags = ["th", *["td"] * (len(lines) - 1)]
    rows = (
        "".join(f"<{tag}>{cell}</{tag}>" for cell in line.split("\t"))
        for tag, (line, _) in zip(tags, lines, strict=True)
    )
    return f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>"
