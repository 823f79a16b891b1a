"""A day is read in every way in which it is written here; what is doubtful is refused, not guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.spreadsheet.cells import SAYS, CellRefused, Field, Kind, Rule, read_cell, read_day

TODAY = date(2026, 11, 25)
RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
KK = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
]
WAYS = [
    lambda d: d.isoformat(),
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d:%d.%m.%Y} г.",
    lambda d: f"{d:%d.%m.%Y}ж.",
    lambda d: f"{d:%Y.%m.%d}",
    lambda d: f"{d:%d.%m.%Y} 0:00:00",
    lambda d: f"{d.isoformat()}T00:00:00",
    lambda d: f"{d.day} {RU[d.month - 1]} {d.year} г.",
    lambda d: f"{d.day} {RU[d.month - 1].upper()} {d.year} года",
    lambda d: f"{d.day} {KK[d.month - 1]} {d.year} ж.",
    lambda d: f"{d.year} ж. {d.day} {KK[d.month - 1]}",
    lambda d: f"{d.year} жылғы {d.day}  {KK[d.month - 1]}",
]


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(WAYS))
def test_a_day_is_read_in_every_way_of_writing_it(day, way):
    assert read_day(way(day), today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("25.11.26", Rule.YEAR_DIGITS),
        ("25 ноября 26 г.", Rule.YEAR_DIGITS),
        ("25.11.20266", Rule.YEAR_DIGITS),
        ("11/25/2026", Rule.DAY),
        ("31.02.2026", Rule.DAY),
        ("46351", Rule.DAY),
        ("осенью", Rule.DAY),
        ("25 брюмера 2026", Rule.DAY),
        ("25.11-2026", Rule.DAY),
        ("01.01.0026", Rule.DAY),
        ("26.11.2026", Rule.FUTURE),
    ],
)
def test_what_is_no_day_is_refused_by_its_rule(text, rule):
    with pytest.raises(CellRefused) as refused:
        read_day(text, today=TODAY)
    assert refused.value.rule is rule


def day_or_rule(text):
    try:
        return read_day(text, today=TODAY)
    except CellRefused as refused:
        return refused.rule


@given(st.text(max_size=20))
def test_any_text_is_a_day_that_has_come_or_breaks_a_rule_of_days(text):
    found = day_or_rule(text)
    assert found in {Rule.DAY, Rule.YEAR_DIGITS, Rule.FUTURE} or found <= TODAY


WORDS = Field("region", Kind.WORD, words={"Астана": "KZ-71", "KZ-71": "KZ-71"})


@pytest.mark.parametrize(
    ("text", "one", "value"),
    [
        ("", Field("x"), None),
        ("a", Field("x"), "a"),
        (" астана ", WORDS, "KZ-71"),
        ("1990", Field("x", Kind.YEAR_OF_BIRTH), 1990),
    ],
)
def test_a_cell_says_what_its_field_allows(text, one, value):
    assert read_cell(text, one, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "one", "rule"),
    [
        ("", Field("x", is_required=True), Rule.REQUIRED),
        ("abc", Field("x", max_length=2), Rule.TOO_LONG),
        ("Атлантида", WORDS, Rule.WORD),
        ("90", Field("x", Kind.YEAR_OF_BIRTH), Rule.YEAR),
        ("1905", Field("x", Kind.YEAR_OF_BIRTH), Rule.YEAR),
        ("2027", Field("x", Kind.YEAR_OF_BIRTH), Rule.YEAR),
    ],
)
def test_a_cell_that_breaks_its_rule_is_refused(text, one, rule):
    with pytest.raises(CellRefused) as refused:
        read_cell(text, one, today=TODAY)
    assert refused.value.rule is rule


def test_every_rule_is_said_in_words():
    assert SAYS.keys() == set(Rule)
