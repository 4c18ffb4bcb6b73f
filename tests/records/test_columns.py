"""Which column each header is: by its spelling, by a person's word, by what is remembered."""

import openpyxl
import pytest

from geo.errors import InputError
from geo.parts import Part
from geo.profile import RecordMapping
from geo.records.kinds import KINDS
from geo.records.reading.mapping import read_mapping
from geo.records.reading.propose import propose_mapping
from geo.records.reading.read import read_records
from geo.records.reading.texts import spell, spell_bare
from geo.rows import Mapping, Proposal
from tests.world import write_workbook

HEADER = ("内部号", "编号", "登记日期", "问题小区", "联系人", "备注", "标题")
ROWS = [
    ("x1", "GD-1", "2022-05-01", "青石苑", "张三", "甲", "电梯停了，王先生13912345678"),
    ("x2", "GD-2", "2022-05-02", "空置楼", "李四", "乙", "漏水"),
]
SAID = {"编号": "order_no", "登记日期": "received_at", "问题小区": "zone_name", "备注": None}


@pytest.fixture
def book(tmp_path):
    return write_workbook(tmp_path / "c.xlsx", HEADER, ROWS)


@pytest.fixture
def propose(profile, book):
    def run(**how) -> Proposal:
        return propose_mapping(how.pop("path", book), KINDS["complaint"], profile, **how)

    return run


def note(proposal: Proposal, header: str):
    return next(note for note in proposal.columns if note.header == header)


def test_a_proposal_says_what_each_header_is_and_what_is_missing(propose):
    proposal = propose()
    assert proposal.missing == ("received_at", "zone_code")
    assert [(s.name, s.header_row, s.rows, s.used) for s in proposal.sheets] == [
        ("Sheet1", 1, 2, True)
    ]
    assert (note(proposal, "编号").column, note(proposal, "编号").by) == ("order_no", "spelling")
    assert note(proposal, "编号").samples == ("GD-1", "GD-2")
    assert (note(proposal, "登记日期").column, note(proposal, "登记日期").by) == (None, "none")
    assert note(proposal, "登记日期").samples == ("2022-05-01", "2022-05-02")
    caller = note(proposal, "联系人")
    assert (caller.column, caller.by, caller.personal, caller.samples) == (
        None,
        "personal",
        True,
        (),
    )
    assert note(proposal, "标题").samples[0] == "电梯停了,某先生***"


def test_what_a_person_says_goes_first(propose, profile, book):
    mapping = Mapping("某平台", SAID)
    proposal = propose(mapping=mapping)
    assert proposal.missing == ()
    assert note(proposal, "问题小区").by == "person"
    assert note(proposal, "标题").by == "spelling"
    records = read_records(book, KINDS["complaint"], profile, mapping)
    assert records.rows["order_no"].tolist() == ["GD-1", "GD-2"]
    assert records.rows["zone_name"].tolist() == ["青石苑", "空置楼"]
    assert records.decisions["source"] == "某平台"
    assert records.decisions["columns"]["zone_name"] == "问题小区"
    assert set(records.decisions["ignored"]) == {"内部号", "备注"}
    assert records.decisions["personal"] == ["联系人"]


def test_an_edited_proposal_is_remembered_for_the_next_workbook(propose, profile, tmp_path):
    first = propose().mapping
    edited = Mapping("某平台", {**first.columns, **SAID})
    kept = Mapping.from_dict(edited.as_dict())
    assert kept == edited
    june = write_workbook(tmp_path / "june.xlsx", HEADER[::-1], [row[::-1] for row in ROWS])
    other = Mapping("别的", {"编号": "order_no", "无关": "title", "也无关": "tags"})
    proposal = propose(path=june, remembered=[other, kept])
    assert (proposal.source, proposal.missing) == ("某平台", ())
    assert note(proposal, "登记日期").by == "remembered"
    assert proposal.signature == propose(remembered=[kept]).signature
    records = read_records(june, KINDS["complaint"], profile, proposal.mapping)
    assert len(records.rows) == 2


def test_a_header_that_a_person_leaves_out_is_not_read(profile, book):
    mapping = Mapping(None, {**SAID, "标题": None})
    records = read_records(book, KINDS["complaint"], profile, mapping)
    assert records.rows["title"].tolist() == [None, None]


def test_nobody_can_have_a_personal_column_read(profile, book, propose):
    mapping = Mapping(None, {**SAID, "联系人": "title"})
    assert note(propose(mapping=mapping), "联系人").by == "personal"
    records = read_records(book, KINDS["complaint"], profile, mapping)
    assert "张三" not in str(records)


