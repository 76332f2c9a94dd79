"""axe-core over every page, dialog and chat with an answer: `python -m evaluation.axe NODE_MODULES ADDRESS`.

NODE_MODULES holds what `npm install axe-core` brings; `hdh-faq serve` answers at ADDRESS. Each page is looked at in
both schemes at two widths, its folds open; what is found is printed, and is a failure.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from evaluation.browser import ARGUMENTS, CHROMIUM

WIDTHS = (390, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DIALOG = {"/cnil/": "Qui remplace Microsoft ?", "/en/cnil/": "Who replaces Microsoft?"}
CHATS = {"/chat/": "Qui remplace Microsoft ?", "/en/chat/": "Who replaces Microsoft?"}
UNFOLD = "document.querySelectorAll('details').forEach((fold) => { fold.open = true })"
AXE = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`))"""


def visits(page: Page, base: str) -> Iterator[str]:
    """Go from one state to look at to the next; yield its name."""
    addresses = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", page.request.get(f"{base}/sitemap.xml").text())
    for path in (*addresses, "/404.html", "/en/404.html"):
        page.goto(f"{base}{path}{'?lang=fr' if path == '/' else ''}", wait_until="load")
        page.evaluate(UNFOLD)
        yield path
    for path, question in DIALOG.items():
        page.goto(base + path, wait_until="load")
        page.locator(".faq-open").click()
        field = page.get_by_role("combobox").first
        field.fill(question)
        page.get_by_role("option").first.wait_for()
        yield f"{path}, dialog, pages found"
        field.press("Enter")
        page.locator(".faq-turn .faq-passage").first.wait_for()
        page.evaluate(UNFOLD)
        yield f"{path}, dialog, answer"
    for path, question in CHATS.items():
        page.goto(base + path, wait_until="load")
        yield f"{path}, at once"
        page.keyboard.press("Shift")  # Gradio begins with the reader's first sign
        field = page.locator("textarea")
        field.wait_for()
        yield path
        field.fill(question)
        field.press("Enter")
        page.locator(".faq-passage").last.wait_for()
        yield f"{path}, answer"
        page.reload()
        page.locator("#faq-before .faq-passage").last.wait_for()
        yield f"{path}, after a reload"


def violations(page: Page, axe: str, base: str) -> tuple[int, list[str]]:
    """How many states were looked at, and what is amiss in them."""
    looked, found = 0, []
    for name in visits(page, base):
        page.evaluate(axe)
        found += [f"{name}: {fault}" for fault in page.evaluate(AXE)]
        looked += 1
    return looked, found


def main() -> None:
    """Look at everything; fail where anything is found."""
    axe = (Path(sys.argv[1]) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    base, failed = sys.argv[2].rstrip("/"), False
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in SCHEMES:
            for width in WIDTHS:
                page = browser.new_page(
                    bypass_csp=True,
                    reduced_motion="reduce",
                    locale="fr-FR",
                    color_scheme=scheme,
                    viewport={"width": width, "height": 844},
                )
                looked, found = violations(page, axe, base)
                summary = f"{scheme}, {width} px: {looked} states, {len(found)} violations"
                print(summary, *found, sep="\n  ", flush=True)
                failed |= bool(found)
                page.close()
        browser.close()
    sys.exit(failed)


if __name__ == "__main__":
    main()
