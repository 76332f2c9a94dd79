"""Fixtures: a toy site of six pages, built for real, and a fake embedder that knows words only."""

import hashlib
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.types import ASGIApp

from hdh_faq import indexing
from hdh_faq.bundle import PLACE, write_bundle
from hdh_faq.embedding import Vectors, load_embedder
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.lexical import WORD, fold
from hdh_faq.ranking import Ranking
from hdh_faq.server import create_app, speaking, take_port
from hdh_faq.settings import Settings
from hdh_faq.site.build import build_site

PROJECT = Path(__file__).parent.parent
TOY = Path(__file__).parent / "toy"

FIRST = (
    "browser", "engine", "test_store.py", "test_guard.py", "test_hostile.py", "test_cli.py", "test_index.py",
    "test_server.py", "test_reload.py", "test_packaged.py", "training",
)  # fmt: skip
"""What takes longest is begun first, so that no core waits for the other at the end; a server is shared in a row."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(PROJECT / "tests").parts[0]
        return FIRST.index(name) if name in FIRST else len(FIRST)

    items.sort(key=place)


class FakeEmbedder:
    """Bag of words: each word has a random direction of its own, so texts that share words are near."""

    name = "fake"
    digest = "fake-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return np.stack([self.encode_question(text) for text in texts])

    def encode_question(self, text: str) -> Vectors:
        return _bag(text)


@cache
def _bag(text: str) -> Vectors:
    words = WORD.findall(fold(text)) or ["nothing"]
    total = np.sum([_direction(word) for word in words], axis=0)
    vector = np.asarray(total / np.linalg.norm(total), dtype=np.float32)
    vector.flags.writeable = False  # shared by all who encode this text
    return vector


@cache
def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(64).astype(np.float32)


class ListeningEmbedder(FakeEmbedder):
    """Remembers what was searched."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_question(self, text: str) -> Vectors:
        self.asked.append(text)
        return super().encode_question(text)


@pytest.fixture(scope="session")
def toy_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toy project, with the real theme, built in both languages. Tests must not change it."""
    folder = tmp_path_factory.mktemp("project") / "tests" / "toy"
    shutil.copytree(TOY, folder)
    shutil.copytree(PROJECT / "theme", folder.parent.parent / "theme")
    build_site(Settings(), folder)
    return folder


@pytest.fixture(scope="session")
def toy_site(toy_project: Path) -> Path:
    """The toy project's built pages."""
    return toy_project / "site"


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(scope="session")
def toy_index(toy_site: Path) -> Index:
    """The toy site's index, with the fake embedder."""
    return indexing.build(toy_site, FakeEmbedder())


WEIGHTS = {"dense_text": 1.0, "dense_questions": 2.0, "bm25_text": 1.0}
"""Without ``dense_twin``: to the fake embedder the words of another language are strangers."""
ANSWERS = {"bias": -6.3, "dense_questions": 3.2, "dense_text": 2.3, "coverage": 6.3, "terms": 0.3}
RANKING = Ranking(
    weights=WEIGHTS,
    first=ANSWERS,
    site=ANSWERS,
    answer_from=0.5,
    related_from=0.5,
    scope={"bias": -4.0, "coverage": 8.0},
    in_scope_from=0.5,
)
"""Numbers that suit the fake embedder; the packaged ones are fitted to the packaged model."""


def faq_with(index: Index, ranking: Ranking = RANKING, settings: Settings | None = None) -> Faq:
    """The toy product, with these numbers."""
    return Faq(replace(index, manifest=replace(index.manifest, ranking=ranking)), FakeEmbedder(), settings)


@pytest.fixture(scope="session")
def toy_faq(toy_index: Index) -> Faq:
    return faq_with(toy_index)


@pytest.fixture(scope="session")
def real_site() -> Path:
    """The published pages, which ``make test`` has built."""
    site = PROJECT / "site"
    assert (site / "index.html").is_file(), "run `make build` first"
    return site


@pytest.fixture(scope="session")
def real_faq(real_site: Path) -> Faq:
    """The product: the published pages and the packaged model, from the index that ``make build`` wrote."""
    return Faq.load(PROJECT / "index", Settings())


@pytest.fixture(scope="session")
def real_bundle(real_faq: Faq, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser is handed of the product. Tests must not change it."""
    site = tmp_path_factory.mktemp("bundle")
    write_bundle(real_faq.index, load_embedder(Settings()), site, Settings().max_question_chars)
    return site / PLACE


@contextmanager
def served(faq: Faq, settings: Settings) -> Iterator[str]:
    """The product's server, a real one, since Gradio's queue needs one; its address."""
    with running(create_app(faq, settings), settings) as address:
        yield address


@contextmanager
def running(app: ASGIApp, settings: Settings) -> Iterator[str]:
    """A real server that speaks as ours does; its address. What uvicorn logs reaches `caplog`."""
    listener = take_port(replace(settings, host="127.0.0.1", port=0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, **speaking(settings)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


ENTRY: dict[str, Any] = {
    "id": "cnil-2020-avis",
    "publisher": "CNIL",
    "title": "Avis sur l'hébergement",
    "url": "https://example.org/avis",
    "date": "2020-10-08",
    "lang": "fr",
    "kind": "official",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Where a test writes its bibliography."""
    return tmp_path / "sources.yml"


@pytest.fixture
def write(sources: Path) -> Callable[..., Path]:
    """Write entries, each given as what differs from a good one."""

    def write_entries(*changes: dict[str, Any]) -> Path:
        entries = [{**ENTRY, **change} for change in changes or ({},)]
        # JSON is YAML; a line each, so that entry n starts on line n.
        lines = [json.dumps(entry, ensure_ascii=False) for entry in entries]
        sources.write_text("".join(f"- {line}\n" for line in lines), encoding="utf-8")
        return sources

    return write_entries


def one(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    node = tree.css_first(selector)
    assert node is not None, selector
    return node
