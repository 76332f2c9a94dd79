"""Measure the answers on the frozen questions and write the figures of the page “How good are the answers?”.

`make quality` prints the tables of `evaluation/results.md` and replaces, in both twins of the page, what stands
between the marks ``<!-- name -->`` and ``<!-- /name -->``.
"""

import re
from pathlib import Path

from evaluation import rivals
from evaluation.figures import bins_table, failures, plot, systems, ways
from evaluation.generate import generate
from evaluation.judge import as_table, kept_results, tabulate
from evaluation.metrics import measure, metrics, reliability
from hdh_faq.faq import Faq
from hdh_faq.settings import Settings

SPLIT = "test"
PAGES = {"fr": Path("docs/fr/qualite.md"), "en": Path("docs/en/qualite.md")}


def replace_marked(text: str, name: str, content: str) -> str:
    """``text`` with ``content`` between the marks called ``name``, which must stand in it once."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
    replaced, count = pattern.subn(lambda marks: f"{marks[1]}\n{content}\n{marks[2]}", text)
    if count != 1:
        raise ValueError(f"The marks of “{name}” stand {count} times in the page.")
    return replaced


def main() -> None:
    """Ask, measure, print, write."""
    settings = Settings.from_env()
    rivals.require(rivals.NAMES, [], settings)
    faq = Faq.load(settings.index_dir, settings)
    generate(faq, SPLIT, rivals.choose(faq, settings, rivals.NAMES, []))
    results = kept_results(SPLIT)
    rows, cases = tabulate(results, "lang", measure), results["ours"]
    print(as_table(rows))
    by = []
    for kind in "lang", "style", "topic":
        found = tabulate({"ours": cases}, kind, metrics)
        print(f"\n{as_table(found)}")
        by += [{**row, "value": row[kind]} for row in found if kind != "topic" and row[kind] != "all"]
    bins = reliability(cases)
    print(f"\n{bins_table(bins, 'en')}\n\n{failures(cases, 'en')}")
    for lang, page in PAGES.items():
        text = page.read_text(encoding="utf-8")
        for name, content in (
            ("systems", systems(rows, lang)),
            ("ways", ways(by, lang)),
            ("plot", plot(bins, lang)),
            ("bins", bins_table(bins, lang)),
            ("failures", failures(cases, lang)),
        ):
            text = replace_marked(text, name, content)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
