"""Zensical, Material's successor, builds the same site from the same two configurations."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from hdh_faq.pages import read_pages

PROJECT = Path(__file__).parents[2]
CONFIGURATIONS = ("mkdocs.yml", "mkdocs.en.yml")  # in this order: the English site lies within the French one


@pytest.fixture(scope="module")
def zensical_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("zensical")
    for folder in ("docs", "theme"):
        shutil.copytree(PROJECT / folder, project / folder)
    for file in PROJECT.glob("mkdocs*.yml"):
        shutil.copy(file, project)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HDH_FAQ_")}
    for configuration in CONFIGURATIONS:
        done = subprocess.run(
            [Path(sys.executable).parent / "zensical", "build", "-f", configuration],
            cwd=project,
            env={**environment, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return project / "site"


def addresses(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


def headings_and_language(page: Path) -> tuple[str | None, list[tuple[str | None, str | None]]]:
    tree = LexborHTMLParser(page.read_bytes())
    root = tree.css_first("html")
    headings = tree.css("article :is(h1, h2, h3, h4, h5, h6)")
    return root.attributes.get("lang") if root else None, [(node.tag, node.attributes.get("id")) for node in headings]


def test_same_page_addresses(zensical_site: Path, real_site: Path) -> None:
    assert addresses(zensical_site) == addresses(real_site)
    assert "en/index.html" in addresses(zensical_site)


def test_same_heading_ids_and_language_on_every_page(zensical_site: Path, real_site: Path) -> None:
    different = [
        name
        for name in sorted(addresses(real_site) & addresses(zensical_site))
        if headings_and_language(zensical_site / name) != headings_and_language(real_site / name)
    ]
    assert different == []


def test_same_passages_to_the_letter(zensical_site: Path, real_site: Path) -> None:
    theirs, ours = read_pages(zensical_site), read_pages(real_site)
    assert theirs.passages == ours.passages
    assert theirs.starters == ours.starters
