"""Masks what free text says of people: numbers, names, rooms, plates, addresses of mail and chat.

Texts are narrowed before (full-width digits are digits). Rather too much is masked than too
little: a word that is lost costs less than a name that stays.
"""

import re
from collections.abc import Iterable

from geo.profile import RecordSettings

MASK = "***"
SOMEBODY = "某"

_GAP = r"[-\s.·—_]{0,3}"
_PHONE = (
    rf"(?<!\d)(?:\+?86{_GAP})?(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
    rf"|1[3-9]\d\d{_GAP}(?:\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}})"
    rf"|1[3-9]\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}|1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{5}}"
    r"|1 [3-9](?: \d){9})(?!\d)"
)
_LANDLINE = rf"(?<!\d)\(?0\d{{2,3}}\)?{_GAP}\d{{3,4}}[-\s]?\d{{4}}(?:(?:转|-)\d{{1,6}})?(?!\d)"
_ID = r"(?<!\d)\d{17}[\dXx](?![\dXx])"
_OLD_ID = r"(?<!\d)\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
_NUMBERS = re.compile("|".join((_ID, _PHONE, _LANDLINE, _OLD_ID)))
# A shorter number is a telephone's, and a longer one an account's, only after such a word.
_AFTER_WORD = re.compile(
    r"((?:电话|座机|手机|联系|致电|拨打|来电)\D{0,4}?)(?<!\d)[2-8]\d{2,3}[-\s]?\d{4}(?!\d)"
    r"|((?:卡号|账号|帐号|账户)\D{0,4}?)\d{4}(?:[-\s]?\d{4}){2,3}(?:[-\s]?\d{1,3})?(?!\d)"
    r"|((?:微信|[Vv][Xx]|QQ|qq)(?:号码?)?\s*:?\s*)[A-Za-z0-9][\w-]{4,19}"
)
_SIGNS = re.compile(
    r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+|[一二三四五六七八九〇零幺]{8,}"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·\s-]?"
    r"[A-HJ-NP-Za-hj-np-z\d]{4,5}[\dA-Za-z](?![A-Za-z\d])"
)

# A building is where something happened; a unit and a room are somebody's home.
_NUMERAL = "[0-9A-Za-z一二三四五六七八九十]{1,3}"
_STEP = r"[-\s,，]*"
_FLOOR = rf"(?:{_STEP}\d{{1,2}}层)?"
_ROOM = r"[A-Za-z]?\d{2,4}[A-Za-z]?(?:室|号|房|户)?(?![\d米元平人个年月层楼栋])"
_ROOMS = re.compile(
    rf"{_NUMERAL}单元(?:{_FLOOR}{_STEP}{_ROOM})?"
    rf"|(?<=[楼栋座幢号]){_NUMERAL}门(?:{_FLOOR}{_STEP}{_ROOM})?|{_NUMERAL}门{_STEP}{_ROOM}"
    rf"|(?<=[楼栋座幢]){_FLOOR}{_STEP}[A-Za-z]?\d{{3,4}}[A-Za-z]?(?:室|号|房|户)?"
    r"(?![\d米元平人个年月层楼栋座幢院号])"
    r"|(?<=\d)-[\dA-Za-z]{1,2}-[A-Za-z]?\d{3,4}(?:室|号|房|户)?(?![\d-])"
    r"|(?:[A-Za-z]?\d{2,4}[A-Za-z]?|[一二三四五六七八九〇零]{3,4})(?:室|房间)"
)

_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚"
    "符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农"
    "司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商"
    "刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥班储原栗燕楚鄢扶竺盖粟奚濮逄阚"
)
_DOUBLE = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|夏侯|端木|独孤|南宫|轩辕|"
    "申屠|澹台|太史|闻人|钟离|赫连|万俟|濮阳|淳于|单于"
)
_HAN = r"[\u4e00-\u9fff]"
_NO_NAME = (
    "(?!何时|何处|何人|方便|方面|马上|高度|高层|施工|时间|安全|安装|成立|关于|常年|全体|连续|车位|"
    "房屋|路灯|金额|管道|管理|华|和)"
)
NAME = rf"(?:(?:{_DOUBLE}){_HAN}{{1,2}}|{_NO_NAME}[{_SINGLE}](?:某{{1,2}}|{_HAN}{{1,2}}))"
_TOLD = r"反映|来电|来访|投诉|举报|表示|称|说|要求|希望|认为|咨询|求助|建议"
_SPEAKING = re.compile(rf"(^|[,，。;；:：!！?？\s]){NAME}(?={_TOLD})")
# Words that stand before a name and its title, and are none.
_BEFORE = "反映|来电|业主|居民|住户|市民|联系|投诉|姓名|询问|物业|一位|多位|这位|那位|工作人员"


def mask_numbers(text: str) -> str:
    """Returns a text without the numbers of telephones, identity cards and accounts."""
    told = _AFTER_WORD.sub(lambda found: f"{found[1] or found[2] or found[3]}{MASK}", text)
    return _NUMBERS.sub(MASK, told)


def mask_rooms(text: str, instead: str = MASK) -> str:
    """Returns a text without units and rooms; the building before them stays."""
    return _ROOMS.sub(instead, text)


class Masker:
    """Masks free text by the words that a district's profile says of names."""

    def __init__(self, settings: RecordSettings) -> None:
        titles, words = _join(settings.name_titles), _join(settings.name_words)
        self.titled = titles and re.compile(
            rf"({_BEFORE})?(?:{_HAN}{{1,8}}·{_HAN}{{1,8}}|(?:{_DOUBLE}){_HAN}{{0,2}}|{_HAN}{{1,3}})"
            rf"(?={titles})"
        )
        self.named = words and re.compile(
            rf"((?:{words})(?:姓名)?\s*[:：]?\s*(?:名叫|叫|为|是)?\s*){NAME}"
            rf"(?={_TOLD}|家|的|[\s,，。;；:：、()（）*\d]|$)"
        )

    def mask(self, text: str) -> str:
        """Returns a text without numbers, rooms, names, plates, addresses of mail and chat."""
        masked = _SIGNS.sub(MASK, mask_numbers(text))
        return self.mask_names(mask_rooms(masked))

    def mask_place(self, text: str) -> str:
        """Returns what a text says of a place: masked like free text, its rooms cut off."""
        masked = _SIGNS.sub(MASK, mask_numbers(text))
        return self.mask_names(mask_rooms(masked, "")).strip(" ,，-")

    def mask_names(self, text: str) -> str:
        """Returns a text without the names that stand at a title, after a word, before a verb."""
        if self.titled:
            text = self.titled.sub(rf"\1{SOMEBODY}", text)
        if self.named:
            text = self.named.sub(rf"\1{SOMEBODY}", text)
        return _SPEAKING.sub(rf"\1{SOMEBODY}", text)


def _join(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
