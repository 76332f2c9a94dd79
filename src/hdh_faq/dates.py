"""Dates as they are read out, in French and in English."""

MONTHS = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
UNDATED = {"fr": "sans date", "en": "undated"}


def date_in_words(date: str, lang: str) -> str:
    """``2020-10-08`` → ``8 octobre 2020``; ``2026-02`` → ``février 2026``; ``2026`` stays; none is said so."""
    year, month, day = [*date.split("-"), "", ""][:3]
    if not year:
        return UNDATED[lang]
    words = [day.lstrip("0"), MONTHS[lang][int(month) - 1] if month else "", year]
    if lang == "fr" and words[0] == "1":
        words[0] = "1er"
    return " ".join(word for word in words if word)
