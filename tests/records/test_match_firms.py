"""Which firm a record names."""

import pandas as pd
import pytest

from geo.records.matching.firms import match_firms

FIRMS = pd.DataFrame(
    [
        ("川江青桐物业管理有限公司", "U-1"),
        ("川江青桐物业管理有限公司河东分公司", "U-2"),
        ("川江白榆物业服务有限责任公司", "U-3"),
        ("川江同名物业有限公司", "U-4"),
        ("川江同名物业有限责任公司", "U-5"),
    ],
    columns=["name", "uscc"],
)


@pytest.mark.parametrize(
    ("name", "said", "uscc"),
    [
        ("川江青桐物业管理有限公司", None, "U-1"),
        ("川江青桐物业管理有限责任公司", None, "U-1"),
        ("川江 青桐物业管理有限公司（河东分公司）", None, "U-2"),
        ("川江白榆物業服務有限公司", None, "U-3"),
        ("川江同名物业有限公司", None, None),
        ("川江青桐物业", None, None),
        ("川江青桐物业管理有限公司", "U-9", "U-9"),
        (None, None, None),
    ],
)
def test_a_firm_is_found_by_its_only_name(name, said, uscc):
    found = match_firms(pd.Series([name], dtype="string"), pd.Series([said], dtype="string"), FIRMS)
    assert found.tolist() == [uscc] or (uscc is None and found.isna().all())
