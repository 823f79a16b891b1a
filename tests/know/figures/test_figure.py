"""A figure as data: what it knows of itself, and what it refuses."""

from dataclasses import replace
from datetime import date

import pytest
from tests.know.figures.figures import fact, figure

from qorgan.kernel.errors import DataError


def test_a_figure_knows_whether_it_is_a_share_a_count_or_a_statement():
    share, count, statement = figure("a", "17 %"), figure("b", "17", unit="orders"), figure("c", "")
    assert (share.is_share, count.is_count, statement.interval) == (True, True, None)
    assert [one.is_share for one in (statement, count)] + [one.is_count for one in (statement, share)] == [False] * 4


@pytest.mark.parametrize("fields", [{"id_": ""}, {"wording": "many"}, {"event": "a and"}, {"given": "a or"}])
def test_a_figure_that_breaks_a_rule_is_refused(fields):
    with pytest.raises(DataError):
        figure(**({"id_": "a", "wording": "17 %"} | fields))


def test_figures_of_the_same_are_known_by_one_key_whenever_and_however_said():
    one = figure("a", "17 %", event="(A) or (B)", period="2023", unit="percent")
    assert one.measure == figure("b", "one in six", event="A or B", period="lifetime").measure
    assert figure("a", "17", unit="calls").measure != figure("a", "17", unit="orders").measure


def test_a_wording_is_read_in_its_language():
    assert figure("a", "каждая шестая", language="ru").interval == figure("b", "every sixth").interval


@pytest.mark.parametrize(
    ("state", "today", "is_shown"),
    [
        ("fact", date(2026, 12, 1), True),
        ("fact with caveat", date(2026, 12, 1), True),
        ("claim", date(2026, 12, 1), False),
        ("disputed", date(2026, 12, 1), False),
        ("withdrawn", date(2026, 12, 1), False),
        ("fact", date(2027, 2, 1), False),
        ("fact", date(2026, 11, 1), False),
    ],
)
def test_only_checked_facts_that_have_not_expired_are_shown(state, today, is_shown):
    checked = fact("17 %").checked(by="AB", on=date(2026, 11, 20), days=60)
    unchecked = figure("a", "17 %", state=state)
    assert unchecked.is_shown(today) is False
    assert replace(unchecked, printed=checked).is_shown(today) is is_shown
