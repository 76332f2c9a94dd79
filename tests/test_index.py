"""The index: built once and then in steps, saved whole or not at all, and every byte of it checked."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import PROJECT, FakeEmbedder
from hdh_faq import folders, index_files, indexing, refresh
from hdh_faq.errors import IndexDamagedError, IndexPlaceError, SiteMissingError
from hdh_faq.folders import MARK
from hdh_faq.index import Index
from hdh_faq.index_files import load, read_manifest, save
from hdh_faq.indexing import build
from hdh_faq.lexical import terms
from hdh_faq.manifest import FORMAT, Manifest
from hdh_faq.pages import site_digest
from hdh_faq.passage import Passage
from hdh_faq.ranking import Ranking
from hdh_faq.refresh import stale_because

QUESTION = "Qui remplace Microsoft ?"
FLIPS_A_FILE = 40


@pytest.fixture
def site(toy_site: Path, tmp_path: Path) -> Path:
    """A copy of the toy site that a test may change."""
    return Path(shutil.copytree(toy_site, tmp_path / "site"))


@pytest.fixture
def saved(toy_index: Index, tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    save(toy_index, folder)
    return folder


def same(one: Index, other: Index) -> bool:
    """Whether two indexes would rank alike."""
    stems = {lang: terms("remplace Microsoft replaces host données data", lang) for lang in ("fr", "en")}
    return (
        one.passages == other.passages
        and one.vectors.vectors().tobytes() == other.vectors.vectors().tobytes()
        and one.question_vectors.vectors().tobytes() == other.question_vectors.vectors().tobytes()
        and one.sentences == other.sentences
        and one.sentence_vectors.vectors().tobytes() == other.sentence_vectors.vectors().tobytes()
        and one.dictionaries == other.dictionaries
        and one.fields.keys() == other.fields.keys()
        and all(
            np.array_equal(field.scores(stems[lang]), other.fields[lang].scores(stems[lang]))
            for lang, field in one.fields.items()
        )
    )


def change(site: Path, page: str, old: str, new: str) -> None:
    path = site / page
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Building


def test_index_has_a_vector_for_each_passage_and_each_question(toy_index: Index) -> None:
    questions = [question for passage in toy_index.passages for question in passage.questions]
    assert len(toy_index.vectors) == len(toy_index.passages) > 0
    assert len(toy_index.question_vectors) == len(questions) > 0


def test_a_passage_is_encoded_with_its_headings(toy_index: Index) -> None:
    expected = FakeEmbedder().encode_documents([passage.document for passage in toy_index.passages])
    assert toy_index.vectors.vectors() == pytest.approx(expected, abs=4e-3)
    assert toy_index.passages[0].document.startswith(toy_index.passages[0].page)


def test_question_vectors_are_those_of_their_owners(toy_index: Index) -> None:
    questions = [(row, question) for row, passage in enumerate(toy_index.passages) for question in passage.questions]
    assert toy_index.question_owners.tolist() == [row for row, _ in questions]
    expected = FakeEmbedder().encode_documents([question for _, question in questions])
    assert toy_index.question_vectors.vectors() == pytest.approx(expected, abs=4e-3)


def test_rows_of_the_two_languages_share_nothing_and_miss_nothing(toy_index: Index) -> None:
    french, english = set(toy_index.rows("fr").tolist()), set(toy_index.rows("en").tolist())
    assert french.isdisjoint(english)
    assert french | english == set(range(len(toy_index.passages)))
    assert all(toy_index.passages[row].lang == "fr" for row in french)


def test_manifest_says_what_was_indexed_and_with_what(toy_index: Index, toy_site: Path) -> None:
    manifest = toy_index.manifest
    assert manifest.model == FakeEmbedder.name
    assert manifest.model_digest == FakeEmbedder.digest
    assert manifest.ranking == Ranking.packaged()
    assert manifest.site_digest == site_digest(toy_site)
    assert manifest.passages == len(toy_index.passages)
    assert manifest.questions == len(toy_index.question_vectors)
    assert manifest.starters == {
        "fr": ((QUESTION, "/hebergeur/#host"),),
        "en": (("Who replaces Microsoft?", "/en/hebergeur/#host"),),
    }


def test_building_twice_gives_the_same_index(toy_index: Index, toy_site: Path) -> None:
    again = build(toy_site, FakeEmbedder())
    assert same(again, toy_index)
    assert again.manifest == toy_index.manifest


@pytest.mark.parametrize("make", [Path.exists, Path.mkdir, Path.touch], ids=["nothing", "empty folder", "file"])
def test_a_missing_or_empty_site_is_refused(make: Callable[[Path], Any], tmp_path: Path) -> None:
    make(tmp_path / "site")
    with pytest.raises(SiteMissingError, match="site"):
        build(tmp_path / "site", FakeEmbedder())


def test_a_site_in_one_language_is_indexed_saved_and_loaded(site: Path, tmp_path: Path) -> None:
    shutil.rmtree(site / "en")
    index = build(site, FakeEmbedder())
    assert {passage.lang for passage in index.passages} == {"fr"}
    assert len(index.rows("en")) == 0
    save(index, tmp_path / "index")
    assert same(load(tmp_path / "index"), index)


def test_a_site_without_carried_questions_is_indexed_saved_and_loaded(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    page = '<html lang="fr"><body><article><h1>Titre</h1><p>Une phrase de la page.</p></article></body></html>'
    (tmp_path / "site" / "index.html").write_text(page, encoding="utf-8")
    index = build(tmp_path / "site", FakeEmbedder())
    save(index, tmp_path / "index")
    loaded = load(tmp_path / "index")
    assert [passage.text for passage in loaded.passages] == ["Une phrase de la page."]
    assert len(loaded.question_vectors) == 0


# In steps


def test_an_unchanged_site_is_not_embedded_again(toy_index: Index, toy_site: Path, embedder: FakeEmbedder) -> None:
    fresh = build(toy_site, embedder, toy_index)
    assert embedder.encoded == []
    assert same(fresh, toy_index)


def test_only_the_changed_passage_is_embedded_again(toy_index: Index, site: Path, embedder: FakeEmbedder) -> None:
    change(site, "droit/index.html", "à un juge américain", "à une juge américaine")
    fresh = build(site, embedder, toy_index)
    (changed,) = [passage for passage in fresh.passages if "une juge américaine" in passage.text]
    assert embedder.encoded == [changed.document, *(t for t in embedder.encoded[1:] if t in changed.text)]
    assert same(fresh, build(site, FakeEmbedder()))


def test_only_the_new_question_is_embedded_again(toy_index: Index, site: Path, embedder: FakeEmbedder) -> None:
    change(site, "droit/faq-page.json", "cloud act donnees sante", "loi federale et dossiers")
    fresh = build(site, embedder, toy_index)
    assert embedder.encoded == ["loi federale et dossiers"]
    assert same(fresh, build(site, FakeEmbedder()))


def test_a_removed_page_leaves_the_index_and_embeds_nothing(
    toy_index: Index, site: Path, embedder: FakeEmbedder
) -> None:
    shutil.rmtree(site / "droit")
    fresh = build(site, embedder, toy_index)
    assert embedder.encoded == []
    assert not any(passage.url.startswith("/droit/") for passage in fresh.passages)
    assert same(fresh, build(site, FakeEmbedder()))


def test_a_moved_page_is_not_embedded_again(toy_index: Index, site: Path, embedder: FakeEmbedder) -> None:
    (site / "droit").rename(site / "a-droit")
    fresh = build(site, embedder, toy_index)
    assert embedder.encoded == []
    assert any(passage.url.startswith("/a-droit/") for passage in fresh.passages)
    assert same(fresh, build(site, FakeEmbedder()))


def test_steps_also_work_from_a_saved_index(saved: Path, toy_site: Path, embedder: FakeEmbedder) -> None:
    build(toy_site, embedder, load(saved))
    assert embedder.encoded == []


def test_another_model_embeds_everything_again(toy_index: Index, toy_site: Path, embedder: FakeEmbedder) -> None:
    embedder.digest = "fake-2"
    fresh = build(toy_site, embedder, toy_index)
    assert {passage.document for passage in toy_index.passages} <= set(embedder.encoded)
    assert fresh.manifest.model_digest == "fake-2"


def test_a_text_that_stands_twice_is_embedded_once(site: Path, embedder: FakeEmbedder) -> None:
    shutil.copytree(site / "droit", site / "droit-bis")
    build(site, embedder)
    assert len(embedder.encoded) == len(set(embedder.encoded))


# Saving


def test_a_saved_index_comes_back_as_it_was(toy_index: Index, saved: Path) -> None:
    loaded = load(saved)
    assert same(loaded, toy_index)
    assert replace(loaded.manifest, files={}) == toy_index.manifest


def test_the_documented_files_are_there(saved: Path) -> None:
    assert {path.name for path in saved.iterdir()} == {
        "passages.jsonl", "sentences.jsonl", "questions.jsonl", "unanswered.jsonl", "manifest.json",
        "table.npy", "table_scale.npy",
        "vectors_data.npy", "vectors_indices.npy", "vectors_indptr.npy",
        "question_vectors_data.npy", "question_vectors_indices.npy", "question_vectors_indptr.npy",
        "sentence_vectors_data.npy", "sentence_vectors_indices.npy", "sentence_vectors_indptr.npy",
        "unanswered_vectors_data.npy", "unanswered_vectors_indices.npy", "unanswered_vectors_indptr.npy",
        "dictionary-fr.json", "dictionary-en.json",
        "lexical-fr", "lexical-en", "lexical-asked-fr", "lexical-asked-en",
    }  # fmt: skip


def test_saving_the_same_index_twice_writes_the_same_bytes(toy_index: Index, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(toy_index, tmp_path / name)
    assert everything_in(tmp_path / "one") == everything_in(tmp_path / "two")


def test_saving_makes_the_missing_folders_above(toy_index: Index, tmp_path: Path) -> None:
    save(toy_index, tmp_path / "a" / "b" / "index")
    assert same(load(tmp_path / "a" / "b" / "index"), toy_index)


def test_saving_replaces_the_old_index_and_leaves_nothing_behind(saved: Path, site: Path) -> None:
    shutil.rmtree(site / "droit")
    fresh = build(site, FakeEmbedder())
    save(fresh, saved)
    assert same(load(saved), fresh)
    assert {path.name for path in saved.parent.iterdir()} == {"index", "site"}


def test_the_readme_in_the_folder_is_kept(toy_index: Index, saved: Path) -> None:
    (saved / "README.md").write_text("# The built index\n", encoding="utf-8")
    save(toy_index, saved)
    assert (saved / "README.md").read_text(encoding="utf-8") == "# The built index\n"
    assert same(load(saved), toy_index)


@pytest.mark.parametrize("name", ["notes.txt", ".gitignore", "photos/cat.jpg", "docs/page.md"])
def test_files_of_others_in_the_folder_survive_a_save(toy_index: Index, tmp_path: Path, name: str) -> None:
    # `hdh-faq index --out DIR` may name any folder; what is not ours in it must not be deleted.
    theirs = tmp_path / "folder" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"precious")
    try:
        save(toy_index, tmp_path / "folder")
    except IndexPlaceError:
        pass  # refusing is as good as keeping
    else:
        assert same(load(tmp_path / "folder"), toy_index)
    assert theirs.read_bytes() == b"precious"


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c", "\n", "\t", '"', "\\"])
def test_a_passage_with_any_line_separator_comes_back(toy_index: Index, tmp_path: Path, char: str) -> None:
    odd = replace(toy_index.passages[0], text=f"Une phrase.{char}Une autre.")
    index = replace(toy_index, passages=(odd, *toy_index.passages[1:]))
    save(index, tmp_path / "index")
    assert load(tmp_path / "index").passages == index.passages


def test_a_failed_attempt_before_does_not_hinder_a_save(toy_index: Index, saved: Path) -> None:
    scratch = saved.parent / f".{saved.name}.hdh-faq-abandoned"
    scratch.mkdir()
    (scratch / MARK).touch()
    save(toy_index, saved)
    assert same(load(saved), toy_index)
    assert not scratch.exists()


def test_what_others_keep_beside_the_index_survives_a_save(toy_index: Index, saved: Path) -> None:
    (saved.parent / f".{saved.name}-precious").mkdir()
    save(toy_index, saved)
    assert (saved.parent / f".{saved.name}-precious").is_dir()


CRASHES = {
    "while vectors are written": (np, "save", 1),
    "while question vectors are written": (np, "save", 2),
    "while lexical fields are written": (np, "save", 9),
    "while passages are written": (Path, "write_text", 1),
    "while the manifest is written": (Path, "write_text", 7),
    "while the README is copied": (shutil, "copy2", 1),
    "while the folders are exchanged": (folders, "_exchange", 1),
}


@pytest.mark.parametrize("moment", CRASHES)
def test_a_crash_in_the_middle_of_a_save_leaves_the_old_index(
    moment: str, toy_index: Index, saved: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (saved / "README.md").write_text("# The built index\n", encoding="utf-8")
    before = everything_in(saved)
    shutil.rmtree(site / "droit")
    fresh = build(site, FakeEmbedder())
    owner, name, fatal_call = CRASHES[moment]
    real, calls = getattr(owner, name), 0

    def crash(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == fatal_call:
            raise OSError(28, "No space left on device")
        return real(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, crash)
        with pytest.raises(IndexPlaceError, match="No space left"):
            save(fresh, saved)
    assert calls >= fatal_call
    assert everything_in(saved) == before
    assert same(load(saved), toy_index)
    save(fresh, saved)
    assert same(load(saved), fresh)


def test_numpys_word_for_a_full_disk_is_not_repeated(
    toy_index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_little(*_: object) -> None:
        raise OSError("5 requested and 2 written")

    monkeypatch.setattr("hdh_faq.index_files.np.save", save_little)
    with pytest.raises(IndexPlaceError, match="No space left"):
        save(toy_index, tmp_path / "index")
    assert list(tmp_path.iterdir()) == []


# Checking


def all_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def is_refused(folder: Path) -> bool:
    """Whether loading says what is wrong; anything but an `IndexDamagedError` would end in a traceback."""
    try:
        load(folder)
    except IndexDamagedError:
        return True
    except Exception:  # noqa: BLE001 - that it is another is what we report
        return False
    return False


def put(path: Path, place: int, byte: int) -> None:
    """Change one byte in place: to write a file anew waits for the disk."""
    with path.open("r+b") as file:
        file.seek(place)
        file.write(bytes([byte]))


def test_every_flipped_byte_of_every_file_is_noticed(saved: Path) -> None:
    chance, unnoticed = random.Random(0), []
    for path in all_files(saved):
        content = path.read_bytes()
        for place in sorted(chance.sample(range(len(content)), min(FLIPS_A_FILE, len(content)))):
            bit = 1 << chance.randrange(8)
            put(path, place, content[place] ^ bit)
            if not is_refused(saved):
                unnoticed.append(f"{path.name} byte {place}: {content[max(0, place - 20) : place + 1]!r} ^ {bit}")
            put(path, place, content[place])
    assert not unnoticed


def test_every_flipped_byte_of_the_manifest_is_noticed(saved: Path) -> None:
    # All of it, not a sample: it holds the digests of the others.
    path, unnoticed = saved / "manifest.json", []
    content = path.read_bytes()
    for place in range(len(content)):
        put(path, place, content[place] ^ 1)
        if not is_refused(saved):
            unnoticed.append(content[max(0, place - 20) : place + 1])
        put(path, place, content[place])
    assert not unnoticed


def names_of_files() -> list[str]:
    vectors = [f"{name}_{part}.npy" for name in index_files.VECTORS for part in index_files.PARTS]
    return [
        "passages.jsonl",
        "sentences.jsonl",
        "dictionary-fr.json",
        "table.npy",
        "table_scale.npy",
        *vectors,
        "questions.jsonl",
        "lexical-fr/vocab.index.json",
    ]


@pytest.mark.parametrize("name", names_of_files())
@pytest.mark.parametrize("harm", ["removed", "emptied", "truncated", "lengthened"])
def test_a_harmed_file_is_noticed(saved: Path, name: str, harm: str) -> None:
    path = saved / name
    content = path.read_bytes()
    if harm == "removed":
        path.unlink()
    else:
        path.write_bytes({"emptied": b"", "truncated": content[:-1], "lengthened": content + b"\0"}[harm])
    with pytest.raises(IndexDamagedError, match="damaged") as caught:
        load(saved)
    assert "hdh-faq index" in caught.value.message


def test_two_files_exchanged_are_noticed(saved: Path) -> None:
    one, other = saved / "vectors_data.npy", saved / "question_vectors_data.npy"
    contents = one.read_bytes(), other.read_bytes()
    one.write_bytes(contents[1])
    other.write_bytes(contents[0])
    with pytest.raises(IndexDamagedError):
        load(saved)


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match="There is no index") as caught:
        load(tmp_path / "index")
    assert "hdh-faq index" in caught.value.message
    assert caught.value.exit_code == 2


def test_a_folder_with_only_its_readme_holds_no_index(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# The built index\n", encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="There is no index"):
        load(tmp_path)


BAD_MANIFESTS = {
    "empty": b"",
    "half": b'{"files": {',
    "not text": b"\xff\xfe\x00\x81",
    "too deep": b"[" * 100_000,
    "null": b"null",
    "list": b"[]",
    "number": b"1",
    "no format": b"{}",
    "older format": json.dumps({"format": 0}).encode(),
    "newer format": json.dumps({"format": FORMAT + 1}).encode(),
    "format as text": json.dumps({"format": str(FORMAT)}).encode(),
    "format only": json.dumps({"format": FORMAT}).encode(),
    "files as list": json.dumps({"format": FORMAT, "files": []}).encode(),
}


@pytest.mark.parametrize("content", BAD_MANIFESTS.values(), ids=BAD_MANIFESTS.keys())
def test_a_foreign_or_broken_manifest_is_refused_in_one_sentence_or_two(saved: Path, content: bytes) -> None:
    (saved / "manifest.json").write_bytes(content)
    with pytest.raises(IndexDamagedError) as caught:
        load(saved)
    assert "\n" not in caught.value.message
    assert "hdh-faq index" in caught.value.message


@pytest.mark.parametrize("key", sorted(field.name for field in fields(Manifest)))
def test_a_manifest_without_one_of_its_entries_is_refused(saved: Path, key: str) -> None:
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    del manifest[key]
    (saved / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(IndexDamagedError):
        load(saved)


def test_a_manifest_that_is_a_folder_is_refused(saved: Path) -> None:
    (saved / "manifest.json").unlink()
    (saved / "manifest.json").mkdir()
    with pytest.raises(IndexDamagedError):
        read_manifest(saved)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("no folder", encoding="utf-8")
    with pytest.raises(IndexDamagedError):
        load(tmp_path / "index")


def test_an_array_of_pickled_objects_is_never_unpickled(saved: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "sprung",)

    np.save(saved / "vectors_data.npy", np.asarray([Trap()], dtype=object), allow_pickle=True)
    # Even if whoever did it also wrote a manifest to match.
    manifest = replace(read_manifest(saved), files=index_files._digests(saved))
    (saved / "manifest.json").write_text(index_files._manifest_text(manifest), encoding="utf-8")
    with pytest.raises((ValueError, IndexDamagedError)):
        load(saved)
    assert not (tmp_path / "sprung").exists()


# Staleness


def test_a_fresh_index_is_not_stale(saved: Path, toy_site: Path) -> None:
    assert stale_because(read_manifest(saved), toy_site, FakeEmbedder.digest, {}) == ""


def test_another_model_makes_it_stale(toy_index: Index, toy_site: Path) -> None:
    assert "model" in stale_because(toy_index.manifest, toy_site, "fake-2", {})


def test_other_unanswered_questions_make_it_stale(toy_index: Index, toy_site: Path) -> None:
    other = replace(toy_index.manifest, unanswered="0" * 64)
    assert "no page answers" in stale_because(other, toy_site, FakeEmbedder.digest, {})


def test_unanswered_questions_are_of_two_kinds(toy_index: Index) -> None:
    kinds = [toy_index.unanswered_as(kind) for kind in ("no_answer", "out_of_scope")]
    assert all(len(vectors) for vectors in kinds)
    assert sum(map(len, kinds)) == len(toy_index.unanswered_vectors) == len(toy_index.unanswered.splitlines())


def test_other_weights_make_it_stale(toy_index: Index, toy_site: Path) -> None:
    other = replace(toy_index.manifest, ranking=replace(toy_index.manifest.ranking, answer_from=0.0))
    assert "weights" in stale_because(other, toy_site, FakeEmbedder.digest, {})


def add_page(site: Path) -> None:
    shutil.copytree(site / "droit", site / "nouveau")


def remove_page(site: Path) -> None:
    (site / "droit" / "index.html").unlink()


def rename_page(site: Path) -> None:
    (site / "droit").rename(site / "loi")


def change_page(site: Path) -> None:
    change(site, "en/droit/index.html", "a US judge", "an American judge")


@pytest.mark.parametrize("edit", [add_page, remove_page, rename_page, change_page])
def test_a_change_of_the_pages_makes_it_stale(edit: Callable[[Path], None], toy_index: Index, site: Path) -> None:
    edit(site)
    assert "pages" in stale_because(toy_index.manifest, site, FakeEmbedder.digest, {})


def test_a_new_style_sheet_does_not_make_it_stale(toy_index: Index, site: Path) -> None:
    (site / "extra.css").write_text("p { color: red }", encoding="utf-8")
    assert stale_because(toy_index.manifest, site, FakeEmbedder.digest, {}) == ""


def test_passages_survive_json(toy_index: Index) -> None:
    for passage in toy_index.passages:
        assert Passage.from_json(passage.to_json()) == passage


@pytest.mark.parametrize("name", indexing.CODE)
def test_an_index_is_stale_once_the_code_that_made_it_has_changed(
    toy_index: Index, toy_site: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in indexing.CODE:
        (tmp_path / room).parent.mkdir(exist_ok=True)
        shutil.copy(indexing.PACKAGE / room, tmp_path / room)
    before = indexing.code_digest(tmp_path)
    (tmp_path / name).write_text("# another way to do it\n", encoding="utf-8")
    after = indexing.code_digest(tmp_path)
    assert before == indexing.code_digest() != after
    monkeypatch.setattr(refresh, "code_digest", lambda: after)
    digest = toy_index.manifest.model_digest
    assert "code" in stale_because(toy_index.manifest, toy_site, digest, {})


def test_two_builds_in_two_processes_write_the_same_bytes(toy_site: Path, tmp_path: Path) -> None:
    # The order of a set or the hash of a text differs from process to process; an index must not.
    script = (
        "import sys; from pathlib import Path; from conftest import FakeEmbedder; "
        "from hdh_faq.indexing import build; from hdh_faq.index_files import save; "
        "save(build(Path(sys.argv[1]), FakeEmbedder()), Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        command = [sys.executable, "-c", script, str(toy_site), str(tmp_path / seed)]
        subprocess.run(command, env=environment, check=True)
    assert everything_in(tmp_path / "1") == everything_in(tmp_path / "2")


def test_vectors_of_an_index_are_unit_vectors(toy_index: Index) -> None:
    assert np.abs(np.linalg.norm(toy_index.vectors.vectors(), axis=1) - 1).max() < 1e-6


def test_every_file_of_an_index_is_told_in_its_readme(toy_index: Index, tmp_path: Path) -> None:
    save(toy_index, tmp_path / "index")
    told = (PROJECT / "index" / "README.md").read_text(encoding="utf-8")
    for path in (tmp_path / "index").iterdir():
        name = re.sub(r"-(fr|en)$", "-LANG/", path.name) if path.is_dir() else path.name
        assert f"`{name}`" in told


def test_an_index_of_another_version_with_files_of_other_names_is_replaced(toy_index: Index, saved: Path) -> None:
    (saved / "old_vectors.npy").write_bytes(b"0")
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"format": 1, "files": {**manifest["files"], "old_vectors.npy": "", "old-lexical/data.npy": ""}}
    (saved / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    save(toy_index, saved)
    assert same(load(saved), toy_index)
    assert not (saved / "old_vectors.npy").exists()
