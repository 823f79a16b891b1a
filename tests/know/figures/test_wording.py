"""From printed words to intervals: the table of the module, row by row, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.figures.languages import is_reviewed
from qorgan.know.figures.wording import interval_of

ENGLISH = [
    ("17 %", 0.165, 0.175, "percent"),
    ("17 percent", 0.165, 0.175, "percent"),
    ("17 per cent", 0.165, 0.175, "percent"),
    ("15.1 %", 0.1505, 0.1515, "percent"),
    ("0.2 %", 0.0015, 0.0025, "percent"),
    ("100 %", 0.995, 1, "percent"),
    ("0 %", 0, 0.005, "percent"),
    ("about 20 %", 0.15, 0.25, "percent"),
    ("almost 25 %", 0.225, 0.25, "percent"),
    ("over 33 %", 0.33, 0.34, "percent"),
    ("up to 20 %", 0, 0.2, "percent"),
    ("at least 20 %", 0.2, 1, "percent"),
    ("8 to 9.5 %", 0.08, 0.095, "percent"),
    ("between 8 and 9.5 %", 0.08, 0.095, "percent"),
    ("every fifth", 0.55 / 3, 0.225, "ratio"),
    ("one in five", 0.55 / 3, 0.225, "ratio"),
    ("1/5", 0.55 / 3, 0.225, "ratio"),
    ("Every  sixth", 13 / 84, 11 / 60, "ratio"),
    ("every third", 7 / 24, 11 / 30, "ratio"),
    ("half", 0.45, 0.55, "ratio"),
    ("almost a quarter", 0.225, 0.25, "ratio"),
    ("more than a third", 1 / 3, 0.4, "ratio"),
    ("every 12th", 1 / 12.5, 1 / 11.5, "ratio"),
    ("three in ten", 0.275, 0.95 / 3, "ratio"),
    ("seven out of ten", 2.05 / 3, 0.725, "ratio"),
    ("6 of 10", 0.55, 1.9 / 3, "ratio"),
    ("nearly two-thirds", 0.6, 2 / 3, "ratio"),
    ("every other", 0.45, 0.55, "ratio"),
    ("more than three in ten", 0.3, 1 / 3, "ratio"),
    ("17 of 100", 0.165, 0.175, "ratio"),
    ("17/100", 0.165, 0.175, "ratio"),
    ("20 out of 100", 0.195, 0.205, "ratio"),
    ("one in 1,000", 1 / 1050, 1 / 950, "ratio"),
    ("one in 20", 1 / 25, 1 / 15, "ratio"),
    ("1.234 million", 1.2335e6, 1.2345e6, "number"),
    ("53,038", 53038, 53038, "number"),
    ("53038", 53038, 53038, "number"),
    ("52,000", 51500, 52500, "number"),
    ("17", 17, 17, "number"),
    ("more than 99,000", 99000, 100000, "number"),
    (">1,000,000", 1e6, 2e6, "number"),
    ("less than 1,000", 0, 1000, "number"),
    ("nearly a million", 0.9e6, 1e6, "number"),
    ("half a million", 0.45e6, 0.55e6, "number"),
    ("18.4 million", 18.35e6, 18.45e6, "number"),
    ("about 2,000", 1500, 2500, "number"),
    ("about 100,000", 95000, 105000, "number"),
    ("77,000 (rounded)", 76500, 77500, "number"),
    ("at least 3", 3, math.inf, "number"),
    ("thousands", 2e3, 999e3, "number"),
]


@pytest.mark.parametrize(("wording", "lo", "hi", "form"), ENGLISH)
def test_english_wordings_allow_what_the_table_says(wording, lo, hi, form):
    found = interval_of(wording)
    assert (found.lo, found.hi) == pytest.approx((lo, hi))
    assert found.form == form


@pytest.mark.parametrize(
    ("language", "wording", "english"),
    [
        ("ru", "почти четверть", "almost a quarter"),
        ("ru", "каждая шестая", "every sixth"),
        ("ru", "каждая 5-я", "every fifth"),
        ("ru", "одна из шести", "one in six"),
        ("ru", "более 99 000", "more than 99,000"),
        ("ru", "15,1 %", "15.1 %"),
        ("ru", "около 2 тысяч", "about 2,000"),
        ("ru", "от 8 до 9 %", "8 to 9 %"),
        ("ru", "3 из 10", "three in ten"),
        ("ru", "17 из 100", "17 of 100"),
        ("kk", "10-нан 3-і", "three in ten"),
        ("kk", "төрттен біріне жуығы", "almost a quarter"),
        ("kk", "әрбір алтыншы", "every sixth"),
        ("kk", "99 000-нан астам", "more than 99,000"),
        ("kk", "миллионға жуық", "nearly a million"),
        ("kk", "15,1 пайыз", "15.1 %"),
        ("kk", "шамамен 2 мың", "about 2,000"),
    ],
)
def test_other_languages_allow_the_same(language, wording, english):
    assert interval_of(wording, language) == interval_of(english)


@pytest.mark.parametrize("wording", ["", "many", "every", "1.2.3", "more than about", "1/0", "every first", "9 to 8 %", "17 men"])  # fmt: skip
def test_a_wording_that_says_no_one_number_is_refused(wording):
    with pytest.raises(DataError, match="not understood"):
        interval_of(wording)


@pytest.mark.parametrize(("language", "wording"), [("en", "1.000"), ("en", "more than 99.000"), ("ru", "1,000")])
def test_a_number_that_may_be_a_thousand_or_a_decimal_is_refused(language, wording):
    with pytest.raises(DataError, match="a thousand or a decimal"):
        interval_of(wording, language)


@pytest.mark.parametrize("wording", ["117 %", "5/3", "17 / 14", "six of five"])
def test_a_share_of_more_than_everybody_is_refused(wording):
    with pytest.raises(DataError, match="no share"):
        interval_of(wording)


@given(
    st.integers(0, 10**9),
    st.sampled_from(["", "about ", "nearly ", "at least ", "at most ", "more than ", "less than "]),
)
def test_every_count_lies_within_what_it_allows_or_at_its_end(count, modifier):
    found = interval_of(f"{modifier}{count:,}")
    assert found.lo <= count <= found.hi


@given(st.integers(0, 1000), st.integers(0, 1))
def test_a_printed_percentage_allows_half_of_its_last_digit(tenths, places):
    share = tenths / 1000 if places else tenths // 10 / 100
    found = interval_of(f"{100 * share:.{places}f} %")
    half = 0.5 / 10 ** (2 + places)
    assert (found.lo, found.hi) == pytest.approx((max(0, share - half), min(1, share + half)))


def test_only_english_counts_as_read_by_a_native_speaker():
    assert [is_reviewed(one) for one in ("en", "ru", "kk")] == [True, False, False]
