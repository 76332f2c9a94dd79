"""Make the site's own fonts: `python scripts/fonts.py NODE_MODULES` writes them to theme/assets/fonts/.

NODE_MODULES holds what `npm install` brings of PACKAGES, and fonttools 4.68 with brotli must be there. What is made
is committed, so that nobody needs either to build the site. Adobe reserves the name “Source”: a changed font has
another.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGES = {
    "source-sans": "3.52.0",
    "source-serif": "4.5.1",
    "@fontsource/arimo": "5.3.0",  # as wide as Arial
    "@fontsource/gelasio": "5.3.0",  # as wide as Georgia
    "@fontsource/roboto": "5.3.0",
    "dejavu-fonts-ttf": "2.37.3",
}
FONTS = Path(__file__).parents[1] / "theme" / "assets" / "fonts"

RANGES = [
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xFF),  # French and its neighbours
    (0x152, 0x153),  # Œ œ
    (0x178, 0x178),  # Ÿ
    (0x2013, 0x2014),  # dashes
    (0x2018, 0x201A),  # quotation marks
    (0x201C, 0x201E),
    (0x2022, 0x2022),  # bullet
    (0x2026, 0x2026),  # ellipsis
    (0x202F, 0x202F),  # narrow no-break space
    (0x20AC, 0x20AC),  # euro
    (0x2190, 0x2193),  # arrows
    (0x2195, 0x2195),
    (0x2212, 0x2212),  # minus
    (0x2260, 0x2260),  # comparisons
    (0x2264, 0x2265),
]
"""First and last code points that the fonts hold; base.css says the same."""


@dataclass(frozen=True)
class Font:
    """One file: whence it comes, the range or place of each axis, its name, and what stands in for it meanwhile."""

    source: str
    axes: dict[str, float | tuple[float, float]]
    name: str
    stand_ins: tuple[str, ...]


ARIMO, DEJAVU = "@fontsource/arimo/files/arimo-latin-{}-normal.woff2", "dejavu-fonts-ttf/ttf/DejaVu{}.ttf"
OURS = (
    Font(
        "source-sans/VF/SourceSans3VF-Upright.ttf",
        {"wght": (400, 700)},
        "Faq Text",
        (ARIMO.format(400), "@fontsource/roboto/files/roboto-latin-400-normal.woff2", DEJAVU.format("Sans")),
    ),
    Font(
        "source-serif/VAR/SourceSerif4Variable-Roman.ttf",
        {"wght": 640, "opsz": 28},
        "Faq Heading",
        (
            "@fontsource/gelasio/files/gelasio-latin-700-normal.woff2",
            ARIMO.format(700),
            DEJAVU.format("Serif-Bold"),
        ),
    ),
)

COMMON = "etaoinsrhldcumfpgbvyqxjkwz éèàEATOINSRLDC 0123456789.,’"
"""Weighs widths roughly as French and English text does: each letter as often as it stands here."""


def main() -> None:
    """Write each font, and print what base.css must say of those that stand in for it."""
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit("Name the folder node_modules that holds the packages.")
    modules = Path(sys.argv[1])
    for package, version in PACKAGES.items():
        found = json.loads((modules / package / "package.json").read_text("utf-8"))["version"]
        if found != version:
            sys.exit(f"{package} is {found} here, not {version}.")
    for font in OURS:
        made = make(font, modules)
        print(f"{made.name}: {made.stat().st_size} bytes")
        for stand_in in font.stand_ins:
            print(f"  {Path(stand_in).stem}: {adjusted(made, modules, stand_in)}")
    for package in ("source-sans", "source-serif"):
        licence = (modules / package / "LICENSE.md").read_text("utf-8")
        (FONTS / f"LICENSE-{package}.md").write_text(licence, encoding="utf-8")


def make(font: Font, modules: Path) -> Path:
    """Write one font, cut down to RANGES."""
    from fontTools import subset  # noqa: PLC0415 - only who makes the fonts needs it
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib import instancer  # noqa: PLC0415

    whole = TTFont(modules / font.source)
    options = subset.Options(
        flavor="woff2",
        layout_features=["kern", "liga", "mark", "mkmk", "locl", "ccmp", "tnum"],
        hinting=False,
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(whole)
    cut = instancer.instantiateVariableFont(whole, font.axes)
    for record in cut["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = font.name.replace(" ", "-" if record.nameID == 6 else " ")  # noqa: PLR2004
    target = FONTS / f"{font.name.lower().replace(' ', '-')}.woff2"
    FONTS.mkdir(exist_ok=True)
    cut.flavor = "woff2"
    cut.save(target)
    return target


def adjusted(made: Path, modules: Path, stand_in: str) -> str:
    """Descriptors that give a font of every computer the width and the height of ours."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    other, own = TTFont(modules / stand_in), TTFont(made)
    ratio = width(own) / width(other)
    height = own["hhea"]
    size = own["head"].unitsPerEm * ratio
    return (
        f"size-adjust: {ratio:.1%}; ascent-override: {height.ascent / size:.1%}; "
        f"descent-override: {-height.descent / size:.1%}; line-gap-override: {height.lineGap / size:.1%};"
    )


def width(font: Any) -> float:  # noqa: ANN401 - fonttools has no types
    """Mean width of COMMON, in ems."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    total: int = sum(widths[glyphs[ord(sign)]][0] for sign in COMMON)
    return float(total / len(COMMON) / font["head"].unitsPerEm)


if __name__ == "__main__":
    main()
