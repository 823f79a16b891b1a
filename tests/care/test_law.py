"""The law of the pack: read strictly, and counting for nothing until a lawyer has checked it."""

from datetime import date

import pytest

from qorgan.care.guardianship import ChildRules
from qorgan.care.law import Law, law_of, pack_law
from qorgan.care.orders import OrderKind, usual_last_day
from qorgan.care.retention import Record
from qorgan.care.statutes import Standing, that_apply
from qorgan.kernel.errors import PackError
from qorgan.kernel.packs import FACT_COLUMNS, Row, installed_codes

TODAY = date(2026, 11, 21)
CHECKED = {"checked_by": "a lawyer", "checked_on": "2026-11-01", "shown_until": "2027-11-01"}
FACT = dict.fromkeys(FACT_COLUMNS, "") | {
    "source": "https://example.org/law",
    "source_date": "2026-01-01",
    "retrieved": "2026-11-20",
    "confidence": "A",
}


def row(**cells):
    return Row("law.csv", 2, FACT | cells)


def statute(**cells):
    return row(code="x", act="An act", article="1", says="something", **({"in_force_until": ""} | cells))


def law(**tables):
    return law_of(**({"statutes": (), "entries": (), "lengths": (), "retention": (), "children": ()} | tables))


@pytest.mark.parametrize("code", installed_codes())
@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2025, 1, 1), TODAY])
def test_nothing_of_an_installed_pack_counts_before_a_lawyer_has_checked_it(code, day):
    found = pack_law(code)
    assert found.statutes
    assert that_apply(found.statutes, day, today=TODAY) == ()
    assert all(usual_last_day(kind, day, found.order_lengths, today=TODAY) is None for kind in OrderKind)
    assert (found.retention, found.children) == ((), ChildRules())


def test_of_two_days_of_entry_in_the_pack_neither_is_used():
    standing = {one.code: one.standing(TODAY, today=TODAY) for one in pack_law("kz").statutes}
    assert {code for code, found in standing.items() if found is Standing.DATES_CONFLICT} == {"cc115-1", "cc125-1"}


def test_what_holds_after_the_first_of_march_2026_is_empty():
    assert all(one.holds_until == date(2026, 3, 1) for one in pack_law("kz").order_lengths)


def test_a_checked_article_applies_from_its_checked_day_of_entry():
    found = law(statutes=[statute(**CHECKED)], entries=[row(statute="x", day="2024-06-16", **CHECKED)]).statutes
    assert [one.code for one in that_apply(found, date(2024, 6, 16), today=TODAY)] == ["x"]
    assert that_apply(found, date(2024, 6, 15), today=TODAY) == ()


def test_a_checked_length_of_which_nobody_knows_since_when_is_about_no_day():
    lengths = [
        row(kind="protection", days="30", holds_from=first, holds_until="", **CHECKED) for first in ("", "2020-01-01")
    ]
    day = date(2021, 1, 1)
    assert usual_last_day(OrderKind.PROTECTION, day, law(lengths=lengths[:1]).order_lengths, today=TODAY) is None
    assert usual_last_day(OrderKind.PROTECTION, day, law(lengths=lengths).order_lengths, today=TODAY) == date(
        2021, 1, 30
    )


def test_periods_and_rules_about_children_are_read():
    children = [row(rule="assent_age", value="7"), row(rule="best_interest", value="by two people")]
    found = law(retention=[row(record="case", days="365")], children=children)
    assert [(one.record, one.days.value) for one in found.retention] == [(Record.CASE, 365)]
    assert (found.children.consent_age, found.children.assent_age.value) == (None, 7)
    assert found.children.best_interest.value == "by two people"


def test_a_pack_without_these_tables_says_nothing():
    assert law() == Law()


@pytest.mark.parametrize(
    ("tables", "field"),
    [
        ({"statutes": [statute()], "entries": [row(statute="y", day="2024-01-01")]}, "statute"),
        ({"statutes": [statute()], "entries": [row(statute="x", day="June 2024")]}, "day"),
        (
            {"statutes": [statute(in_force_until="2020-01-01")], "entries": [row(statute="x", day="2024-01-01")]},
            "in_force_until",
        ),
        ({"lengths": [row(kind="fence", days="1", holds_from="", holds_until="")]}, "kind"),
        ({"lengths": [row(kind="protection", days="0", holds_from="", holds_until="")]}, "days"),
        (
            {"lengths": [row(kind="protection", days="1", holds_from="2026-02-01", holds_until="2026-01-01")]},
            "holds_until",
        ),
        ({"retention": [row(record="case", days="7")]}, "days"),
        ({"retention": [row(record="diary", days="365")]}, "record"),
        ({"children": [row(rule="wish_age", value="7")]}, "rule"),
        ({"children": [row(rule="assent_age", value="seven")]}, "value"),
    ],
)
def test_a_wrong_row_is_refused_by_file_line_and_field(tables, field):
    with pytest.raises(PackError, match=rf"law.csv, line 2, field {field}"):
        law(**tables)
