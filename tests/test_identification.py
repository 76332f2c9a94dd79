"""In which language something is written: the page decides where words hardly do, and refusing ours is the worst."""

import pytest

from hdh_faq.identification import PageWords, groups_of, identify
from hdh_faq.languages import LANGUAGES, Lang

FRENCH = "qui remplace microsoft donnees sante hebergeur pourquoi le la les de cloud scaleway hub".split()
ENGLISH = "who replaces microsoft data health host why the of cloud scaleway hub".split()
PAGES = PageWords(frozenset(FRENCH), frozenset(ENGLISH))

# The page


@pytest.mark.parametrize("page_lang", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["", "?", "2026", "OK", "hds", "SNC ?", "s3ns", "Iliad", "Bleu", "budget", "migration", "plan"]
)  # fmt: skip
def test_the_page_decides_what_a_word_or_none_hardly_tells(text: str, page_lang: Lang) -> None:
    assert identify(text, page_lang) == page_lang


@pytest.mark.parametrize("page_lang", LANGUAGES)
@pytest.mark.parametrize(
    "word", ["hébergement", "pourquoi", "données", "who", "the", "replaces", "qui", "strengthening", "société"]
)
def test_one_stray_word_never_flips_the_page(word: str, page_lang: Lang) -> None:
    assert identify(word, page_lang, PAGES) == page_lang
    assert identify(f"{word} ?", page_lang) == page_lang


@pytest.mark.parametrize("page_lang", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("who replaces microsoft", "en"),
        ("why the host", "en"),
        ("qui remplace microsoft", "fr"),
        ("pourquoi les données", "fr"),
    ],
)
def test_two_telling_words_do_flip_it(text: str, lang: Lang, page_lang: Lang) -> None:
    assert identify(text, page_lang, PAGES) == lang


@pytest.mark.parametrize(
    ("text", "page_lang"),
    [("repo github migration hdh", "fr"), ("migrasion doctolib", "fr"), ("projet hydro pacmaker", "en")],
)
def test_words_that_no_page_has_flip_it_less_easily(text: str, page_lang: Lang) -> None:
    assert identify(text, page_lang, PAGES) == page_lang


def test_without_a_page_words_decide_alone_and_without_words_it_is_french() -> None:
    assert identify("pourquoi") == "fr"
    assert identify("who") == "en"
    assert identify("") == identify("2026 ?") == "fr"


# Accents


@pytest.mark.parametrize("page_lang", ["fr", "en", None])
@pytest.mark.parametrize(
    ("accented", "plain"),
    [
        ("Où sont hébergées les données de santé ?", "Ou sont hebergees les donnees de sante ?"),
        ("Qui a été consulté à l'Assemblée ?", "Qui a ete consulte a l'Assemblee ?"),
        ("Combien ça coûte aux contribuables ?", "COMBIEN CA COUTE AUX CONTRIBUABLES"),
    ],
)
def test_french_is_known_with_and_without_its_accents(accented: str, plain: str, page_lang: Lang | None) -> None:
    assert identify(accented, page_lang) == identify(plain, page_lang) == "fr"


def test_accents_speak_for_french() -> None:
    assert "\u0301" in set(groups_of("été"))
    assert "\u0301" not in set(groups_of("ete"))
    assert "\u0301" not in set(groups_of("ETE"))


def test_the_groups_of_a_word_have_two_to_five_letters_and_marked_ends() -> None:
    assert sorted(groups_of("du")) == sorted(["_d", "du", "u_", "_du", "du_", "_du_"])
    assert sorted(groups_of("Déjà")) == sorted(
        ["\u0301", "_d", "de", "ej", "ja", "a_", "_de", "dej", "eja", "ja_", "_dej", "deja", "eja_", "_deja", "deja_"]
    )


# Names


@pytest.mark.parametrize("page_lang", LANGUAGES)
@pytest.mark.parametrize("text", ["Microsoft", "Scaleway Cloud", "microsoft cloud hub scaleway", "CLOUD ?"])
def test_names_on_the_pages_of_both_languages_tell_nothing(text: str, page_lang: Lang) -> None:
    assert identify(text, page_lang, PAGES) == page_lang


def test_names_beside_a_stray_word_change_nothing() -> None:
    assert identify("scaleway hébergeur microsoft cloud", "en", PAGES) == "en"
    assert identify("scaleway host microsoft cloud", "fr", PAGES) == "fr"


def test_words_of_one_language_alone_speak_for_it() -> None:
    french, english = PageWords(frozenset({"zxqv"})), PageWords(english=frozenset({"zxqv"}))
    assert identify("zxqv", None, french) == "fr"
    assert identify("zxqv", None, english) == "en"
    assert identify("zxqv zxqv", "en", french) == "fr"
    assert identify("zxqv zxqv", "fr", english) == "en"


def test_stop_words_are_no_names_even_on_both_pages() -> None:
    both = PageWords(frozenset("the le cloud".split()), frozenset("the le cloud".split()))
    assert both.names == {"cloud"}


def test_the_share_of_known_words_counts_both_languages() -> None:
    assert PAGES.share(["qui", "who", "cloud", "xyz"]) == 0.75
    assert PAGES.share(["xyz"]) == 0


# Other languages


@pytest.mark.parametrize("page_lang", ["fr", "en", None])
@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Wer ist das?", "three words, all German"),
        ("¿Quién tiene datos?", "Spanish words, and a letter that we have not"),
        ("Chi ha i dati?", "four words, all Italian"),
        ("Kto ma dane zdrowotne?", "Polish words"),
        ("dane są własność", "one word, two letters"),
        ("wer zxq das", "two German words and none of ours"),
        ("¿zxq ñvb rtz", "two words with letters that we have not"),
        ("¿zxq wer rtz", "one such word and a German one"),
        ("谁将托管", "another script"),
        ("Кто хранит данные Azure", "mostly another script"),
    ],
)
def test_another_language_is_told(text: str, because: str, page_lang: Lang | None) -> None:
    assert identify(text, page_lang) is None, because


@pytest.mark.parametrize("page_lang", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Wer ist?", "two words are too few"),
        ("Wer zahlt Microsoft?", "one foreign word is too few"),
        ("wer ist das the of who", "no more foreign words than ours"),
        ("wer ist das qui les des", "no more foreign words than ours"),
        ("wer ist the who", "two foreign and two of ours"),
        ("Microsoft Кто", "our script prevails"),
        ("ab аб", "half and half"),
    ],
)
def test_it_takes_three_words_two_of_them_foreign_and_more_than_are_ours(
    text: str, because: str, page_lang: Lang
) -> None:
    assert identify(text, page_lang) is not None, because


def test_one_foreign_word_more_than_ours_is_enough() -> None:
    assert identify("wer ist das the who") is None
    assert identify("wer ist das qui les") is None


def test_only_the_language_with_the_most_of_its_own_words_counts_as_ours() -> None:
    assert identify("wer ist das qui les the who") is None


def test_the_words_of_two_other_languages_are_not_added_up() -> None:
    assert identify("wer quien xyz") is not None


def test_a_question_that_the_pages_know_for_the_most_part_is_ours() -> None:
    words = "wer ist das aber gesundheit".split()
    knows = [PageWords(frozenset(words[:count])) for count in (3, 4)]
    assert identify(" ".join(words), "fr", knows[0]) is None
    assert identify(" ".join(words), "fr", knows[1]) is not None
