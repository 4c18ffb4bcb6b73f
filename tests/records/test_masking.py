"""What free text says of people is masked; what it says of places and things stays."""

import pytest

from geo.records.kinds import Column
from geo.records.reading.cells import CellError, make_reader
from geo.records.reading.masking import Masker, mask_numbers
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
     "110105900101123"],
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
        ("青石苑3-2-501室", "青石苑3"),
        ("A座1203室", "A座"),
        ("3号楼二单元五零一室", "3号楼"),
    ],
)
def test_rooms_are_cut_and_buildings_stay(masker, text, place):
    assert masker.mask_place(narrow(text)) == place
    assert "501" not in masker.mask(narrow(text))
    assert "***" in masker.mask(narrow(text))


@pytest.mark.parametrize(
    "text",
    [
        "12号楼13号楼之间", "101号楼102号楼", "3号楼200米处", "涉及500户居民", "2号门保安",
        "三门峡路", "四区304楼", "2022110800012345", "2022-05-01 08:30 至 2022-06-01",
        "单价5000-8000元", "安贞里小区", "华严北里3号楼", "和平里七区", "业主反映电梯故障",
        "业主何时能入住", "居民马上要求", "电梯停运3天", "第5届业委会", "91110105MA00000001",
        "物业费2.5元", "1号线", "建国路甲92号",
    ],
)  # fmt: skip
def test_what_is_no_person_stays(masker, text):
    assert masker.mask(text) == text
    assert masker.mask_place(text) == text


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
