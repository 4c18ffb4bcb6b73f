"""A server on the town with its records, and one account of every role."""

import datetime as dt
from dataclasses import dataclass, field

import pytest
import structlog
from sqlalchemy import insert, text
from starlette.testclient import TestClient

from api.auth.accounts import NewAccount, create_account
from api.auth.displays import create_display
from api.auth.roles import Role
from api.main import create_app
from geo.db import Database
from geo.models import Firm, ListEntry, Rating
from geo.profile import Profile
from geo.settings import Settings
from tests.tiles.records import Records, committee, complaint, enforcement, party, service
from tests.tiles.town import Town, build_town
from tiles.store import TileStore

NORTH, SOUTH = "110105001", "110105002"
PASSWORD = "correct-horse-battery"
ORIGIN = {"Origin": "http://testserver"}


# As the server's own logs are: plain lines, no values of variables in a traceback.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
)


@dataclass
class Office:
    """The town as an office keeps it: its database, settings, accounts and server."""

    database: Database
    settings: Settings
    profile: Profile
    town: Town | None = None
    accounts: dict[str, int] = field(default_factory=dict)
    display: str = ""

    def zone(self, name: str) -> int:
        return self.town.zones[name]

    def app(self):
        store = TileStore(self.database, self.profile, self.settings.archives)
        return create_app(self.settings, self.database, self.profile, store)

    def client(self, app=None, **options) -> TestClient:
        return TestClient(app or self.app(), follow_redirects=False, **options)


@pytest.fixture(scope="session")
def make_office(make_database, profile, tmp_path_factory):
    """Makes an office: an empty one, or with the town; settings may be given by name."""
    offices: list[Office] = []

    def make(*, filled: bool = True, **settings) -> Office:
        # One server has forty connections for all offices; an idle pool opens anew when asked.
        for earlier in offices:
            earlier.database.close()
        folder = tmp_path_factory.mktemp("office")
        web = folder / "web"
        (web / "assets").mkdir(parents=True)
        (web / "index.html").write_text("<!doctype html><title>One Map</title>")
        (web / "assets" / "app-1234.js").write_text("export {}")
        chosen = Settings(
            **{
                "data": folder,
                "web_dist": web,
                "database_url": find_url(make_database()),
                **settings,
            }
        )
        database = Database(
            chosen.database_url,
            pool_size=chosen.pool_size,
            wait_s=chosen.pool_wait_s,
            statement_timeout_ms=chosen.statement_timeout_ms,
        )
        office = Office(database, chosen, profile)
        fill_people(office)
        if filled:
            office.town = build_town(database)
            fill_records(office.town)
        offices.append(office)
        return office

    yield make
    for office in offices:
        office.database.close()


@pytest.fixture(scope="session")
def office(make_office) -> Office:
    """The office that tests only read."""
    return make_office()


@pytest.fixture(scope="session")
def app(office):
    """The running application of the office that tests only read."""
    application = office.app()
    with TestClient(application):
        yield application


def find_url(database: Database) -> str:
    """The address of a fresh copy, for connections of the office's own."""
    database.close()
    url = database.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def fill_people(office: Office) -> None:
    """One account of every role, named as the role; the street official is of 北街道."""
    with office.database.write() as connection:
        for role in Role:
            if role is not Role.DISPLAY:
                street = NORTH if role is Role.STREET_OFFICIAL else None
                account = NewAccount(role.value, role.value.title(), role, street, PASSWORD)
                office.accounts[role.value] = create_account(connection, account, "test")
        _, office.display = create_display(connection, "大厅", "test")


def fill_records(town: Town) -> None:
    """大院 is well kept and well documented, 天井 is not, the others say little.

    - 大院 (400 m from nobody): an enterprise with a Party organisation, an owners' committee with
      one, five complaints (one before the last twelve whole months), two penalties, a rating of
      its own and one of its firm.
    - 邻院 has the same firm and no committee; 天井 is unmanaged, one complaint.
    - One complaint waits for a place; one firm serves nobody here.
    """
    records = Records(town)
    big, next_door, court = (town.zones[name] for name in ("大院", "邻院", "天井"))
    firm, idle = "91110105MA00000001", "91110105MA00000002"
    records.commit(
        dt.date(2022, 9, 30),
        party("enterprise", "established", firm=firm),
        service(
            big, "enterprise", firm, firm_name="安居", ends_on=dt.date(2022, 12, 31),
            fee_yuan_m2_month=2.5,
        ),
        service(next_door, "enterprise", firm, firm_name="安居物业"),
        service(court, "none"),
        committee(
            big, "owners_committee", oc_status="filed", filed_on=dt.date(2021, 3, 1),
            term_end=dt.date(2022, 10, 10), members=7,
        ),
        committee(next_door, "none"),
        party("committee", "established", uid=big),
        complaint(
            big, "2022-09-29T23:30", callback_valid=True, resolved=True, satisfaction="satisfied"
        ),
        complaint(
            big, "2022-09-02T08:00", callback_valid=True, resolved=False,
            satisfaction="dissatisfied", category="leak", monthly_topic="leak",
        ),
        complaint(big, "2022-03-31T23:59", title="<script>alert(1)</script>"),
        complaint(big, "2021-10-01T00:00"),
        complaint(big, "2021-09-30T23:59"),
        complaint(court, "2022-05-05T12:00", category="parking"),
        complaint(None, "2022-05-06T12:00", placement="review"),
        enforcement(big, 3000, involved_yuan=12000, decision_no="A1"),
        enforcement(big, None, refunded_yuan=800.5, decision_no="A2",
                    decided_on=dt.date(2022, 6, 1), outcome="refund_ordered"),
        (Rating, {"zone_uid": big, "kind": "service_rating", "period": "2022", "score": 91.5}),
        (Rating, {"kind": "credit_rating", "period": "2021", "grade": "A", "firm_uscc": firm,
                  "firm_name": "安居物业", "zone_uid": None, "placement": "matched"}),
        (ListEntry, {"zone_uid": big, "kind": "red", "issue": "2022-1"}),
    )  # fmt: skip
    add_firm(records, firm, "安居物业有限公司")
    add_firm(records, idle, "远方物业")
    town.revision = records.revision


def add_firm(records: Records, uscc: str, name: str) -> None:
    with records.town.database.write() as connection:
        load = connection.execute(text("SELECT max(id) FROM record_load")).scalar_one()
        connection.execute(
            insert(Firm).values(
                source_key=uscc, load_id=load, row_no=1, content="-", name=name, uscc=uscc,
                sys=records._period(),
            )
        )  # fmt: skip


def get_api(app):
    """The FastAPI application inside the tile server and the shell."""
    return app._inner._inner


def sign_in(office: Office, app, role: str) -> TestClient:
    """A client with the session of a role's account, or of the wall display."""
    client = office.client(app)
    if role == Role.DISPLAY:
        answer = client.get("/wall", params={"display": office.display})
    else:
        body = {"account": str(role), "password": PASSWORD}
        answer = client.post("/api/v1/session", json=body, headers=ORIGIN)
    assert answer.status_code == 200, answer.text
    return client
