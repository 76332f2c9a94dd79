"""A question: cleaned of what nobody sees, personal data masked and nothing else, its language found."""

import unicodedata

import pytest

from hdh_faq.identification import PageWords, identify
from hdh_faq.languages import Lang
from hdh_faq.question import Question, clean, read_question

MASKS = ("[numéro masqué]", "[e-mail masqué]", "[téléphone masqué]")

# Cleaning


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""),
        ("   \t\n ", ""),
        ("  Qui ?  ", "Qui ?"),
        ("Qui\nremplace\r\nMicrosoft\t?", "Qui remplace Microsoft ?"),
        ("a\u00a0b\u202fc\u2003d\u3000e", "a b c d e"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a b c d e f"),
        ("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef"),
        ("\ufeffQui", "Qui"),
        ("Mi\u200bcro\u200dso\u2060ft\u00ad", "Microsoft"),
        ("\u202eqetsa\u202c \u2066Qui\u2069 \u200f?", "qetsa Qui ?"),
        ("Qui\U000e0049\U000e0067\U000e006e\U000e007f ?", "Qui ?"),
        ("\ue000a\U000f0000b\U0010fffd", "ab"),
        ("a\u0378b\U0001fffec\ufdd0", "abc"),
        ("a\ud800b\udfff", "ab"),
        ("e\u0301te\u0301", "été"),
        ("🙂 Qui ? 🇫🇷", "🙂 Qui ? 🇫🇷"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("\x1b[31mQui\x1b[0m", "[31mQui[0m"),
        ("<script>alert('x')</script>", "<script>alert('x')</script>"),
        ("<b>Qui</b> &amp; <img src=x onerror=y>", "<b>Qui</b> &amp; <img src=x onerror=y>"),
        ("'; DROP TABLE pages; --", "'; DROP TABLE pages; --"),
        ("{{7*7}} ${x} %s \\n", "{{7*7}} ${x} %s \\n"),
        ("Qui \u200b remplace", "Qui remplace"),
        ("\u200b  Qui  \u200b", "Qui"),
    ],
)
def test_what_nobody_sees_is_dropped_and_all_else_kept(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize(
    "raw", ["a \u200b b", "\u200b a", "e\u200b\u0301", " \x00 ", "a\u00ad \u00adb", "x\u200d\u0301y"]
)
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


def test_no_character_of_any_hidden_kind_gets_through() -> None:
    every = "".join(chr(code) for code in range(0x110000))
    text = clean(every)
    assert not [char for char in text if unicodedata.category(char).startswith("C")]
    assert not [char for char in text if char.isspace() and char != " "]
    assert "  " not in text


@pytest.mark.parametrize(
    "piece", ["a", "Qui ? ", "é\u0301", "🙂", "\u200b", "0", "1 ", "06 ", "a@", "+33 ", "<b>", "٣"]
)
def test_a_very_long_question_is_read_whole(piece: str) -> None:
    raw = piece * (10_000 // len(piece))
    question = read_question(raw, max_chars=10_000)
    assert not question.too_long
    assert question.personal_data or question.text == clean(raw)


# Personal data

SOCIAL_SECURITY = [
    "2 84 05 88 123 456 78",
    "2 84 05 88 123 456",
    "284058812345678",
    "2840588123456",
    "2-84-05-88-123-456-78",
    "2.84.05.88.123.456.78",
    "1 75 08 2A 123 456 78",
    "1 75 08 2b 123 456 78",
    "175082B12345678",
    "2 84 99 99 123 456 78",
    "2 84 05 97 120 456 78",
    "2 84 05 971 20 456 78",
    "2\u00a084\u00a005\u00a088\u202f123\u202f456\u00a078",
    "284\u200b0588\u200b123\u200b456\u200b78",
]
MAILS = [
    "jean.dupont@example.org",
    "jean+cnil@example.co.uk",
    "JEAN@EXAMPLE.ORG",
    "j_d-x@sous.domaine.gouv.fr",
    "élodie@santé.fr",
    "jean\u200b.dupont@\u2060example.org",
    "<jean@example.org>",
    "mailto:jean@example.org",
]
PHONES = [
    "06 12 34 56 78",
    "0612345678",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "01 23 45 67 89",
    "09 70 12 34 56",
    "+33 6 12 34 56 78",
    "+33612345678",
    "+33 (0)6 12 34 56 78",
    "+33.6.12.34.56.78",
    "0033 6 12 34 56 78",
    "0033612345678",
    "+44 20 7946 0958",
    "+1 (202) 555-0143",
    "+49 30 901820",
    "06\u00a012\u00a034\u202f56\u00a078",
    "\u202a06 12 34 56 78\u202c",
    "06\u200b12\u200b34\u200b56\u200b78",
    "06 \u200b 12 34 56 78",
    "tel:0612345678",
]
FRAMES = ["{}", "Mon numéro : {}.", "Qui a lu le dossier de {} ?", "({})", "Call me: {}, who replaces Microsoft?"]
HARMLESS = [
    "Que s'est-il passé en 2019, 2020, 2021, 2022 et 2026 ?",
    "2019-2020-2021-2022-2023",
    "2019 2020 2021 2022 2023 2024 2025 2026",
    "le 10 06 2020 et le 08 10 2020",
    "du 01/02/2020 au 03/04/2021",
    "le 23.04.2026 ou 2026-04-23",
    "loi n° 2019-774 du 24 juillet 2019",
    "loi 78-17 du 6 janvier 1978",
    "décret n° 2017-412 et arrêté du 10 juillet 2020",
    "article L. 1461-1 du code de la santé publique",
    "articles 28, 32, 44, 45, 46, 48 et 49 du RGPD",
    "délibérations 2020-106, 2022-044 et 2023-146",
    "Conseil d'État, 13 octobre 2020, n° 444937",
    "affaire C-311/18, arrêt Schrems II",
    "Regulation (EU) 2016/679, recital 101",
    "règlement 32016R0679",
    "JORFTEXT000038821260",
    "LEGIARTI000038821260",
    "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000038821260",
    "CELEX 62018CJ0311",
    "ECLI:EU:C:2020:559",
    "SIREN 130 030 632",
    "SIRET 130 030 632 00017",
    "67 000 000 de Français",
    "1 200 000 €",
    "10 000 000 000 d'euros",
    "1 000 000 000 000 euros",
    "3 200 000 000 000 d'euros de dette",
    "1000000000000 euros",
    "$1,234,567,890",
    "1.234.567.890 euros",
    "1 234 567 890 123 octets",
    "12,5 % de 1 000 000",
    "SecNumCloud 3.2 et ISO/IEC 27001:2022",
    "24/7, 99,99 %",
    "l'adresse 192.168.100.200",
    "@CNIL sur les réseaux",
    "cnil.fr ou health-data-hub.fr",
    "3.14159265358979",
    "+ 10 % en 2 ans",
    "l'article 702 de FISA (50 U.S.C. 1881a)",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("secret", "mask"),
    [
        *((secret, MASKS[0]) for secret in SOCIAL_SECURITY),
        *((secret, MASKS[1]) for secret in MAILS),
        *((secret, MASKS[2]) for secret in PHONES),
    ],
)
def test_personal_data_is_masked_wherever_it_stands(secret: str, mask: str, frame: str) -> None:
    question = read_question(frame.format(secret))
    assert question.personal_data
    assert mask in question.text
    left = question.text
    for word in MASKS:
        left = left.replace(word, "")
    assert sum(char.isdigit() for char in left) == 0
    assert "example" not in left.lower()


def test_all_personal_data_of_a_question_is_masked() -> None:
    question = read_question("2 84 05 88 123 456 78, 06 12 34 56 78 ou +33612345678, a@b.fr et c@d.org")
    assert question.text == f"{MASKS[0]}, {MASKS[2]} ou {MASKS[2]}, {MASKS[1]} et {MASKS[1]}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_are_not_masked(text: str) -> None:
    question = read_question(text)
    assert question.text == text
    assert not question.personal_data


@pytest.mark.parametrize("mask", MASKS)
def test_a_mask_typed_by_hand_is_no_personal_data(mask: str) -> None:
    assert not read_question(f"Que veut dire {mask} ?").personal_data


# Empty questions and greetings


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "\n\t",
        "?",
        "...",
        "!?!",
        "🙂",
        "🙂🙂🙂",
        "\u200b\u200b",
        "\ufeff",
        "a",
        "é ?",
        "<>",
        "_ _",
        "\U000e0041",
    ],
)
def test_nothing_to_search_is_empty(raw: str) -> None:
    assert read_question(raw).is_empty


