"""Reports: order of groups, what may be published, digits."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.digits import number, places_of
from qorgan.know.sentences import say
from qorgan.know.survey.calibration import post_stratify
from qorgan.know.survey.design import design_of
from qorgan.know.survey.report import cells_of, report_of


def of_sizes(*sizes):
    groups = np.repeat([f"g{size}" for size in sizes], sizes)
    values = np.random.default_rng(3).normal(100, 20, size=len(groups))
    return {one.n: one for one in report_of(design_of(len(groups)), values, groups=groups).rows}


def test_under_25_is_withheld_and_under_50_in_brackets():
    found = of_sizes(24, 25, 49, 50)
    assert [(one.is_publishable, one.is_bracketed) for one in found.values()] == [
        (False, False), (True, True), (True, True), (True, False),
    ]  # fmt: skip
    shown = {n: cells_of(one)[1] for n, one in found.items()}
    assert shown[24] == "–"
    assert [shown[n].startswith("(") for n in (25, 49, 50)] == [True, True, False]


def test_a_withheld_number_is_in_no_cell_of_its_row():
    cells = cells_of(of_sizes(24, 60)[24])
    assert cells == ("g24", "–", "–", "–", "–", "24", "0", "no")


def test_numbers_stand_before_words_and_by_size():
    groups = np.array(["10", "9", "b", "a", "10", "9", "b", "a"])
    assert [one.group for one in report_of(design_of(8), np.arange(8.0), groups=groups).rows] == ["9", "10", "a", "b"]


def test_a_group_without_anybody_of_the_other_answers_is_a_share_too():
    values = np.array([0.0] * 40 + [1.0] * 20 + [0.0] * 40)
    groups = np.repeat(["none", "some"], [40, 60])
    rows = {one.group: one for one in report_of(design_of(100), values, groups=groups).rows}
    assert rows["none"].low == 0 < rows["none"].high < 0.15
    assert rows["some"].method == "mean, logit"


def test_no_group_at_all_is_refused():
    with pytest.raises(DataError, match="no row has a group"):
        report_of(design_of(2), np.ones(2), groups=np.array(["", ""]))


def test_the_text_names_the_statistic_and_its_warnings():
    report = report_of(design_of(60), np.arange(60.0), name="calls", stat="total")
    assert str(report).startswith("Total of calls, with intervals of 95%")
    assert "Warning: No weights were given" in str(report)
    assert "<pre>" in report._repr_html_()


@pytest.mark.parametrize(
    ("value", "se", "text"),
    [(662.2874, 9.409, "662.3"), (0.05304, 0.0159, "0.053"), (3687177.5, 114641.7, "3,690,000"), (5.0, 0.0, "5")],
)  # fmt: skip
def test_no_more_digits_are_shown_than_are_known(value, se, text):
    assert say(number(value, places_of(se))) == text


def test_a_share_of_nobody_shows_no_more_digits_than_its_interval_knows():
    one = report_of(design_of(100), np.zeros(100)).rows[0]
    assert cells_of(one)[1:5] == ("0.0000", "0.0000", "0.0000", "0.0362")
    assert str(one).startswith("0.0000, 95% interval 0.0000 to 0.0362")


def test_numbers_are_groups_too():
    report = report_of(design_of(6), np.arange(6.0), groups=np.array([10, 9, 9, 10, 2, 2]))
    assert [one.group for one in report.rows] == ["2", "9", "10"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ru",
            (
                "Сумма: calls, интервалы 95 %",
                "Носитель языка",
                "Внимание: Веса не указаны",
                "в скобках",
                "не публикуется",
            ),
        ),
        ("kk", ("Жиынтық: calls, аралықтары 95 %", "ана тілінде", "Салмақтар берілмеген", "жақшада", "жарияланбайды")),
    ],
)
def test_a_report_speaks_the_readers_language(language, words):
    groups = np.repeat(["a", "b"], [24, 36])
    report = report_of(design_of(60), np.arange(60.0), name="calls", stat="total", groups=groups)
    said = f"{report.text(language)} {report.rows[0].text(language)}"
    assert [one for one in words if one not in said] == []
    assert report.to_dict(language)["rows"] == report.to_dict()["rows"]


def test_an_error_that_is_rounding_is_shown_as_0():
    """What fitted weights explain whole: the error is 2e-16, which is no digit that is known."""
    groups = np.arange(60) % 3
    design = post_stratify(
        design_of(60, weights=10.0 + np.arange(60) % 7), groups, {"0": 30.0, "1": 40.0, "2": 50.0}
    ).design
    (one,) = report_of(design, groups * 0.1 + 1 / 3).rows
    assert one.se < 1e-12
    assert cells_of(one)[2] == "0"
