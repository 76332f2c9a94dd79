"""Personal data in a question: found and masked, so that it is neither searched nor kept.

What is looked for is data (``data/words.json``), which another engine reads alike; here stand the checks by which a
number tells itself apart from others.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from hdh_faq.words import LOOK_ALIKE, PERSONAL

BLANK = "\n"
"""What stands for a datum once it is found: no rule goes across it."""


class Rule(NamedTuple):
    """A form of a datum, the check it must pass, and its mask."""

    pattern: re.Pattern[str]
    check: Callable[[str], bool]
    mask: str


def masked(text: str) -> str:
    """The text with a mask in the place of each personal datum that `RULES` know."""
    plain = text.translate(LOOK_ALIKE)
    found: list[tuple[int, int, str]] = []
    for rule in RULES:
        for start, end in _places(rule, plain):
            plain = plain[:start] + BLANK * (end - start) + plain[end:]
            found.append((start, end, rule.mask))
    for start, end, mask in sorted(found, reverse=True):
        text = text[:start] + mask + text[end:]
    return text


def without_masks(text: str) -> str:
    """The text as far as it was not masked."""
    return MASK.sub("", text)


def _places(rule: Rule, plain: str) -> Iterator[tuple[int, int]]:
    """Where a rule applies; what fails the check may hold something that passes it."""
    at = 0
    while match := rule.pattern.search(plain, at):
        passes = rule.check(match[0])
        if passes:
            yield match.span()
        at = match.end() if passes else match.start() + 1


def _is_social_security(found: str) -> bool:
    """Whether fifteen digits end with the key of the thirteen before them: 97 less their remainder by 97.

    In Corsican numbers 2A and 2B count as 19 and 18. The first digit tells the kind of person registered: 1 and 2 for
    those born in France, 3, 4, 7 and 8 for people without a definite number, 5 and 6 for others from abroad.
    """
    digits = _signs(found)
    number = digits[:13].replace("2A", "19", 1) if "A" in digits else digits[:13].replace("2B", "18", 1)
    return number.isdigit() and 97 - int(number) % 97 == int(digits[13:])


def _is_account(found: str) -> bool:
    """Whether an IBAN leaves 1 by 97, its first four signs put last and its letters read as 10 to 35."""
    signs = _signs(found)
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _is_card(found: str) -> bool:
    """Whether a number passes Luhn's check, as all bank cards do."""
    digits = [int(sign) for sign in reversed(_signs(found))]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def _signs(found: str) -> str:
    """Its letters and digits, in capitals."""
    return re.sub("[^0-9A-Z]", "", found.upper())


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "": lambda _: True,
    "nir": _is_social_security,
    "iban": _is_account,
    "luhn": _is_card,
}
RULES = tuple(Rule(re.compile(rule.pattern), CHECKS[rule.check], rule.mask) for rule in PERSONAL)
MASK = re.compile("|".join(re.escape(mask) for mask in dict.fromkeys(rule.mask for rule in RULES)))