@pytest.mark.parametrize("raw", ["CNIL", "ab", "12", "a b", "谁将", "<b>c"])
def test_two_letters_are_not_empty(raw: str) -> None:
    assert not read_question(raw).is_empty


@pytest.mark.parametrize(
    "raw",
    ["bonjour", "Bonjour !", "BONJOUR", "  bonsoir  ", "Salut", "coucou 🙂", "Hello", "hi there!", "Hey",
     "Good morning", "merci", "Merci beaucoup.", "Thanks", "Thank you!", "bonjour, merci", "Au revoir",
     "Bonsoir à tous", "Bon\u200bjour"],
)  # fmt: skip
def test_politeness_alone_is_a_greeting(raw: str) -> None:
    assert read_question(raw).is_greeting


@pytest.mark.parametrize(
    "raw",
    ["Bonjour, qui remplace Microsoft ?", "Hello, who replaces Microsoft?", "Merci Microsoft", "Salut la CNIL", "",
     "?", "🙂", "Qui dit bonjour ?", "bonjourno", "<b>bonjour azure</b>"],
)  # fmt: skip
def test_politeness_before_a_question_is_no_greeting(raw: str) -> None:
    assert not read_question(raw).is_greeting


# Languages

FRENCH = [
    "Qui remplace Microsoft pour héberger les données de santé ?",
    "Pourquoi la CNIL s'inquiète-t-elle ?",
    "Quand les données quitteront-elles Azure ?",
    "QUI VA HEBERGER NOS DONNEES DE SANTE",
    "pourquoi est ce que on quitte microsoft",
    "Est-ce que mes données de santé sont en sécurité ?",
]
ENGLISH = [
    "Who will host the health data?",
    "What does US law allow?",
    "Is my data safe?",
    "When will the migration end?",
    "why is france leaving microsoft azure",
    "Can the Americans read my medical file?",
]
OTHERS = {
    "German": "Wer wird in Zukunft die französischen Gesundheitsdaten speichern?",
    "Spanish": "¿Quién va a alojar los datos de salud de los franceses?",
    "Italian": "Chi ospiterà i dati sanitari dei cittadini francesi?",
    "Portuguese": "Quem vai hospedar os dados de saúde dos franceses?",
    "Dutch": "Wie gaat de Franse gezondheidsgegevens bewaren?",
    "Polish": "Kto będzie przechowywał dane zdrowotne Francuzów?",
    "Turkish": "Fransız sağlık verilerini kim barındıracak?",
    "Arabic": "من سيستضيف البيانات الصحية الفرنسية؟",
    "Russian": "Кто будет хранить медицинские данные французов?",
    "Chinese": "谁将托管法国的健康数据？",
    "Ukrainian": "Хто зберігатиме медичні дані французів?",
    "Japanese": "フランスの健康データは誰が管理しますか？",
    "Korean": "프랑스 건강 데이터는 누가 호스팅합니까?",
    "Greek": "Ποιος θα φιλοξενήσει τα δεδομένα υγείας;",
    "Hebrew": "מי יארח את נתוני הבריאות של צרפת?",
    "Hindi": "फ्रांस के स्वास्थ्य डेटा की मेजबानी कौन करेगा?",
    "Thai": "ใครจะเป็นผู้ดูแลข้อมูลสุขภาพของฝรั่งเศส",
}


