"""Masks what free text says of people: numbers, names, rooms, plates, addresses of mail and chat.

Texts are narrowed before (full-width digits are digits). Rather too much is masked than too
little: a word that is lost costs less than a name that stays.
"""

import re
from collections.abc import Callable, Iterable

from geo.credit_codes import is_credit_code
from geo.profile import RecordSettings
from geo.records.reading.rooms import HOME, cut_rooms, mask_rooms

MASK = "***"
SOMEBODY = "某"

_GAP = r"[-\s.·—–_]{0,3}"
_HAN_DIGIT = "[一二三四五六七八九〇零○幺]"
_PHONE = (
    rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
    rf"|1[3-9]\d\d{_GAP}(?:\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}})"
    rf"|1[3-9]\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}|1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{5}}"
    r"|1 [3-9](?: \d){9})(?!\d)"
    rf"|[1一幺](?:\d|{_HAN_DIGIT}){{2}}{_GAP}(?:\d|{_HAN_DIGIT}){{4}}{_GAP}{_HAN_DIGIT}{{4}}"
    rf"|{_HAN_DIGIT}{{8,}}"
)
_LANDLINE = (
    rf"(?<!\d)(?:\(?0\d{{2,3}}\)?|(?:\+|00)86{_GAP}\(?0?[1-9]\d{{1,2}}\)?){_GAP}\d{{3,4}}[-—–\s]?"
    r"\d{4}(?:(?:转|-)\d{1,6})?(?!\d)"
)
_MONTH_DAY = r"(?:0[1-9]|1[0-2])[-\s]?(?:0[1-9]|[12]\d|3[01])"
_ID = (
    r"(?<!\d)(?:\d{17}[\dXx]"
    rf"|\d{{6}}[-\s]{{0,2}}(?:19|20)\d\d[-\s]?{_MONTH_DAY}[-\s]{{0,2}}\d{{3}}[-\s]?[\dXx])(?![\dXx])"
    rf"|(?<!\d)\d{{6}}[-\s]{{0,2}}\d\d[-\s]?{_MONTH_DAY}[-\s]{{0,2}}\d{{3}}(?!\d)"
)
# Cards of payment begin so; what an office numbers begins with a year.
_CARD = r"(?<!\d)(?:62|4\d|5[1-5])\d{2}(?:[-\s]?\d{4}){3}(?:[-\s]?\d{1,3})?(?!\d)"
_NUMBERS = re.compile("|".join((_ID, _CARD, _PHONE, _LANDLINE)))
# No number of these is without two digits close together, or a row of them in words.
_HINT = re.compile(rf"\d\D{{0,3}}\d|{_HAN_DIGIT}{{4}}")
# A shorter number is a telephone's, and a longer one an account's, only after such a word.
_AFTER_WORD = re.compile(
    r"((?:电话|座机|手机|联系|致电|拨打|来电)\D{0,4}?)(?<!\d)[2-8]\d{2,3}[-\s]?\d{4}(?!\d)"
    r"|((?:卡号|账号|帐号|账户)\D{0,4}?)\d{4}(?:[-\s]?\d{4}){2,3}(?:[-\s]?\d{1,3})?(?!\d)"
    r"|((?:微信|薇信|威信|[Vv]信|[Vv][Xx]|[Ww][Xx]|[Ww]e[Cc]hat|QQ|qq|(?<=加)[Vv])(?:号码?|账号)?"
    r"[是为]?\s*:?\s*)[A-Za-z0-9][A-Za-z0-9_-]{4,19}"
)
_SIGNS = re.compile(
    r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,5}"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-Za-z][·.\s-]?"
    r"[A-HJ-NP-Za-hj-np-z\d]{4,5}[\dA-Za-z警学挂领](?![A-Za-z\d])"
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
    "房屋|房号|路灯|金额|管道|管理|项目|经查|方式|方案|车牌|车号|车辆|华|和)"
)
# No person's name ends so, but many a place's does.
_NO_PLACE = "(?<![里村庄苑院楼巷寺街区营局委办处所队站科社])"
NAME = rf"(?:(?:{_DOUBLE}){_HAN}{{1,2}}|{_NO_NAME}[{_SINGLE}](?:某{{1,2}}|{_HAN}{{1,2}}))"
_TOLD = r"反映|来电|来访|投诉|举报|表示|称|说|要求|希望|认为|咨询|求助|建议"
_START = r"(^|[,，、。;；:：!！?？(\s]|联系人?|回复|回访)"
_SPEAKING = re.compile(rf"{_START}{NAME}(?:[、和与及]{NAME}){{0,4}}(?={_TOLD}|{_NO_PLACE}{HOME})")
_NUMBERED = re.compile(rf"{_START}{NAME}{_NO_PLACE}(?=[\s:：,，(]{{0,2}}{re.escape(MASK)})")
_CALLED = re.compile(
    rf"((?:我|本人|名)(?:名?叫做?|的?名字[叫是]|姓名[为是]?)\s*:?\s*){NAME}"
    rf"|((?:我|本人)是?\s*){NAME}(?={_TOLD}|[\s,，。;；()*]|住|$)"
)
# A column is called in few words without numbers; what is longer was no header.
_HEADER = 12
_ORGANISATION = re.compile(rf"{_HAN}+(?:公司|中心|集团|委员会|办事处|服务部|工作室|社区|小组)")
# 房管局 and 安委会 are no names, though they begin as one.
_WHOLE_NAME = re.compile(rf"{NAME}(?<![局委办处所队站科室部院会社村厂店])|{_HAN}\*{{1,2}}")
# Words that stand before a name and its title, and are none.
_BEFORE = "反映|来电|业主|居民|住户|市民|联系|投诉|姓名|询问|物业|一位|多位|这位|那位|工作人员"


