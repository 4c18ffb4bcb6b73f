"""Seven places, and the rows that the next survey has of them."""

import geopandas as gpd
import numpy as np
from shapely import box

from geo.crs import STORAGE
from tests.packing import identify
from tests.resurvey import METRIC, make_known

WEST, SOUTH = 450_000, 4_412_000


def block(west, south, east, north):
    return box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


# Four blocks of a hectare that share walls, two apart, a kiosk of 36 m² beside D.
SHAPES = {
    "A": block(0, 0, 100, 100),
    "B": block(100, 0, 200, 100),
    "C": block(0, 100, 100, 200),
    "D": block(100, 100, 200, 200),
    "E": block(400, 0, 500, 100),
    "F": block(600, 0, 700, 100),
    "kiosk": block(200, 150, 206, 156),
}
KEYS = list(SHAPES)


class CaseSurvey:
    """Rows by key, as the next survey draws them; `named` are known under these names."""

    def __init__(self, profile, **named):
        self.profile = profile
        self.known = make_known(gpd.GeoSeries(list(SHAPES.values()), crs=METRIC), KEYS)
        for key, name in named.items():
            self.known.loc[KEYS.index(key), "name"] = name
        told = zip(KEYS, self.known["code"], self.known["name"], strict=True)
        self.rows = {
            key: {"code": code, "name": name, "geometry": SHAPES[key]} for key, code, name in told
        }

    def code(self, key):
        return self.known["code"][KEYS.index(key)]

    def uid(self, key):
        return int(self.known["uid"][KEYS.index(key)])

    def draw(self, key, **values):
        """Changes a row, or adds one with a code of its own."""
        fresh = {"code": f"CY-110105999-{len(self.rows):03d}", "name": key}
        self.rows[key] = {**fresh, **self.rows.get(key, {}), **values}
        return self

    def drop(self, *keys):
        for key in keys:
            del self.rows[key]
        return self

    def only(self, *keys):
        self.rows = {key: self.rows[key] for key in keys}
        return self

    def load(self, *, partial=False):
        """Returns the identified survey, its rows by key; each row's `is_` names a known place."""
        frame = gpd.GeoDataFrame(list(self.rows.values()), crs=METRIC).to_crs(STORAGE)
        frame["row_no"] = np.arange(1, len(frame) + 1)
        frame["street_code"] = None
        known = self.known.set_index("code")["attributes"]
        frame["attributes"] = [known.get(code, {}) for code in frame["code"]]
        found = identify(frame, self.known, self.profile, partial=partial)
        names = dict(zip(self.known["uid"], KEYS, strict=True))
        found.rows.index = list(self.rows)
        found.rows["is_"] = [names.get(uid) for uid in found.rows["place_uid"].fillna(0)]
        return found


def who(found):
    return found.rows["is_"].dropna().to_dict()


def findings(found, *checks):
    return {(f.check, f.code) for f in found.findings if f.check in (checks or ("D3", "D4"))}


def removed(found):
    return {removal.code[-5:]: removal.change for removal in found.removed}


def lineage(found, survey):
    keys = list(survey.rows)
    names = dict(zip(survey.known["uid"], KEYS, strict=True))
    return {(names[d.parent], keys[d.row - 1]): round(d.share, 2) for d in found.lineage}


def number(survey, key):
    return survey.code(key)[-5:]
