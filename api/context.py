"""What every request is served with, made once when the server starts."""

from dataclasses import dataclass, field

from api.auth.cache import SessionCache
from api.auth.sign_in import UnknownNames
from api.exports import Exports
from api.feed import Feed, RecordFeed
from api.gate import Gate
from api.jobs import Jobs
from api.kept import Kept
from api.live import Live
from api.matcher import Matcher
from api.metrics import Metrics
from api.reports import Reports
from geo.db import Database
from geo.profile import Profile
from geo.settings import Settings
from tiles.server import TileStore


@dataclass(frozen=True, slots=True)
class Context:
    """Settings, profile, database, and what is kept in memory."""

    settings: Settings
    database: Database
    profile: Profile
    tiles: TileStore
    sessions: SessionCache
    live: Live
    feed: Feed
    record_feed: RecordFeed
    jobs: Jobs
    exports: Exports
    reports: Reports
    matcher: Matcher
    gate: Gate
    metrics: Metrics
    kept: Kept
    unknown_names: UnknownNames = field(default_factory=UnknownNames)
