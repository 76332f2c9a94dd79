"""Which facts of a dossier stand on the pages: `python -m evaluation.coverage DOSSIER [--below 0.5]`.

For each fact of `facts-*.yml` it names the section whose passage holds most of the fact's words, weighted by
rarity, among those that cite one of the fact's sources (any section where none does), and that share. A low
share is a place to look, not a verdict: pages say things in their own words.
"""

import argparse
import sys
from pathlib import Path

import yaml

from hdh_faq.index_files import load
from hdh_faq.lexical import terms
from hdh_faq.passage import Passage
from hdh_faq.sentences import Sentences
from hdh_faq.settings import Settings


def best_section(
    fact: dict[str, object], passages: list[tuple[Passage, Sentences]], rarity: dict[str, float]
) -> tuple[float, str, bool]:
    """Share of the words in the passage that holds most, its address, and whether it cites a source of the fact."""
    words = set(terms(str(fact["fr"]), "fr"))
    total = sum(rarity.get(word, 0.0) for word in words) or 1.0
    wanted = set(map(str, fact["sources"]))  # type: ignore[call-overload]
    found = []
    for passage, sentences in passages:
        cites = bool(wanted & {source.key for source in passage.sources})
        share = sum(rarity.get(word, 0.0) for word in words & sentences.all_terms) / total
        found.append((cites, share, passage.url))
    cites, share, url = max(found, key=lambda item: item[1] + 0.25 * item[0])
    return share, url, cites


def main() -> None:
    """Print one line a fact below the limit, then the count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--below", type=float, default=0.5, help="show facts whose share is lower (1: all)")
    options = parser.parse_args()
    index = load(Settings().index_dir)
    passages = [pair for pair in zip(index.passages, index.sentences, strict=True) if pair[0].lang == "fr"]
    vocabulary = {word for _, sentences in passages for word in sentences.all_terms}
    rarity = index.fields["fr"].weight(sorted(vocabulary))
    facts = [
        fact
        for path in sorted(options.dossier.glob("facts-*.yml"))
        for fact in yaml.safe_load(path.read_text("utf-8"))
    ]
    if not facts:
        sys.exit(f"No facts-*.yml in {options.dossier}.")
    low = 0
    for fact in facts:
        share, url, cites = best_section(fact, passages, rarity)
        if share < options.below or not cites:
            low += 1
            print(f"{fact['id']:34} {fact['confidence']:6} {share:.2f} {'cited' if cites else 'not cited':9} {url}")
    print(f"{len(facts)} facts, {low} to look at.")


if __name__ == "__main__":
    main()