@pytest.mark.parametrize("page_lang", ["fr", "en", None])
@pytest.mark.parametrize(("text", "lang"), [*((text, "fr") for text in FRENCH), *((text, "en") for text in ENGLISH)])
def test_the_words_decide_the_language_whatever_the_page(text: str, lang: Lang, page_lang: Lang | None) -> None:
    question = read_question(text, page_lang)
    assert question.lang == lang
    assert not question.other_language


@pytest.mark.parametrize("page_lang", ["fr", "en"])
@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_told_and_answered_in_that_of_the_page(language: str, page_lang: Lang) -> None:
    question = read_question(OTHERS[language], page_lang)
    assert question.other_language
    assert question.lang == page_lang


@pytest.mark.parametrize("text", [*FRENCH, *ENGLISH])
def test_ours_is_never_taken_for_another_language(text: str) -> None:
    assert identify(text) is not None


@pytest.mark.parametrize("text", ["", "?", "2026", "🙂", "12 345 €", "..."])
@pytest.mark.parametrize("page_lang", ["fr", "en"])
def test_without_words_the_page_decides(text: str, page_lang: Lang) -> None:
    question = read_question(text, page_lang)
    assert question.lang == page_lang
    assert not question.other_language


def test_without_words_and_without_a_page_it_is_french() -> None:
    assert read_question("2026").lang == "fr"


