"""What offices write of people in all its forms, and what of it must not stay."""

NAMES = ("欧阳锋", "张伟", "李小梅")
NUMBERS = (
    "13912345678", "139-1234-5678", "139 1234 5678", "１３９１２３４５６７８", "+86 139 1234 5678",
    "0086-13912345678", "139—1234—5678", "一三九一二三四五六七八", "一三九 一二三四 五六七八",
    "010-61234567", "(010)6123 4567", "０１０－６１２３４５６７", "0316-6123456",
    "+86 10 6123 4567", "110105198705123456", "11010519870512345x", "11010519870512345X",
    "110105870512345",
    "110105 19870512 3456", "110105 870512 345",
    "6222020200012345678", "6222 0202 0001 2345 678", "4367-4212-3456-7890",
    "京A12345", "京A·12345", "京a12345", "京AD12345",
    "ouyang@example.com", "微信zhang_wei88", "微信号是zhangwei88", "加V：zhangwei88",
    "QQ：123456789",
)  # fmt: skip
# What would betray them, however they were cut.
TRACES = (
    "91234567", "1234-5678", "1234 5678", "９１２", "912345678", "一二三四", "61234567",
    "6123 4567", "6123456", "19870512", "870512", "20200012345", "0001 2345", "4212-3456", "A12345",
    "A·12345", "a12345", "AD12345", "ouyang", "zhang_wei", "zhangwei", "123456789",
)  # fmt: skip
# A home as it is written, and what of it must not stay.
HOMES = {
    "5号楼2-1202": "2-1202",
    "望岚路甲3号院2-201": "2-201",
    "青桐家园5-301": "5-301",
    "5#楼2-302": "2-302",
    "5#-2-303": "2-303",
    "12#1203": "#1203",
    "5号楼504、505": "、505",
    "8号楼2单元506室": "506室",
    "三单元五零二": "五零二",
    "8号楼四单元六层": "四单元",
    "住507": "住507",
    "1108业主": "1108业主",
    "2-3-509": "3-509",
    "3栋2单元十二层1204": "层1204",
    "1205号房": "1205号",
    "3号楼二门511": "门511",
    "建国路甲92号1213": "号1213",
}
# Who speaks or is spoken of, as it is written; none of the names must stay.
SPEAKERS = (
    "欧阳锋先生来电", "我叫张伟", "本人李小梅，", "张伟家漏水", "张伟13912345678", "李小梅（女士）",
    "业主张伟说", "业主：李小梅，", "联系人张伟 ", "张伟反映", "张伟和李小梅投诉", "李小梅（业主）",
)  # fmt: skip
FORMS = (*NUMBERS, *HOMES, *SPEAKERS)
MARKS = (*NAMES, *NUMBERS, *TRACES, *HOMES.values())
# What a short text may hold: it has no room for homes, and what it is of looks like a name.
TITLED = ("欧阳锋先生", "李小梅女士 13912345678", "张伟139-1234-5678", "我叫张伟")


def find_marks(content: str, marks: tuple[str, ...] = MARKS) -> list[str]:
    """Returns what of people stands in a text."""
    return [mark for mark in marks if mark in content]