def test_a_mapping_of_the_profile(profile, book):
    said = RecordMapping(kind="complaint", source="区平台", columns={**SAID, "备注": ""})
    settings = profile.records.model_copy(update={"mappings": (said,)})
    records = read_records(
        book, KINDS["complaint"], profile.model_copy(update={"records": settings})
    )
    assert records.decisions["source"] == "区平台"
    assert len(records.rows) == 2
    assert isinstance(said, Part)


def test_a_mapping_in_a_file(tmp_path, profile, book):
    path = tmp_path / "m.toml"
    lines = [f'"{header}" = "{column or ""}"' for header, column in SAID.items()]
    path.write_text('source = "某平台"\n[columns]\n' + "\n".join(lines), encoding="utf-8")
    mapping = read_mapping(path)
    assert mapping == Mapping("某平台", SAID)
    assert len(read_records(book, KINDS["complaint"], profile, mapping).rows) == 2


@pytest.mark.parametrize("content", ["not toml", "[columns]\nx = 1", "colunms = {}", ""])
def test_a_file_that_is_no_mapping(tmp_path, content):
    path = tmp_path / "m.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_mapping(path)
    assert refused.value.code == "mapping_invalid"
    assert "m.toml" in refused.value.message.zh


def test_a_mapping_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError):
        read_mapping(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"编号": "order_number"}, "order_number"),
        ({**SAID, "内部号": "order_no"}, "order_no"),
    ],
)
def test_mappings_that_cannot_be(profile, book, columns, said):
    with pytest.raises(InputError) as refused:
        read_records(book, KINDS["complaint"], profile, Mapping(None, columns))
    assert refused.value.code == "mapping_invalid"
    assert said in refused.value.message.zh
    assert said in refused.value.message.en


def test_missing_columns_are_named_with_sheet_and_row_in_both_languages(profile, book):
    with pytest.raises(InputError) as refused:
        read_records(book, KINDS["complaint"], profile)
    assert refused.value.code == "columns_missing"
    assert "来电时间" in refused.value.message.zh
    assert "Received at" in refused.value.message.en
    assert "第 1 行" in refused.value.hint.zh
    assert "联系人" in refused.value.hint.zh


def test_a_header_row_that_a_person_points_at(profile, tmp_path):
    path = tmp_path / "two.xlsx"
    old = [("编号", "登记日期", "问题小区"), ("旧-1", "2021-01-01", "青石苑")]
    write_workbook(path, HEADER, ROWS, above=old)
    mapping = Mapping(None, SAID, header_row=3)
    records = read_records(path, KINDS["complaint"], profile, mapping)
    assert records.rows["order_no"].tolist() == ["GD-1", "GD-2"]
    assert records.rows["row_no"].tolist() == [4, 5]


def test_sheets_that_a_person_names(profile, tmp_path):
    book = openpyxl.Workbook()
    for name in ("一月", "二月", "三月"):
        page = book.create_sheet(name)
        page.append(("工单编号", "来电时间", "小区点位"))
        page.append((f"{name}-1", "2022-05-01", "青石苑"))
    book.save(tmp_path / "m.xlsx")
    mapping = Mapping(None, {}, sheets=("二月", "三月"))
    records = read_records(tmp_path / "m.xlsx", KINDS["complaint"], profile, mapping)
    assert records.rows["order_no"].tolist() == ["二月-1", "三月-1"]
    wrong = Mapping(None, {}, sheets=("四月",))
    with pytest.raises(InputError, match="四月"):
        read_records(tmp_path / "m.xlsx", KINDS["complaint"], profile, wrong)


def test_a_proposal_is_plain_values(propose):
    import json

    plain = json.loads(json.dumps(propose().as_dict()))
    assert plain["columns"][0].keys() == {"header", "column", "by", "samples", "personal"}
    assert plain["missing"] == ["received_at", "zone_code"]


@pytest.mark.parametrize(
    "header",
    ["*企业名称", "企业名称（必填）", "企业 名称", "企业\n名称", "企业名称：", "企业名称*"],
)
def test_headers_that_spell_the_same(header):
    assert spell(header) == "企业名称"


def test_what_a_header_says_in_brackets():
    assert spell_bare("成立日期（年/月/日）") == "成立日期"
    assert spell("罚款金额（万元）") == "罚款金额(万元)"


def test_every_spelling_of_a_kind_is_one_columns(profile):
    """A spelling may stand for two columns only where the usual one of them goes first."""
    for kind in KINDS.values():
        for column in kind.fit(profile).columns:
            assert column.spellings, (kind.id, column.name)
            assert column.label.zh
            assert column.label.en
