"""Files of Stata and SPSS: labels, and what they declare to be missing."""

import builtins

import numpy as np
import pytest
from tests.know.survey.references import FOLDER

from qorgan.kernel.errors import DataError, SetupError
from qorgan.know.survey.reading import read_table
from qorgan.know.survey.tables import says_refusal

FILES = ["women.sav", "women.dta"]


@pytest.mark.parametrize("name", FILES)
def test_declared_missing_values_are_gaps_and_refusals_stand_apart(name):
    table = read_table(FOLDER / name)
    answers = table.numbers("slapped", "--y", may_miss=True)
    expected = [0, 1, np.nan, np.nan, 0, 1, np.nan, 0, np.nan, 1, 0, np.nan]
    assert np.array_equal(answers, expected, equal_nan=True)
    assert np.flatnonzero(table.refusals("slapped", "--y")).tolist() == [3]


@pytest.mark.parametrize("name", FILES)
def test_codes_are_cells_and_groups_are_words(name):
    table = read_table(FOLDER / name)
    assert table.columns["v021"].cells[:4] == ("1", "1", "1", "2")
    assert table.groups("v022", "--by").tolist() == ["town"] * 6 + ["village"] * 6
    assert table.labels("v022", "--strata").tolist() == ["1"] * 6 + ["2"] * 6
    assert table.groups("side", "--by").tolist()[5] == ""


@pytest.mark.parametrize("name", FILES)
def test_only_the_columns_asked_for_are_read_in_letters_of_any_size(name):
    table = read_table(FOLDER / name, ["V021", "Slapped", "nothing"])
    assert sorted(table.columns) == ["slapped", "v021"]
    with pytest.raises(DataError, match=r"no such column.*one of v021, v022, d005"):
        table.numbers("nothing", "--y")


@pytest.mark.parametrize("name", ["a.sav", "a.dta"])
def test_a_damaged_file_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"y\n1\n")
    with pytest.raises(DataError, match="or a damaged one"):
        read_table(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"gone\.sav"):
        read_table(tmp_path / "gone.sav")


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **options):
        if name == "pyreadstat":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SetupError, match=r"pip install 'qorgan\[survey\]'"):
        read_table(FOLDER / "women.sav")


@pytest.mark.parametrize(
    ("label", "is_refusal"),
    [("Refused", True), ("would rather not say", True), ("Prefer not to answer", True), ("Отказ от ответа", True), ("Жауап беруден бас тартты", True), ("Don't know", False), ("", False)],
)  # fmt: skip
def test_a_refusal_is_told_by_its_label(label, is_refusal):
    assert says_refusal(label) is is_refusal
