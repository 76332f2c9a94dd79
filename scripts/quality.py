"""Measure the answers on the frozen questions and write the figures of the page “How good are the answers?”.

`make quality` prints the tables of `evaluation/results.md` and replaces, in both twins of the page, what stands
between the marks ``<!-- name -->`` and ``<!-- /name -->``.
"""

import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hdh_faq import evaluate, rivals
from hdh_faq.cli import RIVALS
from hdh_faq.evaluate import Result
from hdh_faq.faq import Faq
from hdh_faq.settings import Settings

TEST = Path("evaluation/test.jsonl")
PAGES = {"fr": Path("docs/fr/qualite.md"), "en": Path("docs/en/qualite.md")}
ROOTS = {"fr": "..", "en": "../.."}
"""From the page up to the root of the site."""
BINS = 5
FAILURES = 10
SIZE, MARGIN = 240, 34
"""Of the square of the plot, in its own units."""

WORDS = {
    "fr": {
        "head": "Système | Premier passage juste (intervalle à 95 %) | Juste parmi trois | Silence : F1",
        "systems": {
            "ours": "Notre chat",
            "dense only": "Notre modèle seul, sans les mots", "BM25 only": "Les mots seuls (BM25)",
            "Material search": "Recherche du thème Material", "Pagefind": "Pagefind",
            "all-MiniLM-L6-v2 alone": "all-MiniLM-L6-v2 seul",
            "all-MiniLM-L6-v2 + our fields": "all-MiniLM-L6-v2 à la place de notre modèle",
        },
        "by": "Manière de demander | Questions | Premier passage juste | Juste parmi trois | Silence : F1",
        "styles": {
            "plain": "phrase simple", "keywords": "mots-clés", "typo": "fautes, accents perdus", "long": "longue",
            "oblique": "détournée", "fr": "en français", "en": "en anglais",
        },
        "axes": ("probabilité annoncée", "part de premiers passages justes"),
        "bins": "Probabilité annoncée | Questions | Moyenne annoncée | Premiers passages justes",
        "shown": "a montré", "silent": "s'est tu", "wanted": "alors qu'aucune page ne devait répondre",
    },
    "en": {
        "head": "System | First passage right (95 % interval) | Right among three | Silence: F1",
        "systems": {
            "ours": "Our chat", "dense only": "Our model alone, without words", "BM25 only": "Words alone (BM25)",
            "Material search": "Search of the Material theme", "Pagefind": "Pagefind",
            "all-MiniLM-L6-v2 alone": "all-MiniLM-L6-v2 alone",
            "all-MiniLM-L6-v2 + our fields": "all-MiniLM-L6-v2 in place of our model",
        },
        "by": "Way of asking | Questions | First passage right | Right among three | Silence: F1",
        "styles": {
            "plain": "plain sentence", "keywords": "keywords", "typo": "typos, lost accents", "long": "long",
            "oblique": "oblique", "fr": "in French", "en": "in English",
        },
        "axes": ("stated probability", "share of right first passages"),
        "bins": "Stated probability | Questions | Mean stated | Right first passages",
        "shown": "showed", "silent": "was silent", "wanted": "though no page should answer",
    },
}  # fmt: skip


def reliability(cases: Sequence[Result]) -> list[tuple[float, float, int, float, float]]:
    """Bins of equally many questions: bounds, count, mean of what was stated, share that was right."""
    ordered = sorted(cases, key=lambda case: case.confidence)
    bins = [[ordered[i] for i in chosen] for chosen in np.array_split(np.arange(len(ordered)), BINS)]
    return [
        (
            own[0].confidence,
            own[-1].confidence,
            len(own),
            float(np.mean([case.confidence for case in own])),
            float(np.mean([case.rank == 1 for case in own])),
        )
        for own in bins
    ]


def worst(cases: Sequence[Result]) -> list[Result]:
    """The errors of which the chat was surest: a wrong first passage shown, or silence on what a page answers."""

    def error(case: Result) -> float:
        if case.abstained:
            return 1 - case.confidence if case.item.answerable else 0.0
        return 0.0 if case.rank == 1 else case.confidence

    return sorted(cases, key=error, reverse=True)[:FAILURES]


