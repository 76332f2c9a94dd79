"""Markdown → published pages: both languages built aside, then put in place together."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hdh_faq.errors import BuildError
from hdh_faq.settings import Settings
from hdh_faq.site.feed import write_feed
from hdh_faq.site.headers import site_headers

# Folder of each configuration's pages within the site.
CONFIGURATIONS = {"mkdocs.yml": ".", "mkdocs.en.yml": "en"}


def build_site(settings: Settings, project: Path = Path()) -> None:
    """Build the French and the English site, strictly, and replace ``settings.site_dir`` by them.

    Raises:
        BuildError: MkDocs warned or failed; what it said is in the message. The old site stays.
    """
    missing = [name for name in CONFIGURATIONS if not (project / name).is_file()]
    if missing:
        raise BuildError(f"{missing[0]} is not here. Run this from the project's root folder.")
    target = project / settings.site_dir
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        # Apart first: MkDocs empties the folder it builds into, and so would remove the other language.
        folders = {name: Path(scratch) / name for name in CONFIGURATIONS}
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda name: _mkdocs(project, name, folders[name], settings), folders))
        fresh = folders["mkdocs.yml"]
        base = _public_url(settings)
        write_feed(fresh, base)
        write_feed(folders["mkdocs.en.yml"], base + "en/")
        folders["mkdocs.en.yml"].rename(fresh / CONFIGURATIONS["mkdocs.en.yml"])
        (fresh / "_headers").write_text(site_headers(fresh, settings.api_url), encoding="utf-8")
        if target.exists():
            target.rename(Path(scratch) / "old")
        fresh.rename(target)


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
        "mkdocs",
        "build",
        "--strict",
        "-f",
        configuration,
        "-d",
        str(folder.resolve()),
    ]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip() and "INFO" not in line]
        shutil.rmtree(folder, ignore_errors=True)
        raise BuildError(f"{configuration} does not build:\n" + "\n".join(said[-20:]))


def _public_url(settings: Settings) -> str:
    return (settings.public_url or "http://127.0.0.1:8000").rstrip("/") + "/"
