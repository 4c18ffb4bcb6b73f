"""What the server does when the database tells that something happened."""

import json
from collections.abc import Callable, Mapping

from api.feed import Feed, RecordFeed
from api.jobs import Jobs
from geo.db import RECORDS_CHANNEL, STATE_CHANNEL, SURVEY_CHANNEL, Database
from geo.records.reviewing.groups import count_waiting

_TO_BE_DONE = ('"queued"', '"storing"')


def make_hearing(
    database: Database, surveys: Feed, records: RecordFeed, jobs: Jobs
) -> Mapping[str, Callable[[str], None]]:
    """Returns what is to be called with what the database tells, by channel.

    Surveys' and records' news go to the pages that are open on them, and to the jobs where work
    may wait. Who looks at records is told the new sums of what waits at every change of the state.
    """

    def hear_survey(payload: str) -> None:
        surveys.tell(payload)
        _wake(payload)

    def hear_records(payload: str) -> None:
        records.tell(payload)
        _wake(payload)

    def hear_state(_: str) -> None:
        # A new release may call for matching again.
        jobs.wake()
        if records.listeners:
            with database.read() as connection:
                waiting = count_waiting(connection)
            records.tell(json.dumps({"review": waiting}))

    def _wake(payload: str) -> None:
        if any(status in payload for status in _TO_BE_DONE):
            jobs.wake()

    return {
        SURVEY_CHANNEL: hear_survey,
        RECORDS_CHANNEL: hear_records,
        STATE_CHANNEL: hear_state,
    }
