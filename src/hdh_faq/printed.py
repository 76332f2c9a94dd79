"""A question as it is printed: French spaces and apostrophes. tests/printed.json holds all who print to one rule."""

import re

from hdh_faq.languages import Lang

RULES = ((re.compile(" (?=[?!;])"), "\u202f"), (re.compile(" (?=[:»])|(?<=«) "), "\u00a0"), (re.compile("'"), "’"))


def printed(text: str, lang: Lang) -> str:
    """``text`` typeset, if it is French; the words stay."""
    if lang == "fr":
        for pattern, sign in RULES:
            text = pattern.sub(sign, text)
    return text
