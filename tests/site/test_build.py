"""A build replaces a site that a build made, and nothing else."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from hdh_faq.errors import BuildError, FolderError
from hdh_faq.folders import recover
from hdh_faq.settings import Settings
from hdh_faq.site.build import _is_ours, build_site


def test_a_folder_of_somebody_is_refused_and_kept(toy_project: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("mine", encoding="utf-8")
    (precious / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError, match="HDH_FAQ_SITE_DIR"):
        build_site(Settings(site_dir=precious), toy_project)
    assert sorted(path.name for path in precious.iterdir()) == ["index.html", "thesis.txt"]
    assert list(tmp_path.iterdir()) == [precious]


def test_a_built_site_is_known_as_ours(toy_site: Path) -> None:
    assert _is_ours(toy_site)


def test_a_file_put_into_a_built_site_is_named_and_kept(toy_project: Path, toy_site: Path, tmp_path: Path) -> None:
    shutil.copytree(toy_site, tmp_path / "site")
    (tmp_path / "site" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match=r"notes\.txt"):
        build_site(Settings(site_dir=tmp_path / "site"), toy_project)
    assert (tmp_path / "site" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


def test_a_failed_build_leaves_the_old_site_and_no_scratch(
    toy_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr("hdh_faq.site.build.sys.executable", "/bin/false")
    with pytest.raises(BuildError, match="does not build"):
        build_site(Settings(site_dir=tmp_path / "site"), toy_project)
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


def test_a_new_site_is_finished_before_it_takes_the_place_of_the_old_one(toy_project: Path, tmp_path: Path) -> None:
    site, seen = tmp_path / "site", []

    def finish(fresh: Path) -> None:
        seen.append((site.exists(), (fresh / "index.html").is_file()))
        (fresh / "added.bin").write_bytes(b"x")

    build_site(Settings(site_dir=site), toy_project, finish)
    assert seen == [(False, True)]
    # What was added is ours: the next build replaces it.
    build_site(Settings(site_dir=site), toy_project, lambda _: None)
    assert not (site / "added.bin").exists()


def test_a_site_that_cannot_be_finished_leaves_the_old_one(toy_project: Path, toy_site: Path, tmp_path: Path) -> None:
    shutil.copytree(toy_site, tmp_path / "site")

    def finish(_: Path) -> None:
        raise BuildError("No model.")

    with pytest.raises(BuildError, match="No model"):
        build_site(Settings(site_dir=tmp_path / "site"), toy_project, finish)
    assert (tmp_path / "site" / "index.html").is_file()
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


def test_a_disk_that_is_full_is_said_in_one_line(toy_project: Path, tmp_path: Path) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); import hdh_faq.cli as c; c.main()"
    )
    command = [sys.executable, "-c", code, "build"]
    place = {**os.environ, "HDH_FAQ_SITE_DIR": str(tmp_path / "site")}
    done = subprocess.run(command, cwd=toy_project, env=place, capture_output=True, text=True, check=False)
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_began_ends_with_it(toy_project: Path, tmp_path: Path) -> None:
    code = "import sys; from hdh_faq.site.build import *; build_site(Settings(site_dir=Path(sys.argv[1])))"
    build = psutil.Popen([sys.executable, "-c", code, str(tmp_path / "site")], cwd=toy_project)
    while not build.children():
        assert build.poll() is None
        time.sleep(0.01)
    begun = build.children()
    build.kill()
    build.wait()
    assert psutil.wait_procs(begun, timeout=20)[1] == []
    assert not list(tmp_path.rglob("*.html"))
    recover(tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_building_pages_needs_nothing_of_the_search() -> None:
    code = "import sys, hdh_faq.site.build; print([m for m in ('numpy', 'bm25s', 'faiss') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