def mask_numbers(text: str) -> str:
    """Returns a text without the numbers of telephones, identity cards and accounts."""
    masked = _NUMBERS.sub(MASK, text) if _HINT.search(text) else text
    return _AFTER_WORD.sub(lambda found: f"{found[1] or found[2] or found[3]}{MASK}", masked)


class Masker:
    """Masks free text by the words that a district's profile says of names."""

    def __init__(self, settings: RecordSettings) -> None:
        titles, words = _join(settings.name_titles), _join(settings.name_words)
        self.titled = titles and re.compile(
            rf"({_BEFORE})?(?:{_HAN}{{1,8}}·{_HAN}{{1,8}}|(?:{_DOUBLE}){_HAN}{{0,2}}|{_HAN}{{1,3}})"
            rf"(?=\(?(?:{titles}))"
        )
        self.named = words and re.compile(
            rf"((?:{words})(?:姓名)?\s*[:：]?\s*(?:名叫|叫|为|是)?\s*){NAME}"
            rf"(?={_TOLD}|家|的|[\s,，。;；:：、()（）*\d]|$)|{_START}{NAME}(?=\((?:{words})\))"
        )

    def mask(self, text: str) -> str:
        """Returns a text without numbers, rooms, names, plates, addresses of mail and chat."""
        return self._mask(text, mask_rooms)

    def mask_place(self, text: str) -> str:
        """Returns what a text says of a place: masked like free text, its rooms cut off."""
        return self._mask(text, cut_rooms).strip(" ,，、-—")

    def mask_party(self, text: str) -> str:
        """Returns who was concerned: an organisation's name, masked like free text, or 个人."""
        return "个人" if _WHOLE_NAME.fullmatch(text) else self.mask(text)

    def mask_words(self, text: str) -> str:
        """Returns a short text, such as a label or a firm's name, without numbers and names.

        A name is told by its title, by the number after it, or by who says it of himself: what a
        label consists of looks like a name too often. What is called by a title (好师傅物业公司)
        is no person.
        """
        masked = _mask_signs(text)
        return masked if _ORGANISATION.fullmatch(masked) else self._mask_told(masked)

    def mask_code(self, text: str) -> str:
        """Returns a code in capitals without blanks; what might be a person's as a short text."""
        plain = re.sub(r"\s", "", text).upper()
        if is_credit_code(plain):
            return plain
        masked = self.mask_words(text)
        return plain if masked == text else masked

    def mask_header(self, text: str) -> str:
        """Returns what a cell of a header says; where a table has none, it is somebody's row."""
        long = len(text) > _HEADER or any(map(str.isdigit, text))
        return self.mask(text) if long else self.mask_words(text)

    def _mask(self, text: str, hide_rooms: Callable[[str], str]) -> str:
        masked = hide_rooms(self._mask_told(_mask_signs(text)))
        if self.named:
            masked = self.named.sub(_name_nobody, masked)
        return _SPEAKING.sub(rf"\1{SOMEBODY}", masked)

    def _mask_told(self, text: str) -> str:
        """Returns a text without the names that stand at a title or a number, or are said."""
        if self.titled:
            text = self.titled.sub(rf"\1{SOMEBODY}", text)
        return _CALLED.sub(_name_nobody, _NUMBERED.sub(rf"\1{SOMEBODY}", text))


def _mask_signs(text: str) -> str:
    return _SIGNS.sub(MASK, mask_numbers(text))


def _name_nobody(found: re.Match[str]) -> str:
    """Returns what stands before a name, without it."""
    return f"{found[1] or found[2] or ''}{SOMEBODY}"


def _join(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
