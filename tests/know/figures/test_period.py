"""Periods: what is read, what holds what, and when two numbers ought to agree."""

import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.figures.period import Period


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("lifetime", "lifetime"),
        ("yearly", "yearly"),
        ("2023", "2023-01-01/2023-12-31"),
        ("2024-01/2024-08", "2024-01-01/2024-08-31"),
        ("2024-02", "2024-02-01/2024-02-29"),
        ("2026-01-01", "2026-01-01/2026-01-01"),
        ("2024-03/..", "2024-03-01/.."),
        ("../2025-10", "../2025-10-31"),
        ("2015/2016", "2015-01-01/2016-12-31"),
    ],
)
def test_a_period_is_read_and_written(text, written):
    assert str(Period.read(text)) == written
    assert Period.read(written) == Period.read(text)


@pytest.mark.parametrize("text", ["", "2023-13", "2024/2023", "../..", "every year", "23", "2023-02-30", "2023/"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(DataError, match="no period"):
        Period.read(text)


@pytest.mark.parametrize(
    ("outer", "inner", "holds"),
    [
        ("lifetime", "yearly", True),
        ("lifetime", "2023", True),
        ("yearly", "2023", True),
        ("yearly", "2023-01/2023-06", False),
        ("yearly", "lifetime", False),
        ("2023", "2023-05", True),
        ("2023", "2022-12/2023-05", False),
        ("2023", "yearly", False),
        ("2023/..", "2024", True),
        ("../2025", "2024/..", False),
    ],
)
def test_one_period_holds_another(outer, inner, holds):
    assert Period.read(outer).holds(Period.read(inner)) is holds


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("2023", "yearly", True),
        ("2023", "2023-01/2023-12", True),
        ("lifetime", "lifetime", True),
        ("lifetime", "yearly", False),
        ("2023", "2024", False),
        ("2024", "2024-01/2024-12-20", True),
        ("2024", "2024-01/2024-08", False),
        ("yearly", "yearly", True),
    ],
)
def test_numbers_for_one_time_ought_to_agree(one, other, agree):
    assert Period.read(one).is_same_as(Period.read(other)) is agree
    assert Period.read(other).is_same_as(Period.read(one)) is agree
