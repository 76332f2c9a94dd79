"""Answers from published pages: verbatim passages, each with its link and its sources.

>>> from hdh_faq import Faq
>>> Faq.load("index").ask("Qui hébergera les données de santé ?", lang="fr").outcome
<Outcome.ANSWERED: 'answered'>
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hdh_faq.answer import Answer, Outcome
    from hdh_faq.faq import Faq

__all__ = ["Answer", "Faq", "Outcome"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # On demand: building the pages needs the Markdown extensions of this package, not its search.
    if name == "Faq":
        from hdh_faq.faq import Faq  # noqa: PLC0415

        return Faq
    if name in __all__:
        from hdh_faq import answer  # noqa: PLC0415

        return getattr(answer, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