def number(value: float, lang: str, digits: int = 1) -> str:
    """A number as the language writes it."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if lang == "fr" else text


def table(head: str, rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    names = head.split(" | ")
    return evaluate.as_table([dict(zip(names, row, strict=True)) for row in rows])


def systems(rows: Sequence[dict[str, Any]], lang: str) -> str:
    """Us and the others, all questions."""
    words: dict[str, str] = WORDS[lang]["systems"]  # type: ignore[assignment]
    return table(
        str(WORDS[lang]["head"]),
        [
            [
                words.get(row["system"], row["system"]),
                f"{number(row['hit@1'], lang)} ({'–'.join(number(bound, lang) for bound in row['hit@1 95 %'])})",
                number(row["hit@3"], lang),
                number(row["abstention f1"], lang),
            ]
            for row in rows
            if row["lang"] == "all"
        ],
    )


def ways(rows: Sequence[dict[str, Any]], lang: str) -> str:
    """Ours by language and way of asking."""
    words: dict[str, str] = WORDS[lang]["styles"]  # type: ignore[assignment]
    return table(
        str(WORDS[lang]["by"]),
        [
            [
                words[row["value"]],
                str(row["questions"]),
                *(number(row[name], lang) for name in ("hit@1", "hit@3", "abstention f1")),
            ]
            for row in rows
        ],
    )


def bins_table(bins: Sequence[tuple[float, float, int, float, float]], lang: str) -> str:
    """What the plot shows, in figures."""
    return table(
        str(WORDS[lang]["bins"]),
        [
            [
                f"{number(100 * low, lang, 0)}–{number(100 * high, lang, 0)} %",
                str(count),
                f"{number(100 * said, lang, 0)} %",
                f"{number(100 * seen, lang, 0)} %",
            ]
            for low, high, count, said, seen in bins
        ],
    )


def plot(bins: Sequence[tuple[float, float, int, float, float]], lang: str) -> str:
    """The reliability curve as a picture; the diagonal is perfect calibration."""
    across, up = WORDS[lang]["axes"]

    def x(share: float) -> str:
        return f"{MARGIN + share * SIZE:.0f}"

    def y(share: float) -> str:
        return f"{SIZE + 8 - share * SIZE:.0f}"

    points = [(x(said), y(seen)) for _, _, _, said, seen in bins]
    ticks = "".join(
        f'<text x="{x(share)}" y="{SIZE + 24}" text-anchor="middle">{100 * share:.0f}</text>'
        f'<text x="{MARGIN - 6}" y="{y(share)}" text-anchor="end" dominant-baseline="middle">{100 * share:.0f}</text>'
        for share in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg class="faq-plot" viewBox="0 0 {SIZE + MARGIN + 16} {SIZE + 48}" aria-hidden="true" focusable="false">'
        f'<path class="faq-plot__frame" d="M{x(0)} {y(1)}V{y(0)}H{x(1)}"/>'
        f'<path class="faq-plot__ideal" d="M{x(0)} {y(0)}L{x(1)} {y(1)}"/>'
        f'<polyline points="{" ".join(",".join(point) for point in points)}"/>'
        + "".join(f'<circle cx="{px}" cy="{py}" r="4"/>' for px, py in points)
        + ticks
        + f'<text x="{x(0.5)}" y="{SIZE + 42}" text-anchor="middle">{across} (%)</text>'
        f'<text transform="translate(10 {y(0.5)}) rotate(-90)" text-anchor="middle">{up} (%)</text></svg>'
    )


def failures(cases: Sequence[Result], lang: str) -> str:
    """The ten worst, each with what was done."""
    lines = []
    for case in worst(cases):
        place = f'<a href="{ROOTS[lang]}{case.first}">{case.first}</a>'
        did = str(WORDS[lang]["silent"]) if case.abstained else f"{WORDS[lang]['shown']} {place}"
        sure = f"{number(100 * case.confidence, lang, 0)} %"
        none = "" if case.item.answerable else f", {WORDS[lang]['wanted']}"
        asked = html.escape(case.item.question)
        lines.append(f'<li><q lang="{case.item.lang}">{asked}</q> — {did} ({sure}){none}.</li>')
    return "<ol>\n" + "\n".join(lines) + "\n</ol>"


def replace_marked(text: str, name: str, content: str) -> str:
    """``text`` with ``content`` between the marks called ``name``, which must stand in it once."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
    replaced, count = pattern.subn(lambda marks: f"{marks[1]}\n{content}\n{marks[2]}", text)
    if count != 1:
        raise ValueError(f"The marks of “{name}” stand {count} times in the page.")
    return replaced


def main() -> None:
    """Measure, print, write."""
    settings = Settings.from_env()
    rivals.require(RIVALS, [], settings)
    faq = Faq.load(settings.index_dir, settings)
    rows = rivals.run(faq, TEST, rivals.choose(faq, settings, RIVALS, []))
    print(evaluate.as_table(rows))
    by: list[dict[str, Any]] = []
    cases = evaluate.ours(faq, evaluate.load_items(TEST))
    for kind in "lang", "style", "topic":
        found = evaluate.tabulate({"ours": cases}, kind, evaluate.metrics)
        print(f"\n{evaluate.as_table(found)}")
        by += [{**row, "value": row[kind]} for row in found if kind != "topic" and row[kind] != "all"]
    bins = reliability(cases)
    print(f"\n{bins_table(bins, 'en')}\n\n{failures(cases, 'en')}")
    parts: dict[str, Callable[[str], str]] = {
        "systems": lambda lang: systems(rows, lang),
        "ways": lambda lang: ways(by, lang),
        "plot": lambda lang: plot(bins, lang),
        "bins": lambda lang: bins_table(bins, lang),
        "failures": lambda lang: failures(cases, lang),
    }
    for lang, page in PAGES.items():
        text = page.read_text(encoding="utf-8")
        for name, make in parts.items():
            text = replace_marked(text, name, make(lang))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
