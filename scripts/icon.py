"""Draw the site's mark as a picture: theme/assets/faq/icon.svg → apple-touch-icon.png, for telephones and cards.

The picture holds the digest of the drawing that it was made from, so that a test can tell when it is old.
"""

import hashlib
import io
from pathlib import Path

from PIL import Image, PngImagePlugin
from playwright.sync_api import sync_playwright

import chromium

FOLDER = Path("theme", "assets", "faq")
SIZE = 180
SOURCE = "Source-SHA256"
COLORS = 64
# A telephone rounds the corners by itself, and shows what is transparent in black.
PAGE = """<!doctype html><style>* {{ margin: 0 }} svg {{ display: block; width: 100vw; height: 100vh }}</style>{}
<script>for (const ground of document.querySelectorAll("svg > rect")) ground.setAttribute("rx", 0)</script>"""


def main() -> None:
    """Write the picture."""
    drawing = (FOLDER / "icon.svg").read_bytes()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": SIZE, "height": SIZE})
        page.set_content(PAGE.format(drawing.decode()))
        shot = page.screenshot()
        browser.close()
    note = PngImagePlugin.PngInfo()
    note.add_text(SOURCE, hashlib.sha256(drawing).hexdigest())
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    picture.save(FOLDER / "apple-touch-icon.png", pnginfo=note, optimize=True)


if __name__ == "__main__":
    main()
