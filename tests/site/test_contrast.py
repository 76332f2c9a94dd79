"""Every pair of text and ground that the styles use can be read, in light and in dark."""

import re

import pytest

from conftest import PROJECT

FOLDER = PROJECT / "theme" / "assets" / "css"
BASE = (FOLDER / "base.css").read_text(encoding="utf-8")
CHAT = PROJECT / "src" / "hdh_faq" / "chat.css"
# The ask box's own sheet is not written in tokens alone.
SHEETS = {
    path.name: path.read_text(encoding="utf-8") for path in [*FOLDER.glob("*.css"), CHAT] if path.name != "ask.css"
}
TOKENS = {name: pair for name, *pair in re.findall(r"--faq-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", BASE)}

PAGE = ["paper", "tint"]
GROUNDS = {
    "ink": [*PAGE, "mark"],
    "quiet": PAGE,
    "link": PAGE,
    "accent": PAGE,
    "paper": ["link"],  # the number of a step that is done
    "brand": PAGE,
    "on-brand": ["brand"],
    "on-deep": ["deep"],
}
"""On what each colour of text stands."""


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [(text, ground) for text in GROUNDS for ground in GROUNDS[text]])
def test_text_can_be_read_on_its_ground(text: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_outline_of_the_focus_can_be_seen_on_every_ground(scheme: int) -> None:
    outlines = dict(
        re.findall(
            r"^(.*):focus-visible \{ outline(?:-color)?: [^}]*var\(--faq-([\w-]+)\)",
            SHEETS["base.css"] + SHEETS["layout.css"],
            re.MULTILINE,
        )
    )
    assert outlines == {"": "accent", ":is(.faq-strip, .faq-footer) ": "on-deep"}
    for outline, grounds in (("accent", PAGE), ("on-deep", ["deep"])):
        for ground in grounds:
            assert contrast(TOKENS[outline][scheme], TOKENS[ground][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", PAGE)
def test_edge_of_what_one_clicks_can_be_seen(ground: str, scheme: int) -> None:
    assert contrast(TOKENS["edge"][scheme], TOKENS[ground][scheme]) >= 3


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_every_colour_of_text_is_one_of_those(name: str) -> None:
    used = re.findall(r"[{;]\s*(?:color|fill): ([^;}]+)", SHEETS[name])
    free = {"inherit", "currentColor", "currentcolor", "none", "#000"}  # the last on paper
    tokens = {"var(--fig-line)", *(f"var(--faq-{token})" for token in GROUNDS)}  # the line of a figure is a link's
    assert {color.strip().removesuffix(" !important") for color in used} - free <= tokens


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_colours_are_named_once(name: str) -> None:
    plain = re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"light-dark\([^)]*\)", "", SHEETS[name]))
    # Shadows are black and mostly transparent; ink on paper is black.
    assert {color for color in plain if not re.fullmatch(r"#000\w?", color)} == set()
