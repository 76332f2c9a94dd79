"""How hard a page is to read."""

import re

from hdh_faq.site.markdown_page import MarkdownPage

WORD = re.compile(r"\w+(?:[-.,:]\w+)*")
LONG_WORD = 7
"""Letters from which on a word is long."""


def lix(prose: str) -> float:
    """Readability of a text: words a sentence, plus the percentage of words of more than six letters.

    C. H. Björnsson, *Läsbarhet*, Stockholm, 1968: below 40 is easy, 50 is a newspaper's, 60 is hard. It looks at
    long words and long sentences only, so that both languages are measured alike. A sentence ends at ``. : ! ?``.
    """
    sentences = [words for part in re.split(r"[.:!?](?!\w)", prose) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    return len(words) / len(sentences) + 100 * sum(len(word) >= LONG_WORD for word in words) / len(words)


def prose_of(page: MarkdownPage) -> str:
    """Its running text: tables, lists and code are no sentences; citations, addresses and attributes are no words."""
    lines = (line for section in page.sections for line in section.text.splitlines())
    prose = "\n".join(line for line in lines if line and line[0] not in "|-<#`")
    return re.sub(r"\[\^[^\]]*\]|\]\([^)]*\)|</?q>|\{:[^}]*\}|[\[*`]", "", prose)
