"""Words that are words: the commonest of French and English, which no question's speller may touch.

Run with `PYTHONPATH=. python training/common_words.py`; writes ``src/hdh_faq/data/common-words.txt``, then run
`hdh-faq pin`. They come from the frequency lists of film subtitles that the package pyspellchecker (MIT) carries.
"""

import gzip
import json
from importlib.resources import files
from pathlib import Path

from hdh_faq.languages import LANGUAGES
from hdh_faq.lexical import fold
from hdh_faq.spelling import MIN_LETTERS

PLACE = Path("src/hdh_faq/data/common-words.txt")
USES = 300
"""A word that the subtitles use less often may be a misspelling itself."""


def main() -> None:
    """Write them folded and sorted, one a line; shorter ones than the speller looks at are left out."""
    words: set[str] = set()
    for lang in LANGUAGES:
        packed = files("spellchecker").joinpath(f"resources/{lang}.json.gz").read_bytes()
        counts: dict[str, int] = json.loads(gzip.decompress(packed))
        words |= {fold(word) for word, uses in counts.items() if uses >= USES and word.isalpha()}
    kept = sorted(word for word in words if len(word) >= MIN_LETTERS)
    PLACE.write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{PLACE}: {len(kept)} words")


if __name__ == "__main__":
    main()
