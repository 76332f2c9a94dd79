"""Figures for monitoring: what they count, who sees them, and that they hold no text."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from hdh_faq.answer import Outcome
from hdh_faq.errors import SettingError
from hdh_faq.faq import Faq
from hdh_faq.index import Index
from hdh_faq.index_files import save
from hdh_faq.server import create_app
from hdh_faq.settings import Settings

TOKEN = "0123456789abcdef"  # noqa: S105 - of this test
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def settings(toy_site: Path, toy_index: Index, tmp_path: Path) -> Settings:
    save(toy_index, tmp_path / "index")
    return Settings(site_dir=toy_site, index_dir=tmp_path / "index", metrics_token=TOKEN, per_minute=3)


@pytest.fixture
def client(toy_faq: Faq, settings: Settings) -> TestClient:
    return TestClient(create_app(toy_faq, settings), client=("192.0.2.1", 1))


def figures(client: TestClient) -> dict[str, float]:
    """Each sample by its name and labels, as a real reader of the format reads it."""
    response = client.get("/metrics", headers=BEARER)
    assert response.status_code == 200
    return {
        f"{sample.name}{''.join(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_questions_are_counted_by_outcome_and_timed(client: TestClient) -> None:
    before = figures(client)
    assert {f"hdh_faq_questions_total{outcome}" for outcome in Outcome} <= set(before)
    assert before["hdh_faq_questions_totalanswered"] == 0
    for question in ("Qui remplace Microsoft ?", "zzz yyy xxx", "?"):
        client.post("/api/ask", json={"question": question})
    after = figures(client)
    for outcome in ("answered", "out_of_scope", "too_short"):
        assert after[f"hdh_faq_questions_total{outcome}"] == 1
    assert after["hdh_faq_answer_seconds_count"] == 3
    assert after["hdh_faq_answer_seconds_bucket+Inf"] == 3
    assert 0 < after["hdh_faq_answer_seconds_sum"] < 20


def test_refusals_clients_places_and_the_age_of_the_index_are_told(client: TestClient, settings: Settings) -> None:
    for _ in range(5):
        client.post("/api/ask", json={"question": "?"})
    found = figures(client)
    assert found["hdh_faq_limited_total"] == 2
    assert found["hdh_faq_clients"] == 1
    assert found["hdh_faq_questions_in_hand"] == 0
    assert found["hdh_faq_questions_at_once"] >= 1
    manifest = settings.index_dir / "manifest.json"
    assert found["hdh_faq_index_timestamp_seconds"] == manifest.stat().st_mtime
    manifest.unlink()
    assert figures(client)["hdh_faq_index_timestamp_seconds"] == 0


def test_who_has_no_token_sees_nothing(client: TestClient) -> None:
    for sent in ("", TOKEN, f"Bearer {TOKEN}x", "Bearer ", "Bearer é", f"bearer {TOKEN}"):
        response = client.get("/metrics", headers=[(b"authorization", sent.encode("latin-1"))])
        assert (response.status_code, response.content) == (404, b""), sent


def test_without_a_token_there_are_no_figures(toy_faq: Faq, toy_site: Path) -> None:
    client = TestClient(create_app(toy_faq, Settings(site_dir=toy_site)))
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_they_hold_no_text_and_no_address(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "ornithorynque chez Microsoft ?"})
    text = client.get("/metrics", headers=BEARER).text
    assert "ornithorynque" not in text
    assert "192.0.2.1" not in text


def test_two_servers_count_apart(toy_faq: Faq, settings: Settings, client: TestClient) -> None:
    client.post("/api/ask", json={"question": "?"})
    assert figures(TestClient(create_app(toy_faq, settings)))["hdh_faq_questions_totaltoo_short"] == 0


def test_the_setting_needs_the_library(toy_faq: Faq, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hdh_faq.extras.find_spec", lambda _: None)
    with pytest.raises(SettingError, match=r"hdh-faq\[metrics\]"):
        create_app(toy_faq, settings)
