"""Names that differ in one thing only, as a table: what zones there are, what is written, which.

{b} is an estate's name, {c} another of its length; both are made up. Zones stand one a line cell,
by blanks; the answer is the zone's number from 1, or 0: nobody may choose without asking.
"""

BASES = (
    ("青桐", "白榆"),
    ("云溪", "枫泊"),
    ("墨池", "琴台"),
    ("芷汀", "兰皋"),
    ("松涛", "竹韵"),
    ("望岚", "听雨"),
    ("锦瑟", "瑶琴"),
    ("砚湖", "砚山"),
    ("汐岸", "汐浦"),
    ("三槐", "七柳"),
    ("北辰溪", "南辰溪"),
    ("老渡口", "新渡口"),
)

TABLE = """
{b}家园一期 {b}家园二期 | {b}家园二期 | 2
{b}家园一期 {b}家园二期 | {b}家园2期3号楼 | 2
{b}家园一期 {b}家园二期 | {b}家园(Ⅱ期) | 2
{b}家园一期 {b}家园二期 | {b}家园第贰期 | 2
{b}家园一期 {b}家园二期 | {b}家园三期 | 0
{b}家园一期 {b}家园二期 | {b}家园十二期 | 0
{b}家园一期 {b}家园二期 | {b}家园 | 0
{b}家园一期 {b}家园二期 | {b}家园5号楼 | 0
{b}家园一期 | {b}家园二期 | 0
{b}家园一期 | {b}家园 | 0
{b}家园一期 | {b}家园，二期6号楼 | 0
{b}家园 {b}家园二期 | {b}家园（二期）东门 | 2
{b}家园 {b}家园二期 | {b}家园三期 | 0
{b}A区 {b}B区 | {b}b区 | 2
{b}A区 {b}B区 | {b}C区 | 0
{b}A1区 {b}A2区 | {b}A3区 | 0
{b}A1区 {b}A2区 | {b}Ａ２区院内 | 2
{b}一区 {b}十一区 | {b}11区 | 2
{b}一区 {b}十一区 | {b}2区 | 0
{b}一区 {b}二区 | {b}B区 | 0
{b}东区 {b}西区 | {b}西区2楼1门 | 2
{b}东区 {b}西区 | {b}南区 | 0
{b}东区 {b}西区 | {b}西门 | 0
{b}东里 {b}西里 | {b}西里 | 2
{b}东里 {b}西里 | {b}北里 | 0
{b}里 | {b}西里 | 0
{b}西里 | {b}里 | 0
{b}里小区 | {b}里 | 1
{b}里小区 | {b}里社区物业服务中心 | 1
{b}名都 {b}名郡 | {b}名郡 | 2
{b}名都 | {b}名郡 | 0
{b}华府 | {b}华庭 | 0
{b}里 | {b}里大厦 | 0
{b}里 | {b}里(河边){c}轩 | 0
{b}里 | {b}里11号楼{c}公寓 | 0
{b}里 | {b}里11号楼楼下路灯不亮 | 1
{b}里 | {b}里家园 | 0
{b}路 | {b}路花园 | 0
{b}花园 | {b}花园别墅2号楼 | 1
{b}家园 | {b}家园广场 | 0
{b}西路小区 | {b}西路 | 0
{b}里3号院 | 新{b}里3号院 | 0
{b}路3号院 | 北{b}路3号院 | 0
{b}园 {b}苑 | {b}苑 | 2
{b}园 | {b}苑 | 0
{b}家园 | {b}嘉园 | 0
{b}佳苑 | {b}嘉苑 | 0
{b}花园 | {b}公寓 | 0
{b}大厦 | {b}大院 | 0
{b}国际 | {b}国际公寓9号楼 | 1
{b}家园 | 新{b}家园 | 0
{b}家园 | {c}家园 | 0
{b}家园 | {c}，{b}家园 | 0
{b}家园 | {c}轩({b}家园) | 0
{b}家园 | {b}家园北门外 | 1
{b}家园 | {b}家園八號樓 | 1
{b}家园 | {b} 家 园 | 1
{b}路3号院 {b}路5号院 | {b}路5号 | 2
{b}路3号院 {b}路5号院 | {b}路7号院 | 0
{b}路3号院 {b}路5号院 | {b}路甲5号院 | 0
{b}路3号院 | {b}西路3号院 | 0
{b}路3号院 | {b}路13号院 | 0
{b}里1号院 {b}里2号院 | {b}里2号院4号楼 | 2
{b}里1号院 {b}里2号院 | {b}里3号院 | 0
{b}里 {b}里2号院 | {b}里5号院 | 0
{b}一村 {b}二村 | {b}二村 | 2
{b}一村 {b}二村 | {b}新村 | 0
{b}二街坊 {b}六街坊 | {b}五街坊 | 0
{b}座A座 {b}座B座 | {b}座C座 | 0
"""


def list_pairs() -> list[tuple[tuple[str, ...], str, int]]:
    """Returns zones, written text and answer of every pair."""
    lines = [line.split("|") for line in TABLE.strip().splitlines()]
    return [
        (
            tuple(zones.format(b=b, c=c).split()),
            written.strip().format(b=b, c=c),
            int(answer),
        )
        for b, c in BASES
        for zones, written, answer in lines
    ]
