"""Numbers that decide, each shown at work by a case worked out by hand."""

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from conftest import RANKING, FakeEmbedder, faq_with
from hdh_faq.answer import Outcome
from hdh_faq.bags import in_bags
from hdh_faq.cutting import sentence_spans
from hdh_faq.decision import Judge
from hdh_faq.highlight import highlights
from hdh_faq.index import Index
from hdh_faq.lexical import terms
from hdh_faq.passage import Passage
from hdh_faq.ranking import Ranking, probability
from hdh_faq.search import Hit, Search, distinct
from hdh_faq.sentences import Sentences


def passage(text: str, position: int = 0) -> Passage:
    return Passage(text, "", ("",), "/", "fr", "", position, (), "", ())


def hit(text: str = "", *, dense_text: float = 0.0, dense_questions: float = 0.0, score: float = 1.0) -> Hit:
    signals = {"dense_text": dense_text, "dense_questions": dense_questions, "dense_twin": 0.6, "bm25_text": 7.0}
    own = passage(text)
    return Hit(0, own, Sentences.of(own), score, signals, coverage=0.5)


def search(text: str = "", vector: Sequence[float] = (1.0, *[0.0] * 63), guessed: str = "") -> Search:
    return Search.of(text, np.asarray(vector, dtype=np.float32), frozenset(guessed.split()))


@pytest.fixture
def judge(toy_index: Index) -> Judge:
    """Decides by the toy's numbers; `search` has cosine 0.2 to the unanswered questions and 0.7 to those outside."""
    lines = [{"q": "a", "expect": "no_answer"}, {"q": "b", "expect": "out_of_scope"}]
    vectors = np.zeros((2, 64), dtype=np.float32)
    vectors[:, 0] = 0.2, 0.7
    vectors[:, 1] = np.sqrt(1 - vectors[:, 0] ** 2)
    _, (bags,) = in_bags([["a", "b"]], FakeEmbedder(), {"a": vectors[0], "b": vectors[1]})
    unanswered = "\n".join(json.dumps(line) for line in lines)
    return Judge(replace(toy_index, unanswered=unanswered, unanswered_vectors=bags), RANKING)


def marked(cosines: dict[str, float], question: str = "zzz", position: int = 0) -> list[str]:
    """The highlighted sentences of a passage, whose sentences have these cosines to the question."""
    text = "\n".join(cosines)
    values = np.asarray(list(cosines.values()), dtype=np.float32)
    asked = frozenset(terms(question, "fr"))
    spans = highlights(Sentences.of(passage(text)), values, asked, opens_section=position == 0)
    return [text[start:end] for start, end in spans]


# What the probabilities look at

HITS = [
    hit("alpha", dense_text=0.3, dense_questions=0.4, score=5.0),
    hit("bravo", dense_text=0.9, dense_questions=0.1),
    hit("charlie", dense_text=0.2, dense_questions=0.8),
    hit("delta", dense_text=1.0, dense_questions=1.0, score=-2.0),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dense_text", 0.3),
        ("dense_questions", 0.4),
        ("dense_twin", 0.6),
        ("nearest_dense_text", 0.9),
        ("nearest_dense_questions", 0.8),
        ("coverage", 0.5),
        ("margin", 7.0),
        ("near_unanswered", 0.2),
        ("near_outside", 0.7),
    ],
)
def test_features_are_those_of_the_first_hit_but_the_nearest_is_of_any_shown(
    judge: Judge, name: str, value: float
) -> None:
    # Vectors are kept in eight bits.
    assert judge.features(search(), HITS)[name] == pytest.approx(value, abs=2e-3)


@pytest.mark.parametrize(("terms", "value"), [(0, 0), (3, 3), (11, 11), (12, 12), (13, 12), (400, 12)])
def test_a_long_question_counts_as_one_of_twelve_terms(judge: Judge, terms: int, value: int) -> None:
    assert judge.features(search("alpha " * terms), HITS)["terms"] == value


@pytest.mark.parametrize(
    ("question", "unknown", "plain"),
    [
        ("filiale", 0.0, 1.0),
        ("filiale zzz", 0.5, 0.5),
        ("zzz", 1.0, 0.0),
        ("CNIL filiale zzz", 1 / 3, 0.5),
        ("", 1.0, 0.0),
    ],
    ids=["known and held", "one of two", "neither", "a name is not plain", "nothing"],
)
def test_words_that_no_page_has_and_words_that_are_no_names_are_counted_apart(
    judge: Judge, question: str, unknown: float, plain: float
) -> None:
    found = judge.features(search(question), [hit("Une filiale."), *HITS])
    assert (found["unknown"], found["coverage_plain"]) == pytest.approx((unknown, plain))


