"""The bundle is written under the site whole, and nothing else is touched."""

import json
from pathlib import Path

import pytest

from conftest import FakeEmbedder
from hdh_faq.bundle import FOLDER, LISTING, PLACE, write_bundle
from hdh_faq.errors import BuildError
from hdh_faq.folders import replacing
from hdh_faq.index import Index
from hdh_faq.index_files import load, save


def names(site: Path) -> set[str]:
    return {path.relative_to(site / PLACE).as_posix() for path in (site / PLACE).rglob("*") if path.is_file()}


def listed(site: Path) -> set[str]:
    listing = json.loads((site / PLACE / LISTING).read_text(encoding="utf-8"))
    return {LISTING, *(entry["file"] for entry in listing.values())}


def test_a_newer_bundle_takes_the_place_of_the_older_and_of_nothing_else(toy_index: Index, tmp_path: Path) -> None:
    strangers = {f"{FOLDER}/{name}" for name in ("thesis.bin", "shared.bin", "shared.0123456789abcdef.txt")}
    write_bundle(toy_index, FakeEmbedder(), tmp_path, 1000)
    for name in strangers:
        (tmp_path / PLACE / name).touch()
    older = listed(tmp_path)
    write_bundle(toy_index, FakeEmbedder(), tmp_path, 900)
    assert listed(tmp_path) != older
    assert names(tmp_path) == listed(tmp_path) | strangers


def test_a_bundle_is_ours_when_the_site_is_built_again(toy_index: Index, tmp_path: Path) -> None:
    site = tmp_path / "site"
    for _ in range(2):
        with replacing(site, listed=True) as fresh:
            (fresh / "index.html").touch()
        write_bundle(toy_index, FakeEmbedder(), site, 1000)


def test_its_bytes_do_not_tell_whether_the_index_was_made_or_read(toy_index: Index, tmp_path: Path) -> None:
    save(toy_index, tmp_path / "index")
    for name, index in (("made", toy_index), ("read", load(tmp_path / "index"))):
        write_bundle(index, FakeEmbedder(), tmp_path / name, 1000)
    assert listed(tmp_path / "made") == listed(tmp_path / "read")


def test_a_disk_that_is_full_leaves_the_older_bundle(
    toy_index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(toy_index, FakeEmbedder(), tmp_path, 1000)
    older, write = listed(tmp_path), Path.write_bytes

    def half(path: Path, content: bytes) -> int:
        write(path, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(BuildError, match="No space"):
        write_bundle(toy_index, FakeEmbedder(), tmp_path, 900)
    monkeypatch.undo()
    assert listed(tmp_path) == older
    assert older <= names(tmp_path)
    write_bundle(toy_index, FakeEmbedder(), tmp_path, 900)
    assert names(tmp_path) == listed(tmp_path) != older


def test_a_link_does_not_lead_it_out_of_the_site(toy_index: Index, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "site" / PLACE).mkdir(parents=True)
    (tmp_path / "site" / PLACE / FOLDER).symlink_to(tmp_path / "mine")
    with pytest.raises(BuildError, match="leads out of the site"):
        write_bundle(toy_index, FakeEmbedder(), tmp_path / "site", 1000)
    assert list((tmp_path / "mine").iterdir()) == []
