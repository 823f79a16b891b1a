"""Totals of a file: read with every fault named, and met by the weights of a sample or of a replicate."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import design_of
from qorgan.know.survey.reading import read_table
from qorgan.know.survey.replicates import jackknife
from qorgan.know.survey.totals import fitting_of, method_for, read_totals

TOTALS = "column,group,total\nage,young,60\nage,old,40\nplace,town,70\nplace,village,30\n"
WOMEN = "age,place,height\n" + "young,town,150\nold,town,170\nyoung,village,160\nold,village,155\nyoung,town,165\n"


@pytest.fixture
def files(tmp_path):
    def write(totals=TOTALS, women=WOMEN):
        (tmp_path / "totals.csv").write_text(totals, encoding="utf-8")
        (tmp_path / "women.csv").write_text(women, encoding="utf-8")
        return read_table(tmp_path / "women.csv"), read_totals(tmp_path / "totals.csv")

    return write


def test_margins_and_sums_are_read_apart(files):
    _, totals = files(TOTALS + "height,,16000\n")
    assert [(one.column, one.people) for one in totals.margins] == [
        ("age", {"young": 60, "old": 40}),
        ("place", {"town": 70, "village": 30}),
    ]
    assert (totals.sums, totals.columns) == ({"height": 16000}, ["age", "place", "height"])


def test_every_fault_of_the_file_is_named_at_once(files):
    with pytest.raises(DataError, match="2 faults") as caught:
        files("column,group,total\n,x,1\nage,young,-4\n")
    assert "line 2" in str(caught.value)
    assert "line 3" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "method"),
    [(TOTALS, "rake"), (TOTALS.split("place", maxsplit=1)[0], "post"), (TOTALS + "height,,16000\n", "linear")],
)
def test_the_method_follows_from_the_totals(files, text, method):
    assert method_for(files(text)[1], None) == method


@pytest.mark.parametrize("method", ["rake", "linear"])
def test_the_weights_meet_every_total(files, method):
    table, totals = files()
    weights = fitting_of(table, totals, method).weigh(design_of(5, weights=np.full(5, 20.0))).design.weights
    for margin in totals.margins:
        labels = table.labels(margin.column, "")
        assert {name: pytest.approx(weights[labels == name].sum()) for name in margin.people} == margin.people


def test_a_sum_of_numbers_is_met_with_the_groups(files):
    table, totals = files(TOTALS + "height,,16100\n")
    weights = fitting_of(table, totals).weigh(design_of(5, weights=np.full(5, 20.0))).design.weights
    assert (weights * table.numbers("height", "")).sum() == pytest.approx(16100)
    assert weights.sum() == pytest.approx(100)


def test_a_replicate_that_loses_a_group_is_named(files):
    table, totals = files(
        women="age,place,height\nold,village,150\n" + WOMEN.split("\n", 1)[1].replace("village", "town")
    )
    fitting = fitting_of(table, totals)
    with pytest.raises(
        DataError, match=r"replicate 1 cannot be fitted: nobody stands for a group .*totals\.csv, line 5"
    ):
        jackknife(design_of(6)).refitted(lambda one: fitting.weigh(one).design)
