"""The figures of the page “How good are the answers?”, in both languages: tables, a curve, the worst errors."""

import html
from collections.abc import Sequence
from typing import Any

from evaluation.judge import as_table
from evaluation.metrics import Bin, Result, worst

ROOTS = {"fr": "..", "en": "../.."}
"""From the page up to the root of the site."""
SIZE, MARGIN = 240, 34
"""Of the square of the plot, in its own units."""

WORDS = {
    "fr": {
        "head": "Système | Premier passage juste (intervalle à 95 %) | Juste parmi trois | Silence : F1",
        "systems": {
            "ours": "Notre chat", "browser, by words": "Dans le navigateur, par les mots seuls",
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
        "curve": "Courbe de la part de premiers passages justes, en chiffres dans le tableau qui suit",
        "shown": "a montré", "silent": "s’est tu", "quoted": "«&nbsp;{}&nbsp;»",
        "wanted": "alors qu’aucune page ne devait répondre",
    },
    "en": {
        "head": "System | First passage right (95% interval) | Right among three | Silence: F1",
        "systems": {
            "ours": "Our chat", "browser, by words": "In the browser, by words alone",
            "dense only": "Our model alone, without words", "BM25 only": "Words alone (BM25)",
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
        "curve": "Curve of the share of right first passages, in figures in the table that follows",
        "shown": "showed", "silent": "was silent", "quoted": "“{}”", "wanted": "though no page should answer",
    },
}  # fmt: skip


def number(value: float, lang: str, digits: int = 1) -> str:
    """A number as the language writes it."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if lang == "fr" else text


def table(head: str, rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    names = head.split(" | ")
    return as_table([dict(zip(names, row, strict=True)) for row in rows])


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


def bins_table(bins: Sequence[Bin], lang: str) -> str:
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


def plot(bins: Sequence[Bin], lang: str) -> str:
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
        f'<svg class="faq-plot" viewBox="0 0 {SIZE + MARGIN + 16} {SIZE + 48}" role="img" '
        f'aria-label="{WORDS[lang]["curve"]}">'
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
        said = str(WORDS[lang]["quoted"]).format(f'<q lang="{case.item.lang}">{asked}</q>')
        lines.append(f"<li>{said} — {did} ({sure}){none}.</li>")
    return "<ol>\n" + "\n".join(lines) + "\n</ol>"
