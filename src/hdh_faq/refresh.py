"""Whether an index still fits its pages, model, numbers and code; and if not, a new one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hdh_faq import packaged
from hdh_faq.about import TUNED
from hdh_faq.asked import Asked, read_asked
from hdh_faq.bundle import has_bundle, write_bundle
from hdh_faq.embedding import Embedder, load_embedder, model_digest
from hdh_faq.errors import BuildError, FaqError, IndexDamagedError, SiteMissingError
from hdh_faq.generated import fitted
from hdh_faq.index import Index
from hdh_faq.index_files import load, save
from hdh_faq.indexing import asked_digest, build, code_digest, packaged_unanswered
from hdh_faq.languages import LANGUAGES
from hdh_faq.manifest import Manifest, digest_of
from hdh_faq.pages import site_digest
from hdh_faq.ranking import Ranking
from hdh_faq.settings import Settings


def stale_because(manifest: Manifest, site: Path, model: str, asked: Asked) -> str:
    """Say why an index no longer fits the pages, the questions or the model of this digest; empty if it does."""
    reasons = (
        (manifest.code, code_digest, "The index was built by another version of the code."),
        (manifest.model_digest, lambda: model, "The index was built with another embedding model."),
        (
            manifest.ranking,
            lambda: Ranking.packaged() if manifest.about.ranking == "packaged" else manifest.ranking,
            "The index was built to be read with other weights.",
        ),
        (
            manifest.unanswered,
            lambda: digest_of(packaged_unanswered() if manifest.about.ranking == "packaged" else ""),
            "The list of questions that no page answers has changed since the index was built.",
        ),
        (
            manifest.asked,
            lambda: asked_digest(asked),
            "The questions about the pages have changed since the index was built.",
        ),
        (manifest.site_digest, lambda: site_digest(site), "The pages have changed since the index was built."),
    )
    return next((reason for then, now, reason in reasons if then != now()), "")


def refresh(site: Path, out: Path, settings: Settings, say: Callable[[str], None]) -> tuple[Index, Embedder | None]:
    """Bring the index in ``out`` up to date with ``site``, and what browsers answer with, where the site has that.

    Returns:
        The index, and the model that it was built with; no model where the index fitted and was only read.

    Raises:
        SiteMissingError: there are no pages.
        PackageDamagedError: the packaged data is not what was published.
        ModelError: the model cannot be loaded.
        IndexPlaceError: ``out`` holds files of others, or cannot be written.
    """
    packaged.verify()
    if not next(site.rglob("*.html"), None):
        raise SiteMissingError(f"No built site in “{site}”. Run `hdh-faq build`, or name its folder with --site.")
    asked = read_asked(settings.asked_file)
    previous, reason = _previous(out)
    if previous:
        reason = stale_because(previous.manifest, site, model_digest(settings), asked)
        if not reason:
            say(f"Index: {out} is up to date.")
            return previous, None
    say(reason)
    embedder = load_embedder(settings)
    fresh = with_numbers(build(site, embedder, previous, asked), site, embedder)
    # Before the index: should it end in between, the index is still stale, and the next start does both again.
    if has_bundle(site):
        try:
            write_bundle(fresh, embedder, site, settings.max_question_chars)
        except BuildError as error:  # a server may be let read its pages only
            say(f"What browsers answer with is not renewed: {error.message}")
    save(fresh, out)
    say(f"Index: {fresh.manifest.passages} passages, {fresh.manifest.questions} questions in {out}.")
    foreign = {lang: count for lang, count in fresh.manifest.languages.items() if lang not in LANGUAGES}
    if foreign:
        told = ", ".join(f"{lang}: {count}" for lang, count in foreign.items())
        say(f"Passages in other languages than French and English ({told}) are found by words that they share with a "
            "question, not by meaning.")  # fmt: skip
    return fresh, embedder


def with_numbers(index: Index, site: Path, embedder: Embedder) -> Index:
    """The index with the numbers that its site wants to be read with.

    Raises:
        FaqError: the site's own numbers cannot be used.
    """
    kind = index.manifest.about.ranking
    if kind == "packaged":
        return index
    try:
        numbers = Ranking.read(site / TUNED) if kind == "tuned" else fitted(index, embedder)
    except ValueError as error:
        raise FaqError(f"“{site / TUNED}” cannot be used: {error}. Run `hdh-faq tune` again, or remove it.") from None
    return replace(index, manifest=replace(index.manifest, ranking=numbers))


def _previous(folder: Path) -> tuple[Index | None, str]:
    try:
        return load(folder), ""
    except IndexDamagedError as error:
        return None, error.message.partition(" Run ")[0]