@pytest.mark.parametrize(
    ("question", "names", "numbers", "words"),
    [
        ("Une filiale en 2026", 0, 0, 0),
        ("La CNIL et Microsoft", 1, 0, 0),
        ("Une filiale en 2019 et 2020", 0, 2, 0),
        ("Un syndicat de la filiale", 0, 0, 1),
    ],
)
def test_what_was_asked_and_the_first_passage_lacks_is_counted_by_kind(
    judge: Judge, question: str, names: int, numbers: int, words: int
) -> None:
    found = judge.features(search(question), [hit("Une filiale de Microsoft en 2026."), *HITS])
    assert (found["missing_names"], found["missing_numbers"], found["missing_words"]) == (names, numbers, words)


def test_the_packaged_numbers_look_at_features_that_there_are(judge: Judge) -> None:
    packaged = Ranking.packaged()
    seen = judge.features(search(), HITS).keys() | {"bias"}
    assert packaged.first.keys() | packaged.site.keys() | packaged.scope.keys() <= seen
    assert packaged.weights.keys() <= HITS[0].signals.keys()


@pytest.mark.parametrize(
    ("regression", "found", "expected"),
    [
        ({"bias": 0.0}, {}, 0.5),
        ({"bias": -1.0, "a": 2.0}, {"a": 0.5}, 0.5),
        ({"bias": 1.0}, {}, 0.7311),
        ({"bias": -1.0}, {}, 0.2689),
        ({"bias": 0.0, "a": 1.0, "b": -3.0}, {"a": 2.0, "b": 1.0, "c": 9.0}, 0.2689),
    ],
)
def test_a_probability_is_the_logistic_function_of_the_weighed_features(
    regression: dict[str, float], found: dict[str, float], expected: float
) -> None:
    assert probability(regression, found) == pytest.approx(expected, abs=1e-4)


# Whether to answer


@pytest.mark.parametrize(
    ("site_bias", "scope_bias", "outcome"),
    [
        (0.01, -9.0, Outcome.ANSWERED),
        (0.0, -9.0, Outcome.ANSWERED),
        (-0.01, 9.0, Outcome.RELATED),
        (-1.3, 0.0, Outcome.RELATED),
        (-0.01, -0.01, Outcome.OUT_OF_SCOPE),
        (-1.4, 0.01, Outcome.NO_ANSWER),
        (-1.4, 0.0, Outcome.NO_ANSWER),
        (-1.4, -0.01, Outcome.OUT_OF_SCOPE),
        (-9.0, 9.0, Outcome.NO_ANSWER),
    ],
)
def test_three_thresholds_decide_and_the_value_on_the_threshold_is_enough(
    toy_index: Index, site_bias: float, scope_bias: float, outcome: Outcome
) -> None:
    ranking = replace(RANKING, site={"bias": site_bias}, scope={"bias": scope_bias}, related_from=0.2)
    assert faq_with(toy_index, ranking).ask("qui remplace quoi", "fr").outcome is outcome


def test_a_name_of_the_pages_is_never_outside_the_subject(toy_index: Index) -> None:
    ranking = replace(RANKING, site={"bias": -9.0}, scope={"bias": -9.0})
    faq = faq_with(toy_index, ranking)
    assert faq.ask("recette de la CNIL au four", "fr").outcome is Outcome.NO_ANSWER
    assert faq.ask("recette de pizza au four", "fr").outcome is Outcome.OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("question", "guessed", "outcome"),
    [("filiale zzz", "", Outcome.ANSWERED), ("filiale zzz", "filiale", Outcome.RELATED),
     ("zzz", "zzz", Outcome.ANSWERED), ("filiale iliad", "filiale", Outcome.ANSWERED),
     ("c'est quoi filiale", "filiale", Outcome.ANSWERED)],
    ids=["typed", "guessed", "guessed and not found", "another word agrees", "no other word"],
)  # fmt: skip
def test_what_is_found_by_a_guessed_word_that_others_do_not_confirm_is_no_answer(
    toy_index: Index, question: str, guessed: str, outcome: Outcome
) -> None:
    sure = Judge(toy_index, replace(RANKING, site={"bias": 9.0}, scope={"bias": 9.0}))
    hits = [hit("Une filiale d'Iliad."), *HITS]
    assert sure.decide(search(question, guessed=guessed), hits, "fr").outcome is outcome


