"""What the server counts about itself, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0)


class Gauges(Collector):
    """Numbers that are read at the moment when somebody asks."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, float]] = {}

    def collect(self) -> Iterable[Metric]:
        """Yields one gauge per value."""
        for name, (documentation, value) in self.values.items():
            yield GaugeMetricFamily(name, documentation, value=value)


class Metrics:
    """Requests by route and status and their time, and gauges of what is current."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "onemap_requests",
            "Requests by method, route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "onemap_request_seconds",
            "Time until a request was answered.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._gauges = Gauges()
        self.registry.register(self._gauges)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request under its route's template, never under its address."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def render(self, gauges: dict[str, tuple[str, float]]) -> bytes:
        """Returns everything in Prometheus' text format; `gauges`: name -> (meaning, value)."""
        self._gauges.values = gauges
        return generate_latest(self.registry)
