"""The picture that is shown where a page is shared: its title, the site's name and mark, its language.

Few colours, laid out by index: drawing and saving a card takes some hundredths of a second, and the same words make
the same bytes.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from hdh_faq.languages import Lang
from hdh_faq.site.built_page import BuiltPage

CARD = "card.png"
"""Name of the file beside a page."""
WIDTH, HEIGHT, MARGIN = 1200, 630, 90
FONT = Path("assets", "fonts", "faq-heading.woff2")
"""The letters of the pages' titles, within the built site."""
MARK = Path("assets", "faq", "apple-touch-icon.png")
"""The site's mark, there too; it fills its square, and the card is of its ground."""
MARK_BOX = (72, 50, 192, 170)
INK, LINE = "#ffffff", "#f2b66d"
QUIET = 0.8
"""How much of the ink stands in what matters less."""
TITLE_BOX = (MARGIN, 185, WIDTH - MARGIN, 465)
TITLE_SIZES = (76, 68, 60, 52, 44, 36)
LINE_HEIGHT = 1.2
FOOT = 530
SHADES = 16
"""Of the ink, and of the line: enough for smooth letters; each more makes the file larger."""
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
INDEPENDENT = {"fr": "Site indépendant", "en": "Independent site"}


def write_cards(site: Path, pages: Sequence[BuiltPage]) -> None:
    """Write a card beside each page."""
    with Image.open(site / MARK) as picture:
        mark = picture.convert("RGB")
    letters = read_letters(site)
    frames = {(page.site, page.lang): draw_frame(page.site, page.lang, mark, letters) for page in pages}
    for page in pages:
        draw_card(page.title, frames[page.site, page.lang], letters).save(page.path.with_name(CARD), bits=5)


def read_letters(site: Path) -> ImageFont.FreeTypeFont:
    """The font of the cards, of no size yet."""
    # The plain layout: what a machine has of shaping libraries changes no byte.
    return ImageFont.truetype(site / FONT, layout_engine=ImageFont.Layout.BASIC)


def draw_frame(name: str, lang: Lang, mark: Image.Image, letters: ImageFont.FreeTypeFont) -> Image.Image:
    """What the cards of one language have in common."""
    ground, ink = _color(mark.getpixel((0, 0))), ImageColor.getrgb(INK)
    frame = Image.new("RGB", (WIDTH, HEIGHT), ground)
    left, top, right, bottom = MARK_BOX
    frame.paste(mark.resize((right - left, bottom - top)), (left, top))
    draw = ImageDraw.Draw(frame)
    quiet = _between(ground, ink, QUIET)
    draw.text(
        (WIDTH - MARGIN, MARGIN + 35), LANGUAGE_NAMES[lang], quiet, font=letters.font_variant(size=32), anchor="rs"
    )
    draw.rectangle((MARGIN, 478, MARGIN + 80, 483), LINE)
    draw.text((MARGIN, FOOT), name, INK, font=letters.font_variant(size=34), anchor="ls")
    draw.text((WIDTH - MARGIN, FOOT), INDEPENDENT[lang], quiet, font=letters.font_variant(size=32), anchor="rs")
    palette = Image.new("P", (1, 1))
    shades = [
        _between(ground, end, step / (SHADES - 1)) for end in (ink, ImageColor.getrgb(LINE)) for step in range(SHADES)
    ]
    palette.putpalette([part for shade in shades for part in shade])
    return frame.quantize(palette=palette, dither=Image.Dither.NONE)


def draw_card(title: str, frame: Image.Image, letters: ImageFont.FreeTypeFont) -> Image.Image:
    """The card of one page, within the frame of its language."""
    left, top, right, bottom = TITLE_BOX
    font, lines = _fitting(title, letters, right - left, bottom - top)
    height = round(font.size * LINE_HEIGHT)
    covered = Image.new("L", (right - left, bottom - top))
    draw = ImageDraw.Draw(covered)
    for number, line in enumerate(lines):
        draw.text((0, (bottom - top - height * len(lines)) // 2 + number * height), line, 255, font=font)
    # The first shades go from the ground to the ink: how much of a letter covers a point is its colour.
    shaded = covered.point([value * (SHADES - 1) // 255 for value in range(256)])
    shaded.putpalette(frame.getpalette() or [])
    card = frame.copy()
    card.paste(shaded, (left, top))
    return card


def _color(pixel: float | tuple[int, ...] | None) -> tuple[int, ...]:
    return pixel if isinstance(pixel, tuple) else (0, 0, 0)


def _between(start: tuple[int, ...], end: tuple[int, ...], part: float) -> tuple[int, ...]:
    return tuple(round(one + (other - one) * part) for one, other in zip(start, end, strict=True))


def _fitting(
    title: str, letters: ImageFont.FreeTypeFont, width: int, height: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters in which the title has room, and its lines."""
    for size in TITLE_SIZES:
        font = letters.font_variant(size=size)
        lines = list(_lines(title, font, width))
        if len(lines) * round(size * LINE_HEIGHT) <= height and all(font.getlength(line) <= width for line in lines):
            break
    return font, lines


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """Broken at spaces; at a no-break space never."""
    line = ""
    for word in text.replace("\u202f", "\u00a0").split(" "):
        longer = f"{line} {word}".strip(" ")
        if line and font.getlength(longer) > width:
            yield line
            longer = word
        line = longer
    yield line
