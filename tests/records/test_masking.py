"""What free text says of people is masked; what it says of places and things stays."""

import time

import pytest

from geo.credit_codes import complete_code
from geo.records.kinds import Column
from geo.records.reading.cells import CellError, make_reader
from geo.records.reading.masking import MASK, Masker, mask_numbers
from geo.records.reading.personal import holds_names, holds_numbers, is_personal_header
from geo.records.reading.texts import narrow


@pytest.fixture(scope="module")
def masker(profile) -> Masker:
    return Masker(profile.records)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("电话13800138000谢谢", "电话***谢谢"),
        ("138-0013-8000", "***"),
        ("138 0013 8000", "***"),
        ("+86 13800138000", "***"),
        ("8613800138000", "***"),
        ("010-67891234", "***"),
        ("(010)67891234", "***"),
        ("01067891234", "***"),
        ("身份证110105199001011234", "身份证***"),
        ("11010519900101123X。", "***。"),
        ("1号楼2单元301", "1号楼2单元301"),
        ("2022110800012345", "2022110800012345"),
        ("３０００元", "３０００元"),
    ],
)
def test_numbers_of_people_are_masked(text, left):
    assert mask_numbers(text) == left


@pytest.mark.parametrize(
    "number",
    ["13800138000", "138-0013-8000", "138 0013 8000", "1380-013-8000", "13800 138000",
     "138.0013.8000", "138_0013_8000", "1 3 8 0 0 1 3 8 0 0 0", "+86-138-0013-8000",
     "１３８００１３８０００", "０１０－６７８９１２３４", "(010) 6789 1234", "010-67891234转8001",
     "0316-6789123", "一三八零零一三八零零零", "110105199001011234", "11010519900101123x",
     "110105900101123", "110105 19900101 1234", "110105 1990 0101 123X", "110105-900101-123",
     "0086-13800138000", "一三八 零零一三 八零零零", "幺三八〇〇一三八〇〇〇", "+86 10 6789 1234",
     "6222020200012345678", "6222 0202 0001 2345 678", "4367 4212 3456 7890"],
)  # fmt: skip
def test_every_spelling_of_a_number_is_masked(masker, number):
    text = masker.mask(narrow(f"来电{number}反映漏水"))
    assert text == "来电***反映漏水"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("王先生反映，电话１３８００１３８０００", "某先生反映,电话***"),
        ("居民反映张三先生", "居民反映某先生"),
        ("欧阳娜娜女士来电", "某女士来电"),
        ("阿依古丽·买买提先生", "某先生"),
        ("业主张某某称楼上漏水", "业主某称楼上漏水"),
        ("业主李小明家漏水", "业主某家漏水"),
        ("联系人：张三，", "联系人:某,"),
        ("姓名:上官云 电话13800138000", "姓名:某 电话***"),
        ("张三来电反映噪声", "某来电反映噪声"),
        ("微信号abc_12345", "微信号***"),
        ("微信同号，加V：abc12345反映", "微信同号,加V:***反映"),
        ("QQ号是123456789", "QQ号是***"),
        ("京A·12345、京a12345和京A1234警", "***、***和***"),
        ("我叫张伟，本人姓名是李小梅", "我叫某,本人姓名是某"),
        ("我是张伟，住在这里", "我是某,住在这里"),
        ("张伟家漏水，李小梅家里停电", "某家漏水,某家里停电"),
        ("张伟13800138000", "某***"),
        ("联系张伟：138-0013-8000", "联系某:***"),
        ("李梅（女士）", "某(女士)"),
        ("李梅（业主）反映", "某(业主)反映"),
        ("业主张伟说漏水", "业主某说漏水"),
        ("张伟和李梅反映", "某反映"),
        ("邮箱a.b@c.com", "邮箱***"),
        ("京A12345长期占用", "***长期占用"),
        ("京AD12345", "***"),
        ("联系电话67891234", "联系电话***"),
        ("卡号6222 0000 1111 2222 333", "卡号***"),
    ],
)
def test_people_in_free_text(masker, text, left):
    assert masker.mask(narrow(text)) == left


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("青石苑3号楼2单元501室", "青石苑3号楼"),
        ("青石苑3号楼2单元501室漏水", "青石苑3号楼漏水"),
        ("3号楼501室", "3号楼"),
        ("304楼3门501号", "304楼"),
        ("四区410楼1208", "四区410楼"),
        ("甲2号院5号楼二单元", "甲2号院5号楼"),
        ("青石苑3-2-501室", "青石苑3#"),
        ("A座1203室", "A座"),
        ("3号楼二单元五零一室", "3号楼"),
    ],
)
def test_rooms_are_cut_and_buildings_stay(masker, text, place):
    assert masker.mask_place(narrow(text)) == place
    assert "501" not in masker.mask(narrow(text))
    assert "***" in masker.mask(narrow(text))


