"""Each page has a picture for those who share it: right size, small, always the same."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFont

from conftest import PROJECT
from hdh_faq.site.built_page import built_pages
from hdh_faq.site.cards import CARD, HEIGHT, MARK, TITLE_BOX, WIDTH, draw_card, draw_frame, read_letters, write_cards

LONGEST = "Les données : ce qu’elles contiennent, comment elles sont protégées, et à qui les demander " * 2
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def mark() -> Image.Image:
    with Image.open(PROJECT / "theme" / MARK) as picture:
        return picture.convert("RGB")


@pytest.fixture(scope="module")
def letters() -> ImageFont.FreeTypeFont:
    return read_letters(PROJECT / "theme")


def title_part(card: Image.Image) -> Image.Image:
    return card.convert("RGB").crop(TITLE_BOX)


def test_every_page_has_a_card_of_the_usual_size(real_site: Path) -> None:
    cards = [page.path.with_name(CARD) for page in built_pages(real_site)]
    assert len(cards) > 70
    for path in cards:
        with Image.open(path) as card:
            assert (card.size, card.format) == ((WIDTH, HEIGHT), "PNG"), path
        assert path.stat().st_size <= MOST_BYTES, path


def test_the_same_words_make_the_same_bytes(toy_site: Path, tmp_path: Path) -> None:
    pages = tuple(built_pages(toy_site))
    before = [page.path.with_name(CARD).read_bytes() for page in pages]
    write_cards(toy_site, pages)
    assert [page.path.with_name(CARD).read_bytes() for page in pages] == before
    assert len({hashlib.sha256(card).digest() for card in before}) == len(pages)


def test_only_the_title_tells_two_pages_of_a_language_apart(
    mark: Image.Image, letters: ImageFont.FreeTypeFont
) -> None:
    frame = draw_frame("Site", "fr", mark, letters)
    one, other = (draw_card(title, frame, letters).convert("RGB") for title in ("Un", "Deux"))
    different = ImageChops.difference(one, other)
    left, top, right, bottom = different.getbbox() or (0, 0, 0, 0)
    assert TITLE_BOX[0] <= left < right <= TITLE_BOX[2]
    assert TITLE_BOX[1] <= top < bottom <= TITLE_BOX[3]


def test_the_two_languages_are_told_apart(mark: Image.Image, letters: ImageFont.FreeTypeFont) -> None:
    assert ImageChops.difference(
        draw_frame("Site", "fr", mark, letters).convert("RGB"), draw_frame("Site", "en", mark, letters).convert("RGB")
    ).getbbox()


@pytest.mark.parametrize("title", ["Non", LONGEST.strip(), "Qualification SecNumCloud\u202f: et après\u202f?"])
def test_a_title_keeps_clear_of_the_edges_of_its_place(
    title: str, mark: Image.Image, letters: ImageFont.FreeTypeFont
) -> None:
    part = title_part(draw_card(title, draw_frame("Site", "fr", mark, letters), letters))
    empty = Image.new("RGB", part.size, mark.getpixel((0, 0)))
    left, top, right, bottom = ImageChops.difference(part, empty).getbbox() or (0, 0, 0, 0)
    assert right > left
    assert right < part.width
    assert top > 0
    assert bottom < part.height


def test_letters_that_the_titles_use_are_in_the_font(
    real_site: Path, mark: Image.Image, letters: ImageFont.FreeTypeFont
) -> None:
    """A letter that the font lacks is drawn as the sign for a missing one."""
    frame = draw_frame("Site", "fr", mark, letters)
    lacking = title_part(draw_card("\u4e2d", frame, letters)).tobytes()
    used = {letter for page in built_pages(real_site) for letter in page.title + page.site if not letter.isspace()}
    assert "é" in used
    assert [letter for letter in used if title_part(draw_card(letter, frame, letters)).tobytes() == lacking] == []


def test_the_mark_is_made_from_its_drawing() -> None:
    drawing = (PROJECT / "theme" / "assets" / "faq" / "icon.svg").read_bytes()
    with Image.open(PROJECT / "theme" / MARK) as picture:
        assert picture.size == (180, 180)
        assert picture.info["Source-SHA256"] == hashlib.sha256(drawing).hexdigest(), "run scripts/icon.py"
