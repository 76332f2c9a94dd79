"""What was typed → what is searched: politeness left out, shorthand written out, names and misspelt words mended."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from hdh_faq.dictionary import LONGEST_NAME, MIN_USES, Dictionary
from hdh_faq.lexical import WORD, fold
from hdh_faq.spelling import COMMON_WORDS, Speller
from hdh_faq.words import AROUND_GREETINGS, GREETINGS, SHORTHAND

MIN_JOINED = 6
"""Letters of a name that may be put together from neighbouring words: ``scale way``."""
ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")


@dataclass(frozen=True)
class Mended:
    """A text as it is searched; ``guessed`` are the folded words that stand in the place of misspelt ones."""

    text: str
    guessed: frozenset[str]


class Mender:
    """Mends the questions of one language by the words of its pages."""

    def __init__(self, dictionary: Dictionary, lang: str) -> None:
        """Learn the words and names of the pages."""
        self._dictionary, self._shorthand = dictionary, SHORTHAND[lang]
        # As the pages write them: ``hebergeur`` → ``hébergeur``, ``cloud act`` → ``Cloud Act``.
        self._written = {fold(word): word for word in dictionary.written}
        for name in dictionary.joined.values():
            self._written[name] = " ".join(self._written.get(word, word.capitalize()) for word in name.split())
        self._speller = Speller({**dictionary.words, **dict.fromkeys(dictionary.joined, MIN_USES)}, lang)
        # Of names of three words, which ones stand at a place beside the two others.
        self._third: dict[tuple[int | str, ...], list[str]] = {}
        for name in dictionary.joined.values():
            words = name.split()
            for place, word in enumerate(words if len(words) == LONGEST_NAME else ()):
                self._third.setdefault((place, *words[:place], *words[place + 1 :]), []).append(word)

    def mend(self, text: str) -> Mended:
        """The text as it is searched; what is right stays as typed."""
        guessed: set[str] = set()
        text = _without_politeness(_plain(text))
        text = self._names(WORD.sub(self._written_out, text))
        typed = [fold(word) for word in WORD.findall(text)]
        numbers = itertools.count()

        def spelt(match: re.Match[str]) -> str:
            number = next(numbers)
            word = self._vouched(typed, number) or self._speller.correction(match[0])
            if not word:
                return match[0]
            typed[number] = word = self._dictionary.joined.get(word, word)
            guessed.update(word.split())
            return self._written.get(word, word)

        return Mended(WORD.sub(spelt, text), frozenset(guessed))

    def _vouched(self, typed: Sequence[str], number: int) -> str | None:
        """What a word was meant to be by its neighbours, two words of a name of three: ``hell data hub``."""
        if typed[number] in self._dictionary.words:
            return None
        for place in range(min(LONGEST_NAME - 1, number), -1, -1):
            window = typed[number - place : number - place + LONGEST_NAME]
            near = self._third.get((place, *window[:place], *window[place + 1 :]), ())
            meant = min(near, key=lambda word: OSA.distance(typed[number], word), default=None)
            if meant and 2 * OSA.distance(typed[number], meant) <= len(meant) + 1:
                return meant
        return None

    def _written_out(self, match: re.Match[str]) -> str:
        """Shorthand in full (``pk`` → ``pourquoi``), and names written as one word in several (``cloudact``)."""
        word = fold(match[0])
        # A capital in the middle of a text is a name (``in R``), also if it is one letter.
        is_name = len(word) == 1 and match[0].isupper() and match.start() > 0
        if is_name or match.string.startswith("'", match.end()):
            return match[0]
        # ``cé`` is no “ce”.
        known = self._shorthand.get(match[0].lower()) or self._shorthand.get(word)
        return known or self._written.get(self._dictionary.joined.get(word, ""), match[0])

    def _names(self, text: str) -> str:
        """Names written apart joined (``sec num cloud``), if the pages know the whole and it is no common word."""
        found = list(WORD.finditer(text))
        # What is elided before an apostrophe is no part of a name: ``l'égalité`` is not “légalité”.
        folded = [fold(match[0]) + "'" * text.startswith("'", match.end()) for match in found]
        parts, end, number = [], 0, 0
        while number < len(found):
            count = self._joins(folded, number)
            first, last = found[number], found[number + count - 1]
            parts.append(text[end : first.start()])
            parts.append("".join(word[0] for word in found[number : number + count]))
            end, number = last.end(), number + count
        return "".join(parts) + text[end:]

    def _joins(self, folded: Sequence[str], number: int) -> int:
        """How many words from this one on are one name written apart; 1 if none."""
        words = self._dictionary.words
        for count in range(LONGEST_NAME, 1, -1):
            parts = folded[number : number + count]
            whole = "".join(parts)
            known = words.get(whole, 0) >= MIN_USES and len(whole) >= MIN_JOINED and whole not in COMMON_WORDS
            # What is written apart in two words of the pages is two words: ``la suite``.
            if len(parts) == count and known and not all(part in words for part in parts):
                return count
        return 1


def _plain(text: str) -> str:
    """Compatible forms made one (NFKC), apostrophes straight, acronyms without their dots."""
    # Apostrophes first: NFKC makes of the acute accent that some type for one a blank and a combining mark.
    text = unicodedata.normalize("NFKC", re.sub("[\u02bc\u02b9\u2018\u2019\u00b4`]", "'", text))
    return ACRONYM.sub(lambda match: match[0].replace(".", ""), text)


def _without_politeness(text: str) -> str:
    """The text without greetings before it and thanks after it; all of it if nothing else is there."""
    found = list(WORD.finditer(text))
    words = [fold(match[0]) for match in found]
    first = _polite_words(words)
    last = len(words) - _polite_words(words[::-1])
    if first >= last:
        return text
    end = found[last].start() if last < len(found) else len(text)
    return text[found[first].start() : end].rstrip(" ,;")


def is_polite(text: str) -> bool:
    """Whether a text is nothing but greetings and thanks: ``Merci d'avance pour votre réponse.``."""
    words = [fold(word) for word in WORD.findall(text)]
    return _polite_words(words) + _polite_words(words[::-1]) >= len(words)


def _polite_words(words: Sequence[str]) -> int:
    """How many words politeness takes up at this end: up to the last greeting that only its like stand around."""
    polite = itertools.takewhile(lambda word: word in GREETINGS | AROUND_GREETINGS, words)
    greeting = [number for number, word in enumerate(polite, 1) if word in GREETINGS]
    return greeting[-1] if greeting else 0
