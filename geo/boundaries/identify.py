"""Identity: which known place each row of a survey is. Never by code or name alone.

Order: same code and the shapes agree; no known code, same name and the shapes agree; the shapes
agree well; else new. `agree` is intersection over union (IoU). Pure: no database.
"""

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE, transform_shapes
from geo.errors import Text
from geo.profile import Profile
from geo.surveys import Change, Finding, Identified, PlaceKind, Removal

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGREE = 0.5
AGREE_ALONE = 0.8
CODE_REUSED = 0.1
REMOVED_SHARE = 0.05
# About a millimetre: two roads from the same drawing (two files, two systems) differ by less.
SAME_PLACE_DEGREES = 1e-8


def identify_places(
    kind: PlaceKind,
    rows: gpd.GeoDataFrame,
    known: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    profile: Profile,
    *,
    partial: bool,
) -> Identified:
    """Returns whom each row of a checked survey is and what it changes.

    Args:
        kind: street or zone.
        rows: the survey's rows (EPSG:4490), valid polygons.
        known: the current versions: uid, code, name, street_uid, attributes, geometry.
        streets: the current streets: uid, code, geometry.
        profile: for the metric system.
        partial: whether places that the survey does not show stay.
    """
    rows = rows.reset_index(drop=True)
    metric = _measure(rows, profile)
    match = _match(rows, metric, known, profile)
    findings = list(_judge(rows, match))
    located = _locate(metric, streets, profile) if kind is PlaceKind.ZONE else None
    if located is not None:
        findings += _compare_streets(rows, located, streets)
    place = match["uid"]
    out = rows.assign(
        place_uid=place,
        street_uid=located if located is not None else None,
        area_m2=shapely.area(metric),
    )
    out["change"] = _classify(out, known)
    gone = () if partial else tuple(sorted(set(known["uid"]) - set(place.dropna())))
    if known.shape[0] and len(gone) > REMOVED_SHARE * len(known):
        findings.append(_too_many_removed(len(gone), len(known)))
    retired = known[known["uid"].isin(gone)]
    removed = tuple(
        Removal(int(uid), code, name, Change.REMOVED, float(area))
        for uid, code, name, area in zip(
            retired["uid"],
            retired["code"],
            retired["name"],
            shapely.area(_measure(retired, profile)),
            strict=True,
        )
    )
    return Identified(out, removed, (), tuple(findings))


def _measure(frame: gpd.GeoDataFrame, profile: Profile) -> "NDArray[Any]":
    return transform_shapes(frame.geometry.to_numpy(), STORAGE, profile.crs.measure)


def _match(
    rows: gpd.GeoDataFrame, metric: "NDArray[Any]", known: gpd.GeoDataFrame, profile: Profile
) -> pd.DataFrame:
    """Returns per row: uid (or NA), how it was decided, and the IoU with that place."""
    result = pd.DataFrame({"uid": pd.array([pd.NA] * len(rows), dtype="Int64")})
    result["by"], result["iou"] = "new", np.nan
    if known.empty:
        return result
    pairs = _candidate_pairs(rows, metric, known, _measure(known, profile))
    taken: set[int] = set()
    done: set[int] = set()
    ranked = (
        ("code", pairs["same_code"]),
        ("name", pairs["same_name"] & (pairs["iou"] >= AGREE)),
        ("shape", pairs["iou"] >= AGREE_ALONE),
    )
    for by, mask in ranked:
        for row, uid, iou in pairs.loc[mask, ["row", "uid", "iou"]].itertuples(index=False):
            if row not in done and uid not in taken:
                result.loc[row, ["uid", "by", "iou"]] = (uid, by, iou)
                done.add(row)
                taken.add(uid)
    return result


def _candidate_pairs(
    rows: gpd.GeoDataFrame,
    metric: "NDArray[Any]",
    known: gpd.GeoDataFrame,
    known_metric: "NDArray[Any]",
) -> pd.DataFrame:
    """Returns (row, uid) pairs that share ground or a code, best IoU first."""
    row, place = shapely.STRtree(known_metric).query(metric, predicate="intersects")
    by_code = pd.DataFrame({"code": rows["code"], "row": range(len(rows))}).merge(
        pd.DataFrame({"code": known["code"], "place": range(len(known))}), on="code"
    )
    pairs = pd.DataFrame(
        {"row": np.append(row, by_code["row"]), "place": np.append(place, by_code["place"])}
    ).drop_duplicates()
    one, other = metric[pairs["row"].to_numpy()], known_metric[pairs["place"].to_numpy()]
    common = shapely.area(shapely.intersection(one, other))
    pairs["iou"] = common / (shapely.area(one) + shapely.area(other) - common)
    place_at = pairs["place"].to_numpy()
    row_at = pairs["row"].to_numpy()
    pairs["uid"] = known["uid"].to_numpy()[place_at]
    pairs["same_code"] = rows["code"].to_numpy()[row_at] == known["code"].to_numpy()[place_at]
    pairs["same_name"] = rows["name"].to_numpy()[row_at] == known["name"].to_numpy()[place_at]
    return pairs.sort_values(["iou", "row", "uid"], ascending=[False, True, True])


