"""What the server counts about itself, for Prometheus."""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0)


class Current(Collector):
    """Numbers that are kept elsewhere and read when somebody asks."""

    def __init__(self) -> None:
        self.gauges: dict[str, tuple[str, float]] = {}
        self.tiles: Mapping[int, int] = {}

    def collect(self) -> Iterable[Metric]:
        """Yields one gauge per value, and the tile answers by status."""
        for name, (documentation, value) in self.gauges.items():
            yield GaugeMetricFamily(name, documentation, value=value)
        tiles = CounterMetricFamily(
            "onemap_tile_requests", "Tile requests by status.", labels=["status"]
        )
        for status, count in sorted(self.tiles.items()):
            tiles.add_metric([str(status)], count)
        yield tiles


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
        self._current = Current()
        self.registry.register(self._current)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request under its route's template, never under its address."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def render(self, gauges: dict[str, tuple[str, float]], tiles: Mapping[int, int]) -> bytes:
        """Returns everything in Prometheus' text format.

        Args:
            gauges: name -> (meaning, value).
            tiles: status -> tile requests answered with it.
        """
        self._current.gauges, self._current.tiles = gauges, tiles
        return generate_latest(self.registry)
