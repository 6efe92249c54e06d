"""Figures for Prometheus: how much is said, how long answers take, what fails. No figure is about one person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 4.0, 8.0, 30.0, 120.0, 600.0)


class Metrics:
    """One process's figures."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.entries = Counter("kumpel_entries", "Entries stored, by who spoke", ["speaker"], registry=self._registry)
        self.seconds = Histogram(
            "kumpel_answer_seconds", "From accepting a message to its answer", buckets=_SECONDS, registry=self._registry
        )
        self.failures = Counter(
            "kumpel_assistant_failures", "Attempts at a message without an answer", registry=self._registry
        )
        self.refusals = Counter("kumpel_refusals", "Frames and requests refused", ["code"], registry=self._registry)
        self.sockets = Gauge("kumpel_sockets", "Connections open now", registry=self._registry)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)

    @property
    def content_type(self) -> str:
        """The format's media type."""
        return CONTENT_TYPE_LATEST
