"""More ways to ask for sections than their pages carry, as strangers type them: one file beside the pages.

JSON lines of the address of a French section and questions by language; the English ones ask for its twin.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from hdh_faq.errors import FaqError
from hdh_faq.languages import LANGUAGES, twin

Asked = Mapping[str, tuple[str, ...]]
"""For the address of a section, questions about it."""


def read_asked(path: Path) -> Asked:
    """Read the file; without one there are none.

    Raises:
        FaqError: a line is not of the form above.
    """
    found: dict[str, tuple[str, ...]] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        try:
            data = json.loads(line)
            for lang in LANGUAGES:
                url = data["section"] if lang == "fr" else twin(data["section"])
                questions = tuple(data[lang])
                if not all(isinstance(question, str) for question in questions):
                    raise TypeError(questions)  # noqa: TRY301 - one sentence for all that may be amiss
                found[url] = found.get(url, ()) + questions
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            form = '{"section": "/page/#heading", "fr": ["…"], "en": ["…"]}'
            raise FaqError(f"{path}:{number}: write {form}.") from None
    return found
