"""Indicators: whom they count, what union means, and that a departure stands in the label."""

import doctest

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.sentences import say
from qorgan.know.survey import indicators
from qorgan.know.survey.design import design_of
from qorgan.know.survey.indicators import SDG_5_2_1, SDG_5_2_2, Asked, departures, indicate, label, union

FORMS = ("physical", "sexual", "psychological")
# eight women: age, ever-partnered, physical, sexual, psychological
WOMEN = np.array([
    [17, 1, 1, 0, 0], [22, 1, 0, 0, 1], [23, 1, 0, 0, 0], [31, 1, 0, np.nan, 1], [34, 1, 0, np.nan, 0],
    [44, 0, 1, 1, 1], [52, 1, 0, 0, 0], [np.nan, 1, 1, 1, 1],
])  # fmt: skip
AGE, PARTNERED = WOMEN[:, 0], WOMEN[:, 1]
ANSWERS = dict(zip(FORMS, WOMEN[:, 2:].T, strict=True))
UNION = "physical, sexual or psychological"


def rows_of(report):
    return {say(row.group): row for row in report.rows}


def test_one_yes_is_enough_and_no_needs_every_answer():
    found = union([np.array([1, 0, 0, np.nan]), np.array([np.nan, 0, np.nan, np.nan]), np.array([0, 0, 0, 1.0])])
    assert np.array_equal(found, [1, 0, np.nan, 1], equal_nan=True)


def test_5_2_1_is_of_ever_partnered_women_by_form_and_age():
    rows = rows_of(indicate(design_of(8), SDG_5_2_1, ANSWERS, AGE, is_of=PARTNERED))
    every = {name: rows[f"{name}, all ages"] for name in (*FORMS, UNION)}
    assert {name: (row.n, row.missing) for name, row in every.items()} == {
        "physical": (6, 0), "sexual": (4, 2), "psychological": (6, 0), UNION: (5, 1),
    }  # fmt: skip
    assert every[UNION].point == pytest.approx(3 / 5)
    assert every["physical"].point == pytest.approx(1 / 6)
    assert [name for name in rows if name.startswith("physical") and UNION not in name] == [
        "physical, all ages", "physical, 15–19", "physical, 20–24", "physical, 30–34", "physical, 50–54",
    ]  # fmt: skip


def test_who_may_not_be_counted_is_said():
    report = indicate(design_of(8), SDG_5_2_1, ANSWERS, AGE, is_of=PARTNERED)
    assert say(report.warnings[-1]) == "Rows of which it is not known whether the indicator counts them, in no row: 1."


def test_5_2_2_is_of_all_women_of_15_and_older():
    age = np.array([14.0, 15, 40, 80, 60, 20])
    report = indicate(design_of(6), SDG_5_2_2, {"sexual": np.array([1.0, 1, 0, 0, 0, 0])}, age)
    assert (report.rows[0].n, report.rows[0].point) == (5, pytest.approx(0.2))
    assert say(report.name) == "SDG 5.2.2: all women 15 and older, sexual violence by others than a partner, 12 months"
    assert say(report.rows[-1].group) == "sexual, 70 and older"


def test_women_of_15_to_49_are_said_in_the_label_and_others_left_out():
    report = indicate(design_of(8), SDG_5_2_1, ANSWERS, AGE, is_of=PARTNERED, asked=Asked(most_age=49))
    assert "with departures" in report.headline()
    assert "(ages 15–49 instead of 15 and older)" in report.headline()
    assert rows_of(report)["physical, all ages"].n == 5
    assert report.to_dict()["name"] == say(report.name)


@pytest.mark.parametrize(
    ("asked", "forms", "words"),
    [
        (Asked(least_age=18, most_age=75), FORMS, "ages 18–75 instead of 15 and older"),
        (Asked(least_age=18), FORMS, "ages 18 and older instead of 15 and older"),
        (Asked(people="ever-married"), FORMS, "ever-married women instead of ever-partnered"),
        (Asked(by="current partner"), FORMS, "by current partner instead of current or former partner"),
        (Asked(months=None), FORMS, "ever in her life instead of 12 months"),
        (Asked(), ("physical", "sexual"), "without psychological violence"),
    ],
)
def test_every_departure_is_named(asked, forms, words):
    assert tuple(map(say, departures(SDG_5_2_1, asked, forms))) == (words,)
    assert words in say(label(SDG_5_2_1, asked, forms))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ru",
            (
                "ЦУР 5.2.1, с отклонениями",
                "возраст 15–49 лет вместо 15 лет и старше",
                "не спрошено насилие: психологическое",
            ),
        ),
        ("kk", ("ТДМ 5.2.1, ауытқулармен", "орнына: 15–49 жас", "сұралмаған зорлық-зомбылық: психологиялық")),
    ],
)
def test_departures_stand_in_the_label_in_every_language(language, words):
    said = say(label(SDG_5_2_1, Asked(most_age=49), ("physical", "sexual")), language)
    assert [one for one in words if one not in said] == []


def test_what_differs_in_nothing_has_the_plain_name():
    assert departures(SDG_5_2_1, Asked(), FORMS) == ()
    assert say(label(SDG_5_2_1, Asked(), FORMS)) == f"SDG 5.2.1: ever-partnered women 15 and older, {UNION} violence by current or former partner, 12 months"  # fmt: skip


def test_refusals_are_apart_and_a_yes_elsewhere_settles_the_union():
    refused = {"sexual": np.isnan(ANSWERS["sexual"])}
    rows = rows_of(indicate(design_of(8), SDG_5_2_1, ANSWERS, AGE, is_of=PARTNERED, refused=refused))
    assert (rows["sexual, all ages"].missing, rows["sexual, all ages"].refused) == (2, 2)
    assert (rows[f"{UNION}, all ages"].missing, rows[f"{UNION}, all ages"].refused) == (1, 1)


@pytest.mark.parametrize(
    ("indicator", "answers", "options", "words"),
    [
        (SDG_5_2_1, ANSWERS, {}, "who is ever-partnered is not given"),
        (SDG_5_2_1, {}, {"is_of": PARTNERED}, "no form of violence"),
        (SDG_5_2_2, ANSWERS, {}, "no such form"),
        (SDG_5_2_2, {"sexual": np.full(8, 2.0)}, {}, "neither 0 nor 1"),
        (SDG_5_2_1, ANSWERS, {"is_of": np.zeros(8)}, "nobody is of those"),
    ],
)
def test_what_is_not_of_the_indicator_is_refused(indicator, answers, options, words):
    with pytest.raises(DataError, match=words):
        indicate(design_of(8), indicator, answers, AGE, **options)


def test_the_example_is_true():
    assert doctest.testmod(indicators).failed == 0
