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
        FaqError: it cannot be read, or a line is not of the form above.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, ValueError) as error:
        raise FaqError(f"{path} cannot be read: {error}.") from None
    found: dict[str, tuple[str, ...]] = {}
    # Not splitlines: a question may hold any of the separators that it cuts at.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        try:
            data = json.loads(line)
            for lang in LANGUAGES:
                url = data["section"] if lang == "fr" else twin(data["section"])
                questions = data[lang]
                if not isinstance(questions, list) or not all(isinstance(question, str) for question in questions):
                    raise TypeError(questions)  # noqa: TRY301 - one sentence for all that may be amiss
                found[url] = found.get(url, ()) + tuple(questions)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            form = '{"section": "/page/#heading", "fr": ["…"], "en": ["…"]}'
            raise FaqError(f"{path}:{number}: write {form}.") from None
    return found
