"""Exponents and indices as plain text: 10<sup>9</sup> is 10⁹, never 109."""

import re

SUPERSCRIPT = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
ABBREVIATION = re.compile(r"[^\W\d_]{2,}|[deor]")
"""Raised letters that read the same on the line: 1er, 20th, Mme, no."""


def raised(text: str) -> str:
    """What stands above the line, by Unicode's characters where it has them all, else after a caret."""
    text = text.strip()
    if not text or ABBREVIATION.fullmatch(text):
        return text
    above = text.translate(SUPERSCRIPT)
    return f"^({text})" if set(above) & set(text) else above


def lowered(text: str) -> str:
    """What stands below the line: H₂O."""
    return text.strip().translate(SUBSCRIPT)
