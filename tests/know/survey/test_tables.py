"""Columns of codes: what is missing, what codes mean."""

import numpy as np

from qorgan.know.survey.tables import Column, Table


def table(cells, labels=None):
    return Table("women.csv", {"y": Column(tuple(cells), labels or {})}, tuple(range(2, len(cells) + 2)), ("y",))


def test_codes_named_by_hand_are_missing_and_refusals_apart():
    found = table(["0", "8", "9", "1", ""]).declaring("y", "--y", missing=["8"], refused=["9"])
    assert np.array_equal(found.numbers("y", "--y", may_miss=True), [0, np.nan, np.nan, 1, np.nan], equal_nan=True)
    assert found.refusals("y", "--y").tolist() == [False, False, True, False, False]
    assert found.labels("y", "--by", may_miss=True).tolist() == ["0", "", "", "1", ""]


def test_two_codes_of_one_word_stay_apart():
    found = table(["1", "2", "3", "4"], {"1": "north", "2": "south", "3": "north"})
    assert found.groups("y", "--by").tolist() == ["north (1)", "south", "north (3)", "4"]


def test_a_code_is_the_same_however_it_is_written_and_a_gap_is_no_refusal():
    found = table(["9.0", "09", "Refused", "", "90"]).declaring("y", "--y", missing=[], refused=["9", "refused"])
    assert found.refusals("y", "--y").tolist() == [True, True, True, False, False]
    assert found.numbers("y", "--y", may_miss=True).tolist()[4] == 90