@pytest.mark.parametrize(
    ("text", "masked", "place"),
    [
        ("5号楼2-1202", "5号楼***", "5号楼"),
        ("望岚路甲3号院2-201", "望岚路甲3号院2***", "望岚路甲3号院2#"),
        ("甲3号院201", "甲3号院***", "甲3号院"),
        ("青桐家园5-301", "青桐家园5***", "青桐家园5#"),
        ("青桐家园2-3-501", "青桐家园2***", "青桐家园2#"),
        ("青桐家园B-1203", "青桐家园B***", "青桐家园B座"),
        ("5#楼2-301", "5#楼***", "5#楼"),
        ("5#-2-301", "5#***", "5#"),
        ("12#1203", "12#***", "12#"),
        ("5号楼501、502", "5号楼***", "5号楼"),
        ("5号楼501和502室漏水", "5号楼***漏水", "5号楼漏水"),
        ("三单元五零二", "***", ""),
        ("8号楼四单元六层", "8号楼***", "8号楼"),
        ("8号楼3单元6楼左侧", "8号楼***左侧", "8号楼左侧"),
        ("3栋2单元十二层1204", "3栋***", "3栋"),
        ("6号楼2单元2-301", "6号楼***", "6号楼"),
        ("2号楼1-6单元", "2号楼***", "2号楼"),
        ("1号楼2、3单元停水", "1号楼***停水", "1号楼停水"),
        ("5号楼(1203)", "5号楼***", "5号楼"),
        ("1203号房", "***", ""),
        ("建国路甲92号1203", "建国路甲92号***", "建国路甲92号"),
        ("家住502", "家住***", "家住"),
        ("1103业主漏水", "***业主漏水", "业主漏水"),
        ("楼上1103家里装修", "楼上***家里装修", "楼上家里装修"),
    ],
)
def test_every_way_to_write_a_door_is_masked(masker, text, masked, place):
    assert masker.mask(text) == masked
    assert masker.mask_place(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "12号楼13号楼之间", "101号楼102号楼", "3号楼200米处", "涉及500户居民", "2号门保安",
        "三门峡路", "四区304楼", "2022110800012345", "2022-05-01 08:30 至 2022-06-01",
        "单价5000-8000元", "安贞里小区", "华严北里3号楼", "和平里七区", "业主反映电梯故障",
        "业主何时能入住", "居民马上要求", "电梯停运3天", "第5届业委会", "91110105MA00000001",
        "物业费2.5元", "1号线", "建国路甲92号", "1号院", "718小区", "2049", "80号楼",
        "国风2049小区3号楼", "三区", "2期", "15-19号楼", "108-110号楼", "3号院718小区", "A-001地块",
        "1008号院",
        "5号楼 2022-05-01 停水", "5号楼2022年5月", "涉及20-300户", "住300户", "300业主联名",
        "2022业主大会", "3号楼6层", "5号楼、6号楼", "6号楼3500元", "8号楼24小时", "12345热线",
        "201路公交", "常营家园", "高家园小区", "石佛营家属院", "车牌号", "联系方式不详",
    ],
)  # fmt: skip
def test_what_is_no_person_stays(masker, text):
    assert masker.mask(text) == text
    assert masker.mask_place(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("漏水,欧阳锋先生13800138000", "漏水,某先生***"),
        ("张伟138-0013-8000", "某***"),
        ("京A12345 a.b@c.com", "*** ***"),
    ],
)
def test_labels_hold_nobody(masker, text, left):
    assert masker.mask_words(text) == left