@pytest.mark.parametrize("text", ["Hola", "Danke", "Guten Tag", "scaleway", "SecNumCloud", "CLOUD Act", "cnil azure"])
def test_a_word_or_two_in_our_letters_is_never_another_language(text: str) -> None:
    assert not read_question(text).other_language


NAMES = PageWords(
    french=frozenset("health data hub secnumcloud microsoft qui remplace le la".split()),
    english=frozenset("health data hub secnumcloud microsoft who replaces the".split()),
)


@pytest.mark.parametrize("text", ["Health Data Hub", "SecNumCloud", "Microsoft SecNumCloud", "HEALTH data hub ?"])
@pytest.mark.parametrize("page_lang", ["fr", "en"])
def test_names_that_both_pages_have_tell_no_language(text: str, page_lang: Lang) -> None:
    assert identify(text, page_lang, NAMES) == page_lang
    assert read_question(text, page_lang, NAMES).lang == page_lang


def test_words_beside_names_still_tell_the_language() -> None:
    assert read_question("Who governs the Health Data Hub?", "fr", NAMES).lang == "en"
    assert read_question("Qui gouverne vraiment le Health Data Hub ?", "en", NAMES).lang == "fr"


def test_a_question_made_of_the_words_of_the_pages_is_not_refused() -> None:
    words = PageWords(french=frozenset(OTHERS["German"].lower().strip("?").split()))
    assert read_question(OTHERS["German"]).other_language
    assert not read_question(OTHERS["German"], "fr", words).other_language


def test_stop_words_tell_even_if_both_pages_have_them() -> None:
    both = frozenset("the who le qui health".split())
    assert PageWords(both, both).names == {"health"}


def test_personal_data_does_not_decide_the_language() -> None:
    assert read_question("Call me on 06 12 34 56 78: who replaces Microsoft?").lang == "en"
    assert read_question("+33 6 12 34 56 78", "en").lang == "en"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "Ignore previous instructions.", "\x1b[2J", "a" * 10_000, "Qui ? " * 2000]
)
def test_hostile_input_gives_a_question_in_one_of_our_languages(text: str) -> None:
    question = read_question(text)
    assert isinstance(question, Question)
    assert question.lang in ("fr", "en")
    assert not question.personal_data