def _judge(rows: gpd.GeoDataFrame, match: pd.DataFrame) -> list[Finding]:
    """D3: a code was reused elsewhere (E). D4: same code, shapes differ much (E, acceptable)."""
    findings = []
    doubtful = match[(match["by"] == "code") & (match["iou"] < AGREE)]
    for index, iou in doubtful["iou"].items():
        row = rows.iloc[int(str(index))]
        reused = iou < CODE_REUSED
        zh = (
            "编码相同但位置不同，疑为旧编码另用"
            if reused
            else "编码相同但图形差别大，请确认是同一区域"
        )
        en = "its code belongs to another place" if reused else "its shape differs much from before"
        findings.append(
            Finding(
                check="D3" if reused else "D4",
                severity="E",
                row=int(row.row_no),
                code=row.code,
                message=Text(f"第 {row.row_no} 行（{row.code} {row['name']}）：{zh}", en),
                hint=Text("确认无误可用 --accept 放行。", "Let it through by --accept if right."),
                measured=float(iou),
                threshold=CODE_REUSED if reused else AGREE,
                unit="IoU",
            )
        )
    return findings


def _locate(
    metric: "NDArray[Any]", streets: gpd.GeoDataFrame, profile: Profile
) -> "pd.arrays.IntegerArray":
    """Returns the uid of the street that holds most of each shape, or NA."""
    located = pd.array([pd.NA] * len(metric), dtype="Int64")
    if streets.empty:
        return located
    areas = _measure(streets, profile)
    zone, street = shapely.STRtree(areas).query(metric, predicate="intersects")
    share = shapely.area(shapely.intersection(metric[zone], areas[street]))
    order = np.argsort(share, kind="stable")
    located[zone[order]] = streets["uid"].to_numpy()[street[order]]
    return located


def _compare_streets(
    rows: gpd.GeoDataFrame, located: "pd.arrays.IntegerArray", streets: gpd.GeoDataFrame
) -> list[Finding]:
    """A6: the declared street is not the one it lies in (W)."""
    names = dict(zip(streets["uid"], streets["code"], strict=True))
    findings = []
    for row, uid in zip(rows.itertuples(), located, strict=True):
        actual = names.get(uid) if uid is not pd.NA else None
        if isinstance(row.street_code, str) and actual and row.street_code != actual:
            findings.append(
                Finding(
                    check="A6",
                    severity="W",
                    row=int(str(row.row_no)),
                    code=str(row.code),
                    message=Text(
                        f"第 {row.row_no} 行（{row.code}）：填报街乡 {row.street_code}，"
                        f"实际位于 {actual}",
                        f"it declares street {row.street_code} but lies in {actual}",
                    ),
                )
            )
    return findings


def _classify(rows: gpd.GeoDataFrame, known: gpd.GeoDataFrame) -> list[Change]:
    """Returns the change of each row against the version that is current."""
    position = pd.Series(range(len(known)), index=known["uid"].to_numpy())
    before = rows["place_uid"].map(position)
    changes = [Change.ADDED] * len(rows)
    at_row = np.flatnonzero(before.notna())
    at_known = before.to_numpy(dtype=float, na_value=np.nan)[at_row].astype(int)
    same_shape = shapely.equals_exact(
        shapely.normalize(rows.geometry.to_numpy()[at_row]),
        shapely.normalize(known.geometry.to_numpy()[at_known]),
        tolerance=SAME_PLACE_DEGREES,
    )
    says, said = _says(rows), _says(known)
    for row, old, same in zip(at_row, at_known, same_shape, strict=True):
        if not same:
            changes[row] = Change.RESHAPED
        else:
            changes[row] = Change.UNCHANGED if says[row] == said[old] else Change.ATTRIBUTES
    return changes


def _says(frame: gpd.GeoDataFrame) -> list[tuple[object, ...]]:
    streets = [None if pd.isna(uid) else int(uid) for uid in frame["street_uid"].tolist()]
    return list(
        zip(*(frame[n].tolist() for n in ("code", "name", "attributes")), streets, strict=True)
    )


def _too_many_removed(gone: int, before: int) -> Finding:
    return Finding(
        check="D1",
        severity="E",
        row=None,
        code=None,
        message=Text(
            f"测绘成果缺少现有 {before} 个中的 {gone} 个（{gone / before:.1%}），"
            "发布后它们将被撤销",
            f"the survey lacks {gone} of the {before} known ones; publishing would retire them",
        ),
        hint=Text(
            "只补充部分区域请用 --partial；确认撤销请用 --accept D1。",
            "Use --partial for a survey of a part, or --accept D1 to retire them.",
        ),
        measured=gone / before * 100,
        threshold=REMOVED_SHARE * 100,
        unit="%",
    )