@pytest.mark.parametrize(
    "label",
    ["居民安置", "施工要求", "项目建议", "安贞里社区", "好师傅物业管理有限公司", "2022-3期"],
)
def test_labels_stay(masker, label):
    assert masker.mask_words(label) == label


@pytest.mark.parametrize(
    ("text", "left"),
    [("张伟", "个人"), ("欧阳锋", "个人"), ("张*", "个人"), ("房管局", "房管局"),
     ("安委会", "安委会"), ("张伟先生", "某先生"), ("安贞街道办事处", "安贞街道办事处")],
)  # fmt: skip
def test_who_was_concerned_is_nobody_or_an_organisation(masker, text, left):
    assert masker.mask_party(text) == left


@pytest.mark.parametrize(
    "header",
    ["联系方式", "电话", "姓名", "投诉人", "反映人", "来电号码", "身份证", "业主姓名", "手 机 号",
     "委员姓名（必填）", "负责人电话", "来电人电话/账号", "CF_FRDB", "caller_phone",
     "法定代表人姓名"],
)  # fmt: skip
def test_personal_headers(profile, header):
    assert is_personal_header(header, profile.records, ())


@pytest.mark.parametrize("header", ["是否联系", "小区名称", "标题", "来电时间", "企业名称", "户数"])
def test_other_headers(profile, header):
    assert not is_personal_header(header, profile.records, ())


@pytest.mark.parametrize(
    ("cells", "personal"),
    [
        (["13800138000", "010-67891234", ""], True),
        ([13800138000.0, "110105199001011234", "不详"], True),
        (["手机 13800138000", "13800138000、13900139000"], True),
        (["6789-1234", "6123-4567"], True),
        (["漏水，电话13800138000", "停电"], False),
        ([44682, 44683], False),
        ([], False),
    ],
)
def test_columns_of_numbers(cells, personal):
    assert holds_numbers(cells) is personal


def test_columns_of_names():
    assert holds_names(["张三", "李四女士", "欧阳锋", "赵*"])
    assert not holds_names(["青石苑", "漏水", "张三"])


def test_a_reason_quotes_the_cell_without_what_is_personal_in_it(profile):
    for kind in ("date", "amount", "integer", "number", "point"):
        with pytest.raises(CellError) as error:
            make_reader(Column("c", ("h",), kind), "h", profile)("张三先生 13912345678")
        assert "张三" not in str(error.value)
        assert "139" not in str(error.value)
        assert "某先生" in error.value.text.zh
        assert "某先生" in error.value.text.en


@pytest.mark.parametrize(
    "part", ["1", "1-", "1、", "501、", "楼501、", "张伟、", "张伟和", "a", "a.b@", "一", "楼的 "]
)
def test_a_cell_as_long_as_cells_can_be_is_masked_in_no_time(masker, part):
    text = part * (32_767 // len(part))
    start = time.perf_counter()
    masker.mask(text)
    masker.mask_place(text)
    assert time.perf_counter() - start < 10  # what grows with the square takes minutes


def test_a_code_keeps_its_signs_and_a_number_of_a_person_in_its_place_goes(masker):
    code = complete_code("91110105", "12345678")
    assert code.isdigit()
    assert masker.mask_code(f" {code[:8]} {code[8:]} ") == code
    assert masker.mask_code("k-07 a") == "K-07A"
    assert masker.mask_code("110105198705123456") == MASK
    assert masker.mask_code("13912345678") == MASK
