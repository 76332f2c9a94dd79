"""Makes a new page and its twin, with all that the checks ask for but the words."""

import datetime as dt
import re
from pathlib import Path

from hdh_faq.errors import FaqError

TEMPLATES = {
    "fr": """\
---
title: Titre court
description: Une phrase de 160 caractères au plus, qui répond.
as_of: {today}
questions:
  overview:
    - Première façon de poser la question ?
    - mots clés de la même question
    - Autre façon de la poser ?
---
# Titre de la page {{#overview}}

Une ou deux phrases qui répondent et tiennent seules. Citez la source juste après le fait : `[^clé]`.
""",
    "en": """\
---
title: Short title
description: One sentence of at most 160 characters that answers.
as_of: {today}
questions:
  overview:
    - First way to ask the question?
    - keywords of the same question
    - Another way to ask it?
---
# Title of the page {{#overview}}

One or two sentences that answer and stand alone. Cite the source right after the fact: `[^key]`.
""",
}


def new_page(name: str, docs: Path = Path("docs"), today: dt.date | None = None) -> list[Path]:
    """Write ``docs/fr/NAME.md`` and ``docs/en/NAME.md``; return their paths.

    Raises:
        FaqError: the name is not made of lower-case letters, digits and hyphens, or a page has it.
    """
    name = name.removesuffix(".md")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise FaqError(f"“{name}” cannot name a page: use lower-case letters without accents, digits and hyphens.")
    paths = {lang: docs / lang / f"{name}.md" for lang in TEMPLATES}
    for path in paths.values():
        if path.exists():
            raise FaqError(f"{path} exists already: choose another name, or edit it.")
        if not path.parent.is_dir():
            raise FaqError(f"There is no folder {path.parent}. Run this from the project's root folder.")
    day = (today or dt.datetime.now(tz=dt.UTC).date()).isoformat()
    for lang, path in paths.items():
        path.write_text(TEMPLATES[lang].format(today=day), encoding="utf-8")
    return list(paths.values())
