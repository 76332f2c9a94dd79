"""Personal data in a question: found and masked, so that it is neither searched nor kept."""

import re

from hdh_faq.words import PERSONAL

RULES = tuple((re.compile(pattern), mask) for pattern, mask in PERSONAL)
NUMBER_MASK = PERSONAL[0][1]
MASK = re.compile("|".join(re.escape(mask) for mask in dict.fromkeys(mask for _, mask in PERSONAL)))
FIFTEEN_DIGITS = re.compile(r"(?<![0-9])(?:[0-9][ .-]?){6}[0-9AaBb](?:[ .-]?[0-9]){8}(?![0-9])")


def masked(text: str) -> str:
    """The text with a mask in the place of each social-security number, e-mail address and phone number."""
    text = FIFTEEN_DIGITS.sub(lambda match: NUMBER_MASK if _is_social_security(match[0]) else match[0], text)
    for pattern, mask in RULES:
        text = pattern.sub(mask, text)
    return text


def without_masks(text: str) -> str:
    """The text as far as it was not masked."""
    return MASK.sub("", text)


def _is_social_security(found: str) -> bool:
    """Whether fifteen digits end with the key of the thirteen before them: 97 less their remainder by 97.

    In Corsican numbers 2A and 2B count as 19 and 18. The first digit tells the kind of person registered: 1 and 2 for
    those born in France, 3, 4, 7 and 8 for people without a definite number, 5 and 6 for others from abroad.
    """
    digits = re.sub(r"[ .-]", "", found).upper()
    number = digits[:13].replace("2A", "19", 1) if "A" in digits else digits[:13].replace("2B", "18", 1)
    return digits[0] in "12345678" and number.isdigit() and 97 - int(number) % 97 == int(digits[13:])
