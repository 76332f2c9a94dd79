"""Figures for monitoring, in the format of Prometheus: how many, how fast, how full. No text, no address."""

import secrets
from pathlib import Path

from fastapi import Request, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from hdh_faq.answer import Answer, Outcome
from hdh_faq.asker import Asker

PATH = "/metrics"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """What is counted of one server, and the page that shows it to who knows the token."""

    def __init__(self, ask: Asker, manifest: Path, token: str) -> None:
        """Watch a server's questions; ``manifest`` is that of its index."""
        self.registry = CollectorRegistry()
        self._token = f"Bearer {token}".encode()
        self._questions = Counter(
            "hdh_faq_questions", "Questions, by how they ended.", ["outcome"], registry=self.registry
        )
        for outcome in Outcome:
            self._questions.labels(str(outcome))  # shown from the start, at nought
        self._seconds = Histogram(
            "hdh_faq_answer_seconds", "Time to answer, waiting included.", buckets=SECONDS, registry=self.registry
        )
        gauges = {
            "hdh_faq_questions_in_hand": ("Questions being answered or waiting for it.", lambda: ask.in_hand),
            "hdh_faq_questions_at_once": ("Questions that can be answered at once.", lambda: ask.at_once),
            "hdh_faq_clients": ("Clients that asked in the last minute.", lambda: len(ask.limits)),
            "hdh_faq_index_timestamp_seconds": (
                "When the index on the disk was written; 0 if it is gone.",
                lambda: manifest.stat().st_mtime if manifest.is_file() else 0,
            ),
        }
        for name, (meaning, value) in gauges.items():
            Gauge(name, meaning, registry=self.registry).set_function(value)
        self.registry.register(_Refusals(ask))
        ask.watchers.append(self.watch)

    def watch(self, answer: Answer, seconds: float) -> None:
        """Count an answer."""
        self._questions.labels(str(answer.outcome)).inc()
        self._seconds.observe(seconds)

    async def page(self, request: Request) -> Response:
        """The figures; to whom does not send the token, nothing is there."""
        given = request.headers.get("authorization", "").encode("latin-1")
        if not secrets.compare_digest(given, self._token):
            return Response(status_code=404)
        return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


class _Refusals(Collector):
    """What the limits count themselves."""

    def __init__(self, ask: Asker) -> None:
        self._ask = ask

    def collect(self) -> list[CounterMetricFamily]:
        """As Prometheus wants it."""
        meaning = "Questions refused because their client had asked too many."
        return [CounterMetricFamily("hdh_faq_limited", meaning, value=self._ask.limits.refused)]
