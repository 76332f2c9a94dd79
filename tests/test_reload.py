"""A rebuilt site and its index are shown together or not at all, and nobody who asks meanwhile notices."""

import asyncio
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from hdh_faq import indexing
from hdh_faq.asked import read_asked
from hdh_faq.edition import Edition
from hdh_faq.embedding import load_embedder
from hdh_faq.errors import StoreError
from hdh_faq.faq import Faq
from hdh_faq.index_files import save
from hdh_faq.reload import Shown
from hdh_faq.server import create_app
from hdh_faq.settings import Settings
from hdh_faq.site.headers import POLICY, script_digests

OLD, NEW = "Scaleway, filiale", "Nouvelhote, filiale"
SCRIPT = "<script>isNew()</script>"
PAGE = "hebergeur/index.html"
QUESTION = {"question": "Qui remplace Microsoft ?", "lang": "fr"}
PATIENCE = 60


@pytest.fixture(scope="module")
def editions(toy_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions, ``old`` and ``new``, each a site and its index; tests must not change them."""
    folder = tmp_path_factory.mktemp("editions")
    embedder = load_embedder(Settings())
    for name in ("old", "new"):
        site = Path(shutil.copytree(toy_site, folder / name / "site"))
        if name == "new":
            page = site / PAGE
            page.write_text(page.read_text(encoding="utf-8").replace(OLD, NEW) + SCRIPT, encoding="utf-8")
        save(indexing.build(site, embedder, asked=read_asked(Path("none"))), folder / name / "index")
    return folder


@pytest.fixture
def settings(editions: Path, tmp_path: Path) -> Settings:
    """The old edition in a place of its own, where another one may be put."""
    shutil.copytree(editions / "old", tmp_path / "live")
    return Settings(
        site_dir=tmp_path / "live" / "site",
        index_dir=tmp_path / "live" / "index",
        asked_file=tmp_path / "none",
        reload_seconds=3600,
    )


def put(source: Path, target: Path) -> None:
    """Exchange a folder, as a build does."""
    fresh = Path(shutil.copytree(source, target.with_name(f"{target.name}-fresh")))
    target.rename(target.with_name(f"{target.name}-gone"))
    fresh.rename(target)
    shutil.rmtree(target.with_name(f"{target.name}-gone"))


def publish(editions: Path, settings: Settings, name: str = "new") -> None:
    put(editions / name / "site", settings.site_dir)
    put(editions / name / "index", settings.index_dir)


@pytest.fixture
def shown(settings: Settings) -> Shown:
    return Shown(Faq.load(settings.index_dir, settings), settings)


def says(shown: Shown) -> tuple[str, str]:
    """Who hosts, by the page and by the answer."""
    page = (shown.edition.site / PAGE).read_text(encoding="utf-8")
    answer = shown.edition.faq.ask(QUESTION["question"], "fr").passages[0].text
    return tuple("new" if "Nouvelhote" in text else "old" for text in (page, answer))  # type: ignore[return-value]


def after(shown: Shown, change: Callable[[], None]) -> tuple[str, str]:
    """What page and answer say after a change, once the server has looked."""

    async def story() -> tuple[str, str]:
        async with shown.watched():
            change()
            await shown.look()
            assert shown.state()["status"] == "ok"
            return says(shown)

    return asyncio.run(story())


def test_a_rebuilt_site_and_index_are_taken_up_together(shown: Shown, editions: Path, settings: Settings) -> None:
    assert says(shown) == ("old", "old")
    former = shown.edition.name
    assert after(shown, lambda: publish(editions, settings)) == ("new", "new")
    assert shown.edition.name != former
    assert shown.state()["refused"] is None


def test_pages_without_their_index_wait_for_it(
    shown: Shown, editions: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with shown.watched():
            put(editions / "new" / "site", settings.site_dir)
            await shown.look()
            assert says(shown) == ("old", "old")
            assert shown.state()["status"] == "ok"
            assert shown.state()["refused"] == "The pages have changed since the index was built."
            put(editions / "new" / "index", settings.index_dir)
            await shown.look()
            assert says(shown) == ("new", "new")
            assert shown.state()["refused"] is None

    caplog.set_level(logging.INFO, "hdh_faq")
    asyncio.run(story())
    said = [record.getMessage() for record in caplog.records]
    assert [one.split(":")[0].split(" ")[0] for one in said] == ["What", "Edition"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda s: (s.index_dir / "passages.jsonl").write_text("{}"), "is damaged"),
        (lambda s: (s.index_dir / "manifest.json").write_text("{"), "cannot be read"),
        (lambda s: shutil.rmtree(s.index_dir), "There is no index"),
        (lambda s: (s.site_dir / PAGE).unlink(), "The pages have changed"),
        (lambda s: shutil.rmtree(s.site_dir), "No such file"),
        (lambda s: (s.site_dir / "index.html").unlink(), "No built site"),
    ],
)
def test_a_bad_edition_is_refused_and_the_old_one_stays(
    shown: Shown, editions: Path, caplog: pytest.LogCaptureFixture, damage: Any, reason: str
) -> None:
    settings = shown._settings

    def change() -> None:
        publish(editions, settings)
        damage(settings)

    assert after(shown, change) == ("old", "old")
    assert reason in shown.refused
    told = shown.state()["refused"]
    assert told
    assert "/" not in told
    assert "“" not in told
    [warning] = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert reason in warning


def test_an_index_that_fails_to_answer_is_refused(
    shown: Shown, editions: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    async def story() -> None:
        async with shown.watched():
            publish(editions, settings)
            with monkeypatch.context() as patched:
                patched.setattr(Faq, "ask", fails)
                patched.setattr(Faq, "starters", lambda *_: [type("S", (), {"question": "?"})])
                await shown.look()
            assert says(shown) == ("old", "old")

    asyncio.run(story())
    assert shown.refused == "ZeroDivisionError while it was tried."


def test_an_index_that_the_engine_does_not_hold_yet_is_tried_again(
    shown: Shown,
    editions: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def not_yet(*_: object) -> Edition:
        raise StoreError("It does not hold this index: run `hdh-faq publish`.")

    async def story() -> None:
        async with shown.watched():
            publish(editions, settings)
            with monkeypatch.context() as patched:
                patched.setattr("hdh_faq.reload.open_edition", not_yet)
                await shown.look()
                await shown.look()
            assert says(shown) == ("old", "old")
            assert "hdh-faq publish" in shown.refused
            await shown.look()
            assert says(shown) == ("new", "new")

    asyncio.run(story())
    assert len([record for record in caplog.records if record.levelno == logging.WARNING]) == 1


def test_another_programs_index_waits_for_a_new_start(
    editions: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(Faq.load(settings.index_dir, settings), settings)
    monkeypatch.setattr("hdh_faq.edition.code_digest", lambda: "of tomorrow")
    assert after(shown, lambda: publish(editions, settings)) == ("old", "old")
    assert shown.refused == "The program has changed: start the server anew."


def test_what_has_not_changed_is_not_read_again(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hdh_faq.reload.open_edition", lambda *_: pytest.fail("read"))
    assert after(shown, lambda: None) == ("old", "old")
    assert not shown.refused


def test_with_the_setting_off_nothing_is_watched_or_copied(settings: Settings) -> None:
    settings = replace(settings, reload_seconds=0)
    shown = Shown(Faq.load(settings.index_dir, settings), settings)

    async def story() -> None:
        async with shown.watched():
            assert shown.edition.site == settings.site_dir
            assert len(asyncio.all_tasks()) == 1

    asyncio.run(story())


def test_a_link_out_of_the_site_is_served_no_more_than_before(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (settings.site_dir / "out.txt").symlink_to(tmp_path / "secret.txt")
    with TestClient(create_app(Faq.load(settings.index_dir, settings), settings)) as client:
        assert client.get("/out.txt").status_code == 404


def test_a_script_that_is_new_on_the_pages_may_run_once_they_are_shown(
    shown: Shown, editions: Path, settings: Settings
) -> None:
    digest = script_digests(SCRIPT.encode()).pop()
    assert digest not in shown.edition.headers[POLICY]
    after(shown, lambda: publish(editions, settings))
    assert digest in shown.edition.headers[POLICY]


def test_no_copy_outlives_the_server(
    shown: Shown, editions: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "copies"))
    (tmp_path / "copies").mkdir()
    copies: list[int] = []

    def change() -> None:
        publish(editions, settings)
        copies.append(len(list((tmp_path / "copies").iterdir())))

    after(shown, change)
    assert copies == [1]
    assert list((tmp_path / "copies").iterdir()) == []


def test_without_room_for_a_copy_the_pages_are_served_from_where_they_are(
    shown: Shown, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(settings.site_dir / "nowhere"))

    async def story() -> None:
        async with shown.watched():
            assert shown.edition.site == settings.site_dir

    asyncio.run(story())
    assert "will not be taken up" in caplog.text


# A real process


@pytest.fixture
def served(settings: Settings) -> Iterator[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HDH_FAQ_")},
        "HDH_FAQ_SITE_DIR": str(settings.site_dir),
        "HDH_FAQ_INDEX_DIR": str(settings.index_dir),
        "HDH_FAQ_ASKED_FILE": str(settings.asked_file),
        "HDH_FAQ_RELOAD_SECONDS": "1",
    }
    command = [sys.executable, "-m", "hdh_faq", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        url = next(line for line in process.stderr if line.startswith("http://")).split("/ ")[0]
        reader = threading.Thread(target=process.stderr.read, daemon=True)
        reader.start()
        yield url
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def test_no_request_is_lost_while_editions_change(served: str, editions: Path, settings: Settings) -> None:
    """Pages and answers, asked without a pause; a page is never newer than the answer asked after it."""
    stop = threading.Event()
    failed: list[str] = []
    pairs: set[tuple[bool, bool]] = set()

    def visit() -> None:
        with httpx.Client(base_url=served, trust_env=False, timeout=PATIENCE) as http:
            while not stop.is_set():
                page = http.get(f"/{PAGE}")
                answer = http.post("/api/ask", json=QUESTION)
                if (page.status_code, answer.status_code) != (200, 200):
                    failed.append(f"{page.status_code} {answer.status_code}")
                    continue
                text = answer.json()["passages"][0]["text"]
                pairs.add(("Nouvelhote" in page.text, "Nouvelhote" in text))

    def edition() -> str:
        with httpx.Client(base_url=served, trust_env=False, timeout=PATIENCE) as http:
            return str(http.get("/healthz").json()["edition"])

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
    seen = [edition()]
    for name in ("new", "old", "new"):
        publish(editions, settings, name)
        until = time.monotonic() + PATIENCE
        while edition() == seen[-1] and time.monotonic() < until:
            time.sleep(0.2)
        seen.append(edition())
    stop.set()
    for visitor in visitors:
        visitor.join()
    assert failed == []
    assert seen[0] == seen[2] != seen[1] == seen[3]
    assert {(False, False), (True, True)} <= pairs
