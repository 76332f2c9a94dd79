"""The few things that can go wrong, each raised where its cause is known and said once, at a face."""

import click


class FaqError(click.ClickException):
    """Something the caller can mend. Its message says what is wrong and what to do.

    A ``ClickException``, so that our command line, MkDocs and Zensical all print the sentence, not a traceback.
    """

    exit_code = 2


class CitationError(FaqError):
    """A page cites an unknown key, or the bibliography is incomplete."""


class IndexDamagedError(FaqError):
    """The index is missing, incomplete or altered, or another program version wrote it."""


class StaleError(FaqError):
    """What is on disk was not made from the same pages, questions, model and code. The message names no place."""


class IndexPlaceError(FaqError):
    """An index cannot be written where it was asked for."""


class FolderError(FaqError):
    """A folder cannot be replaced: another writer has it, or it holds files of others."""


class SiteMissingError(FaqError):
    """There is no built site where one was expected."""


class PackageDamagedError(FaqError):
    """The data that ships with the package is not what was published."""

    @classmethod
    def in_file(cls, file: str, wrong: object) -> "PackageDamagedError":
        """Of a file that a person may have changed and pinned: what is wrong in it."""
        return cls(f"The packaged file “{file}” cannot be used: {wrong}. Mend it, or install hdh-faq again.")


class SettingError(FaqError):
    """An environment variable has a value that cannot be used."""


class StoreError(FaqError):
    """The engine that holds the passages does not answer, or holds those of another index."""


class ModelError(FaqError):
    """The embedding model cannot be loaded."""


class BuildError(FaqError):
    """MkDocs refused the pages."""
