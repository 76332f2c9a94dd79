"""Markdown without what it shows as code: there a key, a tag or a brace is an example."""

import re
from collections.abc import Iterator

INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
FENCED_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
RAW_CODE = re.compile(r"<!--.*?-->|<(code|pre|script|style)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)
INDENT, INDENT_IN_LIST = 4, 8
# What an indented paragraph may belong to: an item of a list, a definition, a note, a box.
HOLDER = re.compile(r" {0,3}(?:[-*+]|\d+[.)]|:|!!!|\?\?\?|===|\[\^[^\]]+\]:)")


def uncoded(markdown: str) -> str:
    """The text with its code, inline, fenced, indented or in tags, and its comments taken out."""
    return RAW_CODE.sub("", "\n\n".join(_paragraphs(FENCED_CODE.sub("", markdown))))


def _paragraphs(markdown: str) -> Iterator[str]:
    held = False
    # Inline code ends with its paragraph: a stray backtick must not swallow what follows.
    for paragraph in re.split(r"\n[ \t]*\n", markdown.expandtabs(INDENT)):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        indent = min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)
        if indent < INDENT:
            held = any(HOLDER.match(line) for line in lines)
        if indent < (INDENT_IN_LIST if held else INDENT) or (held and HOLDER.match(paragraph.lstrip())):
            yield INLINE_CODE.sub("", paragraph)
