"""A made-up district's estates by the thousand, and how callers write where they are."""

import random
from dataclasses import dataclass

import pandas as pd

from tests.gazetteers import make_zones

FIRST = "云松竹梅枫桐柏榆槐柳荷菊兰芷蕙芝茗溪涧泉潭渚汀岚峰岭崖砚墨琴棋书画锦绣珑璟瑾瑜琅"
SECOND = "影涛韵溪岸湖庐轩阁台榭庄圃畔汐霁霖曦晖晓暮晴川泽渊麓坪岗丘垄陌阡桥渡埠泊港湾洲屿"
KINDS = (
    "家园",
    "花园",
    "嘉园",
    "公寓",
    "小区",
    "国际",
    "大厦",
    "苑",
    "里",
    "东里",
    "西里",
    "南里",
    "",
)
PARTS = ("", "", "", "一期", "二期", "三期", "A区", "B区", "东区", "西区", "3号院", "5号院")
ROADS = ("路", "街", "东路", "西路", "南街", "北街", "大街")
TAILS = (
    "",
    "{n}号楼",
    "{n}#楼{m}单元",
    "{n}栋",
    "{n}楼{m}门",
    "东门外",
    "地下车库",
    "{n}号楼北侧",
    "门口",
    "物业服务中心",
)
HEADS = ("", "", "北京市朝阳区", "朝阳区", "{street}", "朝阳区{street}", "{road}", "{address}")
ROAD_NAMES = [a + b + kind for a in SECOND[:25] for b in FIRST[:25] for kind in ROADS[:1]]
ROAD_SIGNS = FIRST + SECOND + "东西南北大路街"


@dataclass(frozen=True)
class Call:
    """What a caller said of a place; `zone` is the zone's uid, 0 where there is none."""

    text: str
    street: str
    zone: int


def make_estates(count: int, seed: int) -> pd.DataFrame:
    """Returns so many current zones of a made-up district, with streets and addresses."""
    rng = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        signs = rng.choice(FIRST) + rng.choice(SECOND) + rng.choice(["", rng.choice(SECOND)])
        names[signs + rng.choice(KINDS) + rng.choice(PARTS)] = None
    streets = [f"{a}{b}街道" for a in FIRST[:10] for b in SECOND[: max(4, count // 400)]]
    roads = [a + b + rng.choice(ROADS) for a in SECOND[:25] for b in FIRST[:25]]
    return make_zones(
        *(
            (
                f"M-{n:06}",
                name,
                rng.choice(streets),
                "",
                f"{rng.choice(roads)}{rng.randint(1, 300)}号院",
            )
            for n, name in enumerate(names)
        )
    )


def call_in(zones: pd.DataFrame, count: int, seed: int, absent: float = 0.15) -> list[Call]:
    """Returns what so many callers say; an `absent` share names estates that are no zone."""
    rng = random.Random(seed)
    addresses = [said["address"] for said in zones["attributes"]]
    known = list(zip(zones["uid"], zones["name"], zones["street_name"], addresses, strict=True))
    names = set(zones["name"])
    others = [name for name in make_estates(len(known), seed + 1)["name"] if name not in names]
    calls = []
    for _ in range(count):
        uid, name, street, address = rng.choice(known)
        if rng.random() < absent:
            uid, name, address = 0, rng.choice(others), f"{rng.choice(ROAD_NAMES)}999号"
        elif rng.random() < 0.1:
            name = _slip(name, rng)
        calls.append(Call(_dress(name, street, address, rng), street, int(uid)))
    return calls


def _dress(name: str, street: str, address: str, rng: random.Random) -> str:
    """Returns a name as a caller writes it, with what stands around it."""
    road = address[: -len(address.lstrip(ROAD_SIGNS))] or address
    head = rng.choice(HEADS).format(street=street, road=road, address=address)
    tail = rng.choice(TAILS).format(n=rng.randint(1, 40), m=rng.randint(1, 6))
    shape = rng.choice(("{0}", "{0}", "{0}", "{0}({1})", "{0}，{1}"))
    return head + shape.format(name + tail, address)


def _slip(name: str, rng: random.Random) -> str:
    """Returns a name with one sign that a hand or an ear got wrong."""
    at = rng.randrange(min(2, len(name)))
    return name[:at] + rng.choice(FIRST + SECOND) + name[at + 1 :]
