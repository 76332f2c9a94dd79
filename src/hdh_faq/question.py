"""What a visitor typed: cleaned, its language found, its personal data masked."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from hdh_faq.languages import Lang
from hdh_faq.lexical import STOP_WORDS, fold

OURS: dict[Language, Lang] = {Language.FRENCH: "fr", Language.ENGLISH: "en"}
OTHERS = (
    Language.GERMAN, Language.SPANISH, Language.ITALIAN, Language.PORTUGUESE, Language.DUTCH, Language.POLISH,
    Language.ARABIC, Language.RUSSIAN, Language.CHINESE, Language.TURKISH,
)  # fmt: skip
EXCERPT_CHARS = 80
"""What is kept of a question that is too long."""
SURE = 0.75
"""French or English counts as found from this probability on; below, the page's language decides."""
SURE_OTHER, MIN_WORDS_OTHER, KNOWN_SHARE = 0.95, 3, 0.6
"""Another language needs more, since refusing a question that we could answer is the worse mistake: this
probability, this many words, and no larger share of them known from the pages."""

PERSONAL = (
    # French social-security number: sex, year, month, department, commune, order, and maybe its key.
    (re.compile(r"(?<!\d)[12][ .-]?\d{2}[ .-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .-]?"
                r"(?:(?:\d{2}|2[AaBb])[ .-]?\d{3}|9[78]\d[ .-]?\d{2})[ .-]?\d{3}(?:[ .-]?\d{2})?(?!\d)"),
     "[numéro masqué]"),
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"), "[e-mail masqué]"),
    (re.compile(r"(?<![\w+])(?<!\d[ .])(?:\+|00)\d{1,3}[ .()-]{0,2}(?:\d[ .()-]{0,2}){7,12}\d(?!\d)"),
     "[téléphone masqué]"),
    (re.compile(r"(?<!\d)0[1-9](?:[ ./-]?\d{2}){4}(?!\d)"), "[téléphone masqué]"),
)  # fmt: skip
MASK = re.compile(r"\[(?:numéro|e-mail|téléphone) masqué\]")
GREETINGS = frozenset(
    "bonjour bonsoir salut coucou hello hi hey merci thanks thank you beaucoup good morning evening "
    "afternoon au revoir bye goodbye a tous toi vous la les amis there everyone".split()
)


@dataclass(frozen=True)
class Question:
    """A question ready to be searched.

    Attributes:
        text: on one line, without invisible characters, personal data masked.
        lang: language to answer in.
        other_language: it is written in neither French nor English.
        personal_data: something was masked; the text must be neither searched nor kept.
        too_long: only its beginning is kept.
    """

    text: str
    lang: Lang
    other_language: bool = False
    personal_data: bool = False
    too_long: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing in it that could be searched."""
        return sum(char.isalnum() for char in self.text) < 2  # noqa: PLR2004

    @property
    def is_greeting(self) -> bool:
        """Only words of politeness."""
        words = re.findall(r"[^\W_]+", fold(self.text))
        return bool(words) and all(word in GREETINGS for word in words)


@dataclass(frozen=True)
class PageWords:
    """The folded words of the pages, as far as they help to tell languages apart."""

    french: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of both languages' pages, names above all: they tell nothing. Stop words do."""
        return (self.french & self.english) - STOP_WORDS["fr"] - STOP_WORDS["en"]

    def share(self, words: Sequence[str]) -> float:
        """Share of ``words`` that a page has, in either language."""
        return sum(fold(word) in self.french or fold(word) in self.english for word in words) / len(words)


def read_question(
    raw: str, page_lang: Lang | None = None, page_words: PageWords | None = None, max_chars: int = 1000
) -> Question:
    """Clean what was typed and find its language; ``page_lang`` decides where the words do not.

    Of a text longer than ``max_chars`` no more than an excerpt is looked at.
    """
    text = clean(raw)
    too_long = len(text) > max_chars
    if too_long:
        text = text[:EXCERPT_CHARS] + "…"
    masked = text
    for pattern, mask in PERSONAL:
        masked = pattern.sub(mask, masked)
    lang = detect_language(MASK.sub("", masked), page_words)
    return Question(
        text=masked,
        lang=lang if lang in ("fr", "en") else (page_lang or "fr"),
        other_language=lang == "other",
        personal_data=masked != text,
        too_long=too_long,
    )


def clean(raw: str) -> str:
    """One line, composed (NFC), without control, format, private-use or unassigned characters."""
    visible = "".join(char for char in raw if char.isspace() or not unicodedata.category(char).startswith("C"))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", visible)).strip()


@cache
def _french_or_english() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*OURS).build()


@cache
def _any_language() -> LanguageDetector:
    # Low accuracy mode holds trigrams only: a fifth of the memory, and enough to be sure of a whole sentence.
    return LanguageDetectorBuilder.from_languages(*OURS, *OTHERS).with_low_accuracy_mode().build()


def detect_language(text: str, page_words: PageWords | None = None) -> Lang | Literal["other", "unknown"]:
    """``fr``, ``en``, ``other``, or ``unknown`` where the words do not tell."""
    page_words = page_words or PageWords()
    words = re.findall(r"[^\W\d_]+", text)
    if not words:
        return "unknown"
    if _is_foreign_script(text):
        return "other"
    best, *_ = _any_language().compute_language_confidence_values(text)
    enough = len(words) >= MIN_WORDS_OTHER
    if best.language not in OURS and best.value >= SURE_OTHER and enough and page_words.share(words) <= KNOWN_SHARE:
        return "other"
    telling = " ".join(word for word in words if fold(word) not in page_words.names)
    if not telling:
        return "unknown"
    ours, *_ = _french_or_english().compute_language_confidence_values(telling)
    return OURS[ours.language] if ours.value >= SURE else "unknown"


def _is_foreign_script(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum("LATIN" not in unicodedata.name(char, "") for char in letters) > len(letters) / 2