@pytest.mark.parametrize(
    ("question", "outcome", "lacking"),
    [
        ("filiale en 2026", Outcome.ANSWERED, ()),
        ("filiale en 2031", Outcome.RELATED, ("2031",)),
        ("filiale en Août 2026", Outcome.RELATED, ("Août",)),
        ("filiale en mars", Outcome.ANSWERED, ()),
        ("may i see the filiale", Outcome.ANSWERED, ()),
        ("filiale 7", Outcome.ANSWERED, ()),
        ("La filiale de Zorglub", Outcome.ANSWERED, ("Zorglub",)),
        ("la filiale de zorglub", Outcome.ANSWERED, ()),
        ("Zorglub filiale", Outcome.ANSWERED, ()),
        ("Bonjour. « Zorglub filiale ?", Outcome.ANSWERED, ()),
        ("Bonjour, Zorglub filiale ?", Outcome.ANSWERED, ("Zorglub",)),
        ("filiale de Zorglub en 2031", Outcome.RELATED, ("2031", "Zorglub")),
    ],
)
def test_another_date_is_no_answer_and_what_the_first_passage_lacks_is_told(
    toy_index: Index, question: str, outcome: Outcome, lacking: tuple[str, ...]
) -> None:
    sure = Judge(toy_index, replace(RANKING, site={"bias": 9.0}, scope={"bias": 9.0}))
    decision = sure.decide(search(question), [hit("Une filiale d'Iliad en mars 2026."), *HITS], "fr")
    assert (decision.outcome, decision.lacking) == (outcome, lacking)


def test_a_name_of_the_pages_is_lacking_if_few_passages_have_it(
    toy_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = replace(
        toy_index.dictionaries["fr"], names=frozenset({"ovhcloud", "garde"}), words={"ovhcloud": 9, "garde": 9}
    )
    judge = Judge(replace(toy_index, dictionaries={**toy_index.dictionaries, "fr": pages}), RANKING)
    # What none of the toy's five passages has, has a rarity of 2.5.
    assert judge.decide(search("qui garde ovhcloud"), HITS, "fr").lacking == ()
    monkeypatch.setattr("hdh_faq.decision.RARE", 2.0)
    assert judge.decide(search("qui garde ovhcloud"), HITS, "fr").lacking == ("ovhcloud",)
    assert judge.decide(search("qui est Garde"), HITS, "fr").lacking == ("Garde",)


def test_without_passages_there_is_no_answer(judge: Judge) -> None:
    assert judge.decide(search(), [], "fr").outcome is Outcome.OUT_OF_SCOPE


def test_confidence_is_of_the_first_passage_and_the_outcome_of_all_shown(toy_index: Index) -> None:
    ranking = replace(RANKING, first={"bias": -1.0}, site={"bias": 1.0})
    decision = Judge(toy_index, ranking).decide(search(), HITS, "fr")
    assert (decision.confidence, decision.answerable) == pytest.approx((0.2689, 0.7311), abs=1e-4)
    assert decision.outcome is Outcome.ANSWERED


@pytest.mark.parametrize("expect", ["no_answer", "out_of_scope"])
def test_likeness_to_an_unanswered_question_gives_the_kind_of_silence_that_this_one_wants(
    toy_index: Index, expect: str
) -> None:
    ranking = replace(RANKING, site={"bias": -9.0}, scope={"bias": 0.0, "near_unanswered": 9.0, "near_outside": -9.0})
    faq = faq_with(toy_index, ranking)
    lines = [json.loads(line) for line in toy_index.unanswered.splitlines()]
    asked = [line["q"] for line in lines if line["expect"] == expect and line["lang"] == "fr"][::20]
    right = [str(faq.ask(question, "fr").outcome) == expect for question in asked]
    assert sum(right) > 0.8 * len(asked) > 0


# What is shown

TEN = "alpha bravo charlie delta echo foxtrot golf hotel india juliet"


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        ("alpha bravo charlie delta echo foxtrot golf hotel kilo lima", False),
        ("alpha bravo charlie delta echo foxtrot golf kilo lima mike", True),
        ("alpha bravo charlie delta", False),
        ("alpha bravo charlie kilo", True),
        (f"{TEN} kilo lima mike november oscar", False),
    ],
    ids=["eight of ten", "seven of ten", "four of four", "three of four", "all, and more"],
)
def test_a_passage_that_shares_four_fifths_of_its_terms_is_not_shown_again(other: str, kept: bool) -> None:
    hits = [hit(TEN), hit(other)]
    assert distinct(hits, 3) == (hits if kept else hits[:1])


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [
        ({"Mille.": 0.1, "Deux.": 0.8, "Trois.": 0.54}, ["Deux.", "Trois."]),
        ({"Mille.": 0.1, "Deux.": 0.8, "Trois.": 0.5}, ["Deux."]),
        ({"Mille.": 0.1, "Deux.": 0.8, "Trois.": 0.7, "Quatre.": 0.75, "Cinq.": 0.72}, ["Deux.", "Quatre.", "Cinq."]),
        ({"Mille.": -0.9, "Deux.": -0.2, "Trois.": 0.1}, ["Trois."]),
    ],
    ids=["near enough", "too far", "three at most", "a negative cosine counts as none"],
)
def test_sentences_are_highlighted_that_mean_two_thirds_of_what_the_best_one_does(
    cosines: dict[str, float], expected: list[str]
) -> None:
    assert marked(cosines, position=1) == expected


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [
        ({"Pourquoi ?": 0.9, "Deux.": 0.5, "Trois.": 0.6}, ["Pourquoi ?", "Deux.", "Trois."]),
        ({"Pourquoi ?": 0.9, "Deux.": 0.1, "Trois.": 0.8}, ["Trois."]),
        ({"Mille.": 0.6, "Pourquoi ?": 0.9}, ["Mille.", "Pourquoi ?"]),
        ({"Quoi ?": 0.9, "Pourquoi ?": 0.9}, ["Quoi ?", "Pourquoi ?"]),
    ],
    ids=["with the next", "without it", "nothing after it", "nothing else"],
)
def test_a_sentence_without_telling_words_is_highlighted_with_the_next_and_opens_no_section(
    cosines: dict[str, float], expected: list[str]
) -> None:
    assert marked(cosines) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [("zzz", ["Le chat."]), ("lune", ["La lune."]), ("chat lune", ["Le chat.", "La lune."])],
)
def test_words_of_the_question_count_beside_the_meaning(question: str, expected: list[str]) -> None:
    assert marked({"Le chat.": 0.5, "La lune.": 0.3}, question, position=1) == expected[-2:]


