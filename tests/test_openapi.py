"""The description of the API: valid OpenAPI, and true of every real answer."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from conftest import FakeEmbedder
from hdh_faq.answer import Answer, AnswerPassage, Outcome, Suggestion
from hdh_faq.faq import Faq
from hdh_faq.openapi import SCHEMAS, STATUSES, document
from hdh_faq.passage import CitedSource
from hdh_faq.server import STATUS, create_app
from hdh_faq.settings import Settings
from late import Late
from test_server import BrokenFaq

if TYPE_CHECKING:
    import jsonschema
    import openapi_spec_validator
else:
    jsonschema, openapi_spec_validator = map(Late, ("jsonschema", "openapi_spec_validator"))

GOLDEN = Path(__file__).parent / "golden" / "answers.jsonl"
QUESTION = {"question": "Qui remplace Microsoft ?", "lang": "fr"}


@pytest.fixture(scope="module")
def client_of(toy_faq: Faq, toy_site: Path) -> Callable[..., TestClient]:
    """A client of a server with these settings, made once."""

    @cache
    def made(**settings: Any) -> TestClient:
        return TestClient(create_app(toy_faq, Settings(site_dir=toy_site, **settings)), client=("192.0.2.1", 1))

    return made


@pytest.fixture(scope="module")
def description(client_of: Callable[..., TestClient]) -> dict[str, Any]:
    """As a server gives it."""
    found: dict[str, Any] = client_of().get("/api/openapi.json").json()
    return found


def validator(description: dict[str, Any], status: int) -> "jsonschema.Draft202012Validator":
    """Of the bodies that come with a status."""
    response = description["paths"]["/api/ask"]["post"]["responses"][str(status)]
    schema = response["content"]["application/json"]["schema"]
    return jsonschema.Draft202012Validator({**schema, "components": description["components"]})


def test_it_is_valid_openapi(description: dict[str, Any]) -> None:
    openapi_spec_validator.validate(description)
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_it_names_the_public_address() -> None:
    assert document(Settings(public_url="https://site.example/"))["servers"] == [{"url": "https://site.example"}]
    assert document(Settings())["servers"] == [{"url": "/"}]


def test_every_outcome_stands_under_its_status_and_no_other() -> None:
    for outcome in Outcome:
        described = {int(status) for status, (_, own) in STATUSES.items() if outcome in own}
        assert STATUS.get(outcome, 200) in described
        assert len(described) == 1 or outcome in (Outcome.ERROR, Outcome.BUSY)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Answer", Answer), ("Passage", AnswerPassage), ("Source", CitedSource), ("Suggestion", Suggestion)],
)
def test_every_field_of_ours_is_described(name: str, kind: type) -> None:
    ours = {field.name for field in fields(kind)} | ({"abstained"} if kind is Answer else set())
    assert set(SCHEMAS[name]["properties"]) == ours


CASES: list[tuple[str, int, Any, dict[str, Any]]] = [
    ("answered", 200, QUESTION, {}),
    ("out of scope", 200, {"question": "zzz yyy xxx"}, {}),
    ("greeting", 200, {"question": "Bonjour !"}, {}),
    ("personal", 200, {"question": "a.b@example.org"}, {}),
    ("other language", 200, {"question": "Wer wird in Zukunft die französischen Gesundheitsdaten speichern?"}, {}),
    ("not JSON", 400, b"{", {}),
    ("too long", 413, {"question": "x" * 1001}, {}),
    ("too large", 413, b" " * 20_000, {}),
    ("too short", 422, {"question": "?"}, {}),
    ("no question", 422, {}, {}),
    ("limited", 429, QUESTION, {"per_minute": 1}),
    ("off", 503, QUESTION, {"off": "retour à 18 h."}),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_real_answers_are_as_described(
    client_of: Callable[..., TestClient], description: dict[str, Any], case: tuple[str, int, Any, dict[str, Any]]
) -> None:
    _, status, body, settings = case
    client = client_of(**settings)
    content = body if isinstance(body, bytes) else json.dumps(body)
    response = client.post("/api/ask", content=content)
    if "per_minute" in settings:
        response = client.post("/api/ask", content=content)
    assert response.status_code == status
    assert list(validator(description, status).iter_errors(response.json())) == []
    headers = description["paths"]["/api/ask"]["post"]["responses"][str(status)].get("headers", {})
    assert all(name in response.headers for name, header in headers.items() if header["required"])


def test_a_fault_is_as_described(toy_faq: Faq, toy_site: Path, description: dict[str, Any]) -> None:
    broken = BrokenFaq(toy_faq.index, FakeEmbedder())
    response = TestClient(create_app(broken, Settings(site_dir=toy_site))).post("/api/ask", json=QUESTION)
    assert response.status_code == 500
    validator(description, 500).validate(response.json())


def golden() -> Iterator[dict[str, Any]]:
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def test_the_real_product_answers_as_described(real_faq: Faq, description: dict[str, Any]) -> None:
    seen = set()
    for one in golden():
        answer = real_faq.ask(one["question"], one["lang"])
        seen.add(answer.outcome)
        validator(description, STATUS.get(answer.outcome, 200)).validate(json.loads(json.dumps(answer.to_dict())))
    assert {Outcome.ANSWERED, Outcome.RELATED, Outcome.NO_ANSWER, Outcome.OUT_OF_SCOPE} <= seen


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "sure"}, {"abstained": True}, {"confidence": 2}, {"lang": "de"}, {"passages": []}, {"extra": 1},
        {"message": None}, {"suggestions": [{"question": "Q"}]}, {"outcome": "no_answer"}, {"read_as": 1},
    ],
)  # fmt: skip
def test_what_is_no_answer_of_ours_is_told_apart(
    toy_faq: Faq, description: dict[str, Any], change: dict[str, Any]
) -> None:
    good = json.loads(json.dumps(toy_faq.ask("Qui remplace Microsoft ?", "fr").to_dict()))
    with pytest.raises(jsonschema.ValidationError):
        validator(description, 200).validate({**good, **change})
