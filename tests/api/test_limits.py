"""Too many at once, and too slow: a clear 503 within two seconds, never a hang."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.api.conftest import sign_in


@pytest.fixture(scope="module")
def narrow(make_office):
    return make_office(pool_size=3, pool_wait_s=1.0, statement_timeout_ms=1500)


def test_ten_times_the_pool_is_queued_then_refused(narrow, monkeypatch):
    def sleep(connection, _):
        connection.execute(text("SELECT pg_sleep(1.2)"))
        return []

    monkeypatch.setattr("api.routes.places.list_streets", sleep)
    with narrow.client() as server:
        client = sign_in(narrow, server.app, "viewer")
        cookies = dict(client.cookies)

        def ask(_):
            start = time.monotonic()
            answer = server.get("/api/v1/streets", cookies=cookies)
            return answer.status_code, time.monotonic() - start, answer

        with ThreadPoolExecutor(30) as threads:
            answers = list(threads.map(ask, range(30)))
        assert {status for status, _, _ in answers} == {200, 503}
        refused = [answer for answer in answers if answer[0] == 503]
        assert max(seconds for _, seconds, _ in refused) < 2
        assert refused[0][2].headers["retry-after"]
        assert refused[0][2].json()["error"]["code"] == "server_busy"
        # The next ones are served as if nothing had been.
        assert server.get("/api/v1/session", cookies=cookies).status_code == 200
        assert server.get("/api/v1/profile", cookies=cookies).status_code == 200


def test_a_slow_query_is_cancelled(narrow, monkeypatch):
    def sleep(connection, _):
        connection.execute(text("SELECT pg_sleep(10)"))

    monkeypatch.setattr("api.routes.places.list_streets", sleep)
    with narrow.client() as server:
        answer = sign_in(narrow, server.app, "viewer").get("/api/v1/streets")
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "query_timeout"


def test_a_stopped_database_is_503_and_comes_back(narrow):
    with narrow.client() as server:
        client = sign_in(narrow, server.app, "viewer")
        name = narrow.database.url.database
        admin = narrow.database.url.set(database="postgres")
        from sqlalchemy import create_engine

        engine = create_engine(admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                ),
                {"name": name},
            )
            answer = client.get("/api/v1/streets")
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
            assert client.get("/health/live").status_code == 200
            assert client.get("/health/ready").status_code == 503
            assert client.get("/").status_code == 200
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        engine.dispose()
        end = time.monotonic() + 30
        while client.get("/health/ready").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.2)
        assert client.get("/api/v1/streets").status_code == 200
