"""The list of pages and headings that the search in the browser reads."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from hdh_faq.site.headings import PLACE, write_headings


def listed(site: Path, lang: str = "") -> dict[str, Any]:
    pages = json.loads((site / lang / PLACE).read_text(encoding="utf-8"))
    return {path: (title, weight, headings) for path, title, weight, headings in pages}


def write(
    site: Path, path: str, body: str, beside: dict[str, Any] | None = None, title: str = "Titre - Site"
) -> None:
    folder = site / path
    folder.mkdir(parents=True, exist_ok=True)
    html = f"<html><title>{title}</title><body><article>{body}</article></body></html>"
    (folder / "index.html").write_text(html, encoding="utf-8")
    if beside:
        (folder / "faq-page.json").write_text(json.dumps(beside), encoding="utf-8")


def test_the_build_lists_the_pages_of_each_language_in_its_own_folder(toy_site: Path) -> None:
    french, english = listed(toy_site), listed(toy_site, "en")
    assert "hebergeur/" in french
    assert "hebergeur/" in english
    assert "" in french
    assert [path for path in french if path.startswith("en/")] == []
    assert french["hebergeur/"][2][0][1] != english["hebergeur/"][2][0][1]


def test_headings_stand_in_order_without_their_links(tmp_path: Path) -> None:
    write(
        tmp_path,
        "droit",
        '<h1 id="overview">Le droit<a class="headerlink" href="#overview">¶</a></h1>'
        '<h2 id="act">Le  CLOUD\nAct</h2><h2>Sans adresse</h2><h4 id="deep">Trop bas</h4>',
    )
    write_headings(tmp_path)
    assert listed(tmp_path) == {"droit/": ("Titre", 1, [["overview", "Le droit", ""], ["act", "Le CLOUD Act", ""]])}


def test_further_words_are_folded_and_say_nothing_twice(tmp_path: Path) -> None:
    about = {"about": {"cost": "Le Coût du contrat, coûts cachés et œuvres : le coût"}}
    write(tmp_path, "prix", '<h1 id="cost">Combien coûte le contrat ?</h1>', about)
    write_headings(tmp_path)
    assert listed(tmp_path)["prix/"][2] == [["cost", "Combien coûte le contrat ?", "cout couts caches oeuvres"]]


def test_a_page_outside_the_corpus_weighs_less(tmp_path: Path) -> None:
    data = '<script id="faq-page" type="application/json">{"corpus": false}</script>'
    write(tmp_path, "sources", f'{data}<h1 id="overview">Sources</h1>')
    write_headings(tmp_path)
    assert listed(tmp_path)["sources/"][1] < 1


@pytest.mark.parametrize("lang", ["", "en"])
def test_the_list_of_the_real_site_is_small(real_site: Path, lang: str) -> None:
    assert len(gzip.compress((real_site / lang / PLACE).read_bytes())) <= 25_000
