"""Markdown → published pages: both languages built aside, then put in place together."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hdh_faq.errors import BuildError
from hdh_faq.folders import replacing
from hdh_faq.settings import Settings
from hdh_faq.site.built_page import built_pages
from hdh_faq.site.cards import write_cards
from hdh_faq.site.feed import write_feed
from hdh_faq.site.front_matter import unreadable_pages
from hdh_faq.site.headers import site_headers
from hdh_faq.site.headings import write_headings
from hdh_faq.site.llms import write_lists, write_twins
from hdh_faq.site.published import check_published
from hdh_faq.site.rules import Finding
from hdh_faq.site.security import write_security
from hdh_faq.site.sitemap import robots, write_sitemap
from hdh_faq.site.slim import slim_pages, slim_scripts
from hdh_faq.site.structured import write_structured

# Folder of each configuration's pages within the site.
CONFIGURATIONS = {"mkdocs.yml": ".", "mkdocs.en.yml": "en"}


def build_site(settings: Settings, project: Path = Path(), finish: Callable[[Path], None] | None = None) -> None:
    """Build the French and the English site, strictly, and replace ``settings.site_dir`` by them.

    ``finish`` is given the new site before it takes the place of the old one, to add to it.

    Raises:
        BuildError: MkDocs warned or failed; what it said is in the message; or the place holds files of
            others or cannot be written. The old site stays.
        FolderError: a file in it is none of ours, or another build takes too long.
    """
    missing = [name for name in CONFIGURATIONS if not (project / name).is_file()]
    if missing:
        raise BuildError(f"{missing[0]} is not here. Run this from the project's root folder.")
    target = project / settings.site_dir
    if target.exists() and not _is_ours(target):
        raise BuildError(f"“{target}” holds other files: name an empty or a new folder in HDH_FAQ_SITE_DIR.")
    _refuse(unreadable_pages(project / "docs"), "The pages' front matter cannot be used")
    try:
        with replacing(target, listed=True) as fresh:
            _build_into(fresh, settings, project)
            _refuse(check_published(fresh, project / "docs"), "The built pages are not what was meant")
            if finish:
                finish(fresh)
    except OSError as error:
        raise BuildError(f"The site cannot be written to “{target}”: {error.strerror or error}.") from error


def _refuse(findings: list[Finding], why: str) -> None:
    """Stop for what a contributor must mend; `hdh-faq check` alone would let it be published."""
    if findings:
        raise BuildError(f"{why}:\n" + "\n".join(str(finding) for finding in sorted(findings)))


def _is_ours(folder: Path) -> bool:
    """Whether a build made this folder: no other tool writes both languages and our headers."""
    if not folder.is_dir():
        return False
    headers = folder / "_headers"
    made = all((folder / name).is_file() for name in ("index.html", "sitemap.xml", "en/index.html"))
    ours = made and headers.is_file() and b"Content-Security-Policy" in headers.read_bytes()
    return ours or not any(folder.iterdir())


def _build_into(fresh: Path, settings: Settings, project: Path) -> None:
    # Apart first: MkDocs empties the folder it builds into, and so would remove the other language.
    folders = {"mkdocs.yml": fresh, "mkdocs.en.yml": fresh.with_name("en")}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: _mkdocs(project, name, folders[name], settings), folders))
    base = _public_url(settings)
    write_feed(fresh, base)
    write_feed(folders["mkdocs.en.yml"], base + "en/")
    for folder in folders.values():
        slim_scripts(folder)
    folders["mkdocs.en.yml"].rename(fresh / CONFIGURATIONS["mkdocs.en.yml"])
    slim_pages(fresh)
    write_headings(fresh)
    write_sitemap(fresh, base)
    _describe(fresh, base, project)
    (fresh / "robots.txt").write_text(robots(base if settings.public_url else ""), encoding="utf-8")
    write_security(fresh, project / "docs", settings.public_url)
    headers = site_headers(fresh, settings.api_url, settings.public_url)
    (fresh / "_headers").write_text(headers, encoding="utf-8")


def _describe(site: Path, base: str, project: Path) -> None:
    """Tell search engines, readers of Markdown, and whoever shares a page."""
    pages = tuple(built_pages(site))
    write_twins(pages, base)
    write_lists(pages, base, project)
    write_cards(site, pages)
    write_structured(pages, base)


def _mkdocs(project: Path, configuration: str, folder: Path, settings: Settings) -> None:
    base = _public_url(settings)
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "HDH_FAQ_API_URL": settings.api_url,
        "HDH_FAQ_PUBLIC_URL": base,
        "HDH_FAQ_PUBLIC_URL_EN": base + "en/",
    }
    command = [
        sys.executable,
        "-m",
        "hdh_faq.site.mkdocs_child",
        "build",
        "--strict",
        "-f",
        configuration,
        "-d",
        str(folder.resolve()),
    ]
    leash, ours = os.pipe()
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=project, env=environment, stdin=leash, capture_output=True, text=True, check=False
        )
    finally:
        os.close(leash)
        os.close(ours)
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip() and "INFO" not in line]
        shutil.rmtree(folder, ignore_errors=True)
        # Of what is no fault of the pages, such as a full disk, the last line is the reason.
        last = 1 if any(line.startswith("Traceback") for line in said) else 20
        raise BuildError(f"{configuration} does not build:\n" + "\n".join(said[-last:]))


def _public_url(settings: Settings) -> str:
    return (settings.public_url or "http://127.0.0.1:8000").rstrip("/") + "/"
