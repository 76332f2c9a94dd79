"""The two languages of the site: French at `/`, English under `/en/`, each page with a twin in the other."""

from typing import Literal

Lang = Literal["fr", "en"]
LANGUAGES: tuple[Lang, ...] = ("fr", "en")


def other(lang: Lang) -> Lang:
    """The other of the two languages."""
    return "en" if lang == "fr" else "fr"


def twin(url: str) -> str:
    """Address of the same page in the other language."""
    return url.removeprefix("/en") if url.startswith("/en/") else f"/en{url}"


def searched_as(lang: str) -> Lang:
    """Among which of our two languages pages are searched: those in a third one among the English ones, by words."""
    return "fr" if lang == "fr" else "en"
