"""Whether an index still fits its pages, model, numbers and code; and if not, a new one."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import FakeEmbedder
from hdh_faq import packaged, refresh
from hdh_faq.bundle import LISTING, PLACE, write_bundle
from hdh_faq.errors import BuildError, FaqError, PackageDamagedError, SiteMissingError
from hdh_faq.index import Index
from hdh_faq.index_files import load, save
from hdh_faq.manifest import Manifest
from hdh_faq.settings import Settings

REASONS: dict[str, tuple[Callable[[Manifest], Manifest], str]] = {
    "code": (
        lambda manifest: replace(manifest, code="other"),
        "The index was built by another version of the code.",
    ),
    "model": (
        lambda manifest: replace(manifest, model_digest="other"),
        "The index was built with another embedding model.",
    ),
    "ranking": (
        lambda manifest: replace(manifest, ranking=replace(manifest.ranking, related_from=0.123)),
        "The index was built to be read with other weights.",
    ),
    "unanswered": (
        lambda manifest: replace(manifest, unanswered="other"),
        "The list of questions that no page answers has changed since the index was built.",
    ),
    "asked": (
        lambda manifest: replace(manifest, asked="other"),
        "The questions about the pages have changed since the index was built.",
    ),
    "pages": (
        lambda manifest: replace(manifest, site_digest="other"),
        "The pages have changed since the index was built.",
    ),
}
"""What no longer fits, in the order in which it is told."""


@pytest.fixture
def site(toy_site: Path, tmp_path: Path) -> Path:
    """A copy of the toy site that a test may change."""
    return Path(shutil.copytree(toy_site, tmp_path / "site"))


@pytest.fixture
def out(toy_index: Index, tmp_path: Path) -> Path:
    """The toy index, saved."""
    save(toy_index, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """No questions beside the pages."""
    return Settings(asked_file=tmp_path / "questions.jsonl")


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[FakeEmbedder]:
    """The embedders that were loaded, all fake."""
    loaded: list[FakeEmbedder] = []

    def load_embedder(settings: Settings) -> FakeEmbedder:
        loaded.append(FakeEmbedder())
        return loaded[-1]

    monkeypatch.setattr(refresh, "load_embedder", load_embedder)
    monkeypatch.setattr(refresh, "model_digest", lambda _: FakeEmbedder.digest)
    return loaded


def bytes_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Why


def test_nothing_has_changed_in_a_fresh_index(toy_index: Index, toy_site: Path) -> None:
    assert refresh.stale_because(toy_index.manifest, toy_site, FakeEmbedder.digest, {}) == ""


@pytest.mark.parametrize("what", REASONS)
def test_each_change_has_its_own_reason(toy_index: Index, toy_site: Path, what: str) -> None:
    change, reason = REASONS[what]
    assert refresh.stale_because(change(toy_index.manifest), toy_site, FakeEmbedder.digest, {}) == reason


@pytest.mark.parametrize("number", range(len(REASONS)))
def test_of_several_changes_the_first_is_told(toy_index: Index, toy_site: Path, number: int) -> None:
    manifest = toy_index.manifest
    for change, _ in list(REASONS.values())[number:]:
        manifest = change(manifest)
    told = refresh.stale_because(manifest, toy_site, FakeEmbedder.digest, {})
    assert told == list(REASONS.values())[number][1]


def test_another_model_at_hand_is_a_reason_too(toy_index: Index, toy_site: Path) -> None:
    told = refresh.stale_because(toy_index.manifest, toy_site, "fake-2", {})
    assert told == "The index was built with another embedding model."


# Refreshing


def test_an_index_that_is_up_to_date_is_only_read(
    toy_site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    before, said = bytes_of(out), list[str]()
    index, _ = refresh.refresh(toy_site, out, settings, said.append)
    assert said == [f"Index: {out} is up to date."]
    assert loads == []
    assert bytes_of(out) == before
    assert index.manifest == load(out).manifest


def test_without_an_index_one_is_built(
    toy_index: Index, toy_site: Path, tmp_path: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    out, said = tmp_path / "new", list[str]()
    index, embedder = refresh.refresh(toy_site, out, settings, said.append)
    manifest = toy_index.manifest
    assert said == [
        f"There is no index in “{out}”.",
        f"Index: {manifest.passages} passages, {manifest.questions} questions in {out}.",
    ]
    assert replace(load(out).manifest, files={}) == index.manifest == manifest
    assert loads == [embedder]


def test_a_damaged_index_is_built_again_from_nothing(
    toy_index: Index, toy_site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    (out / "passages.jsonl").write_text("", encoding="utf-8")
    said = list[str]()
    refresh.refresh(toy_site, out, settings, said.append)
    assert "damaged" in said[0]
    assert "Run" not in said[0]
    assert toy_index.passages[0].document in loads[0].encoded
    assert load(out).passages == toy_index.passages


@pytest.mark.parametrize("what", [what for what in REASONS if what != "model"])
def test_an_index_that_no_longer_fits_is_built_again_without_embedding_anything(
    toy_site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder], what: str
) -> None:
    (change, reason), index = REASONS[what], load(out)
    save(replace(index, manifest=change(index.manifest)), out)
    said = list[str]()
    refresh.refresh(toy_site, out, settings, said.append)
    assert said[0] == reason
    assert [embedder.encoded for embedder in loads] == [[]]
    assert load(out).manifest == index.manifest


def test_vectors_of_another_model_are_not_taken_over(
    toy_index: Index, toy_site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    change, reason = REASONS["model"]
    save(replace(toy_index, manifest=change(toy_index.manifest)), out)
    said = list[str]()
    refresh.refresh(toy_site, out, settings, said.append)
    assert said[0] == reason
    assert {passage.document for passage in toy_index.passages} <= set(loads[0].encoded)


def test_only_what_changed_in_the_pages_is_embedded(
    site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    page = site / "droit" / "faq-page.json"
    html = page.read_text(encoding="utf-8")
    assert "cloud act donnees sante" in html
    page.write_text(html.replace("cloud act donnees sante", "loi federale et dossiers"), encoding="utf-8")
    refresh.refresh(site, out, settings, lambda _: None)
    assert loads[0].encoded == ["loi federale et dossiers"]
    refresh.refresh(site, out, settings, lambda _: None)
    assert len(loads) == 1


def test_questions_beside_the_pages_come_into_the_index(
    toy_site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    line = {"section": "/droit/#overview", "fr": ["Un juge ?"], "en": ["A judge?"]}
    settings.asked_file.write_text(json.dumps(line), encoding="utf-8")
    said = list[str]()
    index, _ = refresh.refresh(toy_site, out, settings, said.append)
    assert said[0] == REASONS["asked"][1]
    assert index.questions[-2:] == ("Un juge ?", "A judge?")
    assert loads[0].encoded == ["Un juge ?", "A judge?"]
    assert refresh.refresh(toy_site, out, settings, said.append)[0].questions == index.questions
    assert said[-1] == f"Index: {out} is up to date."


def test_what_browsers_answer_with_is_renewed_with_the_index_where_the_site_has_it(
    toy_index: Index, site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    refresh.refresh(site, out, settings, lambda _: None)
    assert not (site / PLACE / LISTING).exists()
    write_bundle(toy_index, FakeEmbedder(), site, settings.max_question_chars)
    before = (site / PLACE / LISTING).read_bytes()
    settings.asked_file.write_text(
        json.dumps({"section": "/droit/#overview", "fr": ["Un juge ?"], "en": ["A judge?"]}), encoding="utf-8"
    )
    other = replace(toy_index, manifest=replace(toy_index.manifest, starters={"fr": (), "en": ()}))
    write_bundle(other, FakeEmbedder(), site, settings.max_question_chars)
    assert (site / PLACE / LISTING).read_bytes() != before
    refresh.refresh(site, out, settings, lambda _: None)
    assert (site / PLACE / LISTING).read_bytes() == before


@pytest.mark.usefixtures("loads")
@pytest.mark.parametrize("step", ["write_bundle", "save"])
def test_an_end_between_index_and_what_browsers_answer_with_is_mended_by_the_next_start(
    toy_index: Index, site: Path, out: Path, settings: Settings, step: str
) -> None:
    write_bundle(toy_index, FakeEmbedder(), site, settings.max_question_chars)
    right = (site / PLACE / LISTING).read_bytes()
    other = replace(toy_index, manifest=replace(toy_index.manifest, code="other", starters={"fr": (), "en": ()}))
    save(other, out)
    write_bundle(other, FakeEmbedder(), site, settings.max_question_chars)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refresh, step, killed)
        with pytest.raises(KeyboardInterrupt):
            refresh.refresh(site, out, settings, lambda _: None)
    refresh.refresh(site, out, settings, lambda _: None)
    assert (site / PLACE / LISTING).read_bytes() == right
    assert load(out).manifest.starters == toy_index.manifest.starters


def test_a_site_that_may_only_be_read_is_indexed_all_the_same(
    site: Path, tmp_path: Path, settings: Settings, loads: list[FakeEmbedder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise BuildError("It cannot be written.")

    (site / PLACE).mkdir(parents=True, exist_ok=True)
    (site / PLACE / LISTING).touch()
    monkeypatch.setattr(refresh, "write_bundle", refused)
    said = list[str]()
    refresh.refresh(site, tmp_path / "new", settings, said.append)
    assert load(tmp_path / "new").passages
    assert "What browsers answer with is not renewed: It cannot be written." in said


# What stops it


def test_without_pages_the_index_stays_as_it_is(
    tmp_path: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    before = bytes_of(out)
    (tmp_path / "empty").mkdir()
    for site in (tmp_path / "empty", tmp_path / "missing"):
        with pytest.raises(SiteMissingError, match="hdh-faq build"):
            refresh.refresh(site, out, settings, lambda _: None)
    assert bytes_of(out) == before
    assert loads == []


def test_a_bad_file_of_questions_stops_it_before_anything_is_built(
    toy_site: Path, out: Path, settings: Settings, loads: list[FakeEmbedder]
) -> None:
    before = bytes_of(out)
    settings.asked_file.write_text("{}\n", encoding="utf-8")
    with pytest.raises(FaqError, match=r"questions\.jsonl:1"):
        refresh.refresh(toy_site, out, settings, lambda _: None)
    assert bytes_of(out) == before
    assert loads == []


def test_damaged_packaged_data_stops_it_first(
    tmp_path: Path, settings: Settings, loads: list[FakeEmbedder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> None:
        raise PackageDamagedError("damaged")

    monkeypatch.setattr(packaged, "verify", damaged)
    with pytest.raises(PackageDamagedError):
        refresh.refresh(tmp_path / "missing", tmp_path / "index", settings, lambda _: None)
    assert loads == []
