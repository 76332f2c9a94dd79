"""An edition: pages, and the index made from them. The server shows one at a time, never the pages of two."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hdh_faq.asked import read_asked
from hdh_faq.embedding import model_digest
from hdh_faq.errors import SiteMissingError, StaleError
from hdh_faq.faq import Faq
from hdh_faq.indexing import code_digest
from hdh_faq.languages import LANGUAGES
from hdh_faq.refresh import stale_because
from hdh_faq.served_pages import Pages
from hdh_faq.settings import Settings
from hdh_faq.site.headers import everywhere


@dataclass(frozen=True)
class Edition:
    """What is shown, all of it from one build.

    Attributes:
        headers: of every page and file.
        folder: a copy of the pages that no build can change, if there is one; it goes with the edition.
    """

    faq: Faq
    site: Path
    pages: Pages
    headers: Mapping[str, str]
    folder: "tempfile.TemporaryDirectory[str] | None" = field(default=None, repr=False)

    @classmethod
    def of(cls, faq: Faq, settings: Settings, folder: "tempfile.TemporaryDirectory[str] | None" = None) -> "Edition":
        """Of the pages in ``folder``, else of those where the settings say.

        Raises:
            SiteMissingError: there are no pages.
        """
        site = Path(folder.name) / "site" if folder else settings.site_dir
        if not (site / "index.html").is_file():
            raise SiteMissingError(f"No built site in “{settings.site_dir}”. Run `hdh-faq build` first.")
        headers = everywhere(site, settings.api_url, settings.public_url)
        return cls(faq, site, Pages(site), headers, folder)

    @property
    def name(self) -> str:
        """Tells this edition from others: the same wherever it is shown."""
        return self.faq.index.manifest.site_digest[:8]

    def close(self) -> None:
        """Remove the copy; without this it goes when nobody holds the edition any more."""
        if self.folder:
            self.folder.cleanup()


def copied(faq: Faq, settings: Settings) -> Edition:
    """An edition with a copy of the pages as they are now.

    Raises:
        SiteMissingError: there are no pages.
        OSError: they cannot be copied.
    """
    folder = tempfile.TemporaryDirectory(prefix="hdh-faq-")
    # Links stay links, which are not followed out of the site.
    shutil.copytree(settings.site_dir, Path(folder.name) / "site", symlinks=True)
    return Edition.of(faq, settings, folder)


def open_edition(settings: Settings, code: str) -> Edition:
    """The edition on disk, if it is whole, made by the running ``code`` and gives answers.

    Raises:
        StaleError: they do not fit each other, or not the running code.
        FaqError: it is not whole, or gives no answers; the reason is in the message.
        OSError: it cannot be read or copied.
    """
    if code_digest() != code:
        raise StaleError("The program has changed: start the server anew.")
    faq = Faq.load(settings.index_dir, settings)
    edition = copied(faq, settings)
    asked = read_asked(settings.asked_file)
    reason = stale_because(faq.index.manifest, edition.site, model_digest(settings), asked)
    if reason:
        raise StaleError(reason)
    for lang in LANGUAGES:
        for starter in faq.starters(lang):
            faq.ask(starter.question, lang)
    return edition