@pytest.mark.parametrize(
    ("position", "expected"), [(0, ["Mille.", "Deux."]), (1, ["Deux."])], ids=["opens its section", "does not"]
)
def test_the_opening_of_a_section_is_highlighted_sooner(position: int, expected: list[str]) -> None:
    assert marked({"Mille.": 0.35, "Deux.": 0.6}, position=position) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [("chat lune", ["La lune."]), ("chat", ["Le chat.", "La lune."]), ("chat xyz", ["Le chat.", "La lune."])],
)
def test_what_a_passage_is_about_tells_no_sentence_from_another(question: str, expected: list[str]) -> None:
    text = "Le chat. La lune."
    sentences = Sentences.of(replace(passage(text), headings=("Le chat",)))
    asked = frozenset(terms(question, "fr"))
    spans = highlights(sentences, np.full(2, 0.1, dtype=np.float32), asked, opens_section=False)
    assert [text[start:end] for start, end in spans] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Voici. Deux.\nQui\tQuand\nMoi\thier. Ou non\n\t\nToi\tdemain",
            ["Voici.", "Deux.", "Moi\thier. Ou non", "Toi\tdemain"],
        ),
        ("Qui\tQuand\nMoi\thier\nFin.\nQuoi\tOù\nRien\tlà", ["Moi\thier", "Fin.", "Rien\tlà"]),
        ("Qui\tQuand", ["Qui", "Quand"]),
    ],
    ids=["text and rows", "two tables", "nothing else"],
)
def test_of_a_table_rows_answer_and_its_headings_do_not(text: str, expected: list[str]) -> None:
    sentences = Sentences.of(passage(text))
    assert [text[start:end] for start, end in sentences.spans] == expected
    assert set(terms(text, "fr")) == sentences.all_terms


def test_a_character_beyond_the_basic_plane_is_one_place() -> None:
    assert marked({"😀😀 Mille.": 0.1, "Deux 😀.": 0.9, "Trois.": 0.8}, position=1) == ["Deux 😀.", "Trois."]
    assert sentence_spans("😀 Une. Deux.") == [(0, 6), (7, 12)]
