"""A site's own numbers, fitted to questions whose right replies a person has told: ``hdh-faq tune``."""

import json
from pathlib import Path

from hdh_faq.about import TUNED
from hdh_faq.embedding import load_embedder
from hdh_faq.errors import FaqError, SiteMissingError
from hdh_faq.faq import Faq
from hdh_faq.fitting import fit, reciprocal_ranks
from hdh_faq.generated import FEATURES, WEIGHTS, made_up, with_usual
from hdh_faq.indexing import build
from hdh_faq.languages import LANGUAGES
from hdh_faq.question_set import Item, load_items
from hdh_faq.ranking import Ranking
from hdh_faq.settings import Settings

GRID = [{**WEIGHTS, "bm25_text": words} for words in (0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0)]


def tune_site(site: Path, questions: Path, settings: Settings) -> Path:
    """Fit numbers to the questions and write them beside the pages; the place is returned.

    Raises:
        FaqError: there is no site or no set of questions, or the folder cannot be written.
    """
    items = load_items(questions)
    if not site.is_dir():
        raise SiteMissingError(f"No built site in “{site}”.")
    embedder = load_embedder(settings)
    index = build(site, embedder)
    place = site / TUNED
    try:
        place.write_text(json.dumps(tuned(with_usual(index, embedder), items).to_dict(), indent=1) + "\n", "utf-8")
    except OSError as error:
        raise FaqError(f"The numbers cannot be written to “{place}”: {error.strerror or error}.") from error
    return place


def tuned(faq: Faq, items: list[Item]) -> Ranking:
    """The weights that rank right passages best, and the probabilities that the questions show.

    Made-up questions weigh as much as the given ones, so that a few of these are enough.
    """
    ranks = reciprocal_ranks(faq, items, GRID)
    weights = GRID[int(ranks.mean(axis=1).argmax())] if ranks.size else WEIGHTS
    made = [one for lang in LANGUAGES for one in made_up(faq.index, lang)]
    given = items * max(len(made) // len(items), 1)
    return fit(faq, [*given, *made], weights, (FEATURES, FEATURES)) or faq.ranking
