"""French spaces and apostrophes are put by the server, the theme, the panel and the build: each puts the same."""

import html
import json

from jinja2 import Environment, FileSystemLoader

from conftest import PROJECT
from engine.node import run
from hdh_faq.languages import Lang
from hdh_faq.printed import printed
from hdh_faq.site.typography import french

EXAMPLES: list[tuple[str, str]] = json.loads((PROJECT / "tests" / "printed.json").read_text(encoding="utf-8"))
TYPED, WANTED = [typed for typed, _ in EXAMPLES], [wanted for _, wanted in EXAMPLES]


def by_theme(text: str, lang: Lang) -> str:
    templates = Environment(loader=FileSystemLoader(PROJECT / "theme"), autoescape=True)
    macro = templates.get_template("partials/printed.html").module.printed  # type: ignore[attr-defined]
    return html.unescape(str(macro(text, lang == "fr")))


def test_examples_are_printed_alike_everywhere() -> None:
    assert [printed(text, "fr") for text in TYPED] == WANTED
    assert [by_theme(text, "fr") for text in TYPED] == WANTED
    assert run("printed.mjs", {"texts": TYPED})["fr"] == WANTED
    assert [french(text) for text in TYPED] == WANTED


def test_english_is_left_as_it_is() -> None:
    assert [printed(text, "en") for text in TYPED] == TYPED
    assert [by_theme(text, "en") for text in TYPED] == TYPED
    assert run("printed.mjs", {"texts": TYPED})["en"] == TYPED


def test_whatever_strangers_ask_the_panel_and_the_server_print_alike() -> None:
    lines = (PROJECT / "docs" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [question for line in lines for question in json.loads(line)["fr"]]
    assert [printed(text, "fr") for text in asked] == run("printed.mjs", {"texts": asked})["fr"]
