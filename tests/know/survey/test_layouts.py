"""Designs of files of known surveys, as data of a pack."""

import numpy as np
import pytest
from tests.know.survey.references import FOLDER

from qorgan.kernel.errors import DataError, PackError
from qorgan.kernel.packs import installed_codes
from qorgan.know.sentences import say
from qorgan.know.survey.layouts import design_by, layout_names, pack_layout, read_layout
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.reading import read_table

GOOD = 'name = "a"\nsource = "b"\nweights = "w"\nweights_divisor = 1\nclusters = ["c"]\nstrata = ""\nhousehold = []\n'


def women(cells):
    """Return a file of the DHS with a row for each of (cluster, household, selected, weight)."""
    return "v001,v002,v021,v044,d005\n" + "".join(f"{c},{h},{c},{s},{w}\n" for c, h, s, w in cells)


def written(folder, text):
    (folder / "women.csv").write_text(text, encoding="utf-8")
    return read_table(folder / "women.csv")


@pytest.mark.parametrize("code", installed_codes())
def test_every_layout_of_every_pack_can_be_read(code):
    assert code != "kz" or layout_names(code) == ("dhs", "mics")
    assert all(pack_layout(code, name).source for name in layout_names(code))


def test_files_of_the_dhs_have_clusters_weights_in_millionths_and_one_woman_a_household():
    layout = pack_layout("kz", "dhs")
    assert (layout.weights, layout.weights_divisor, layout.clusters) == ("d005", 1e6, ("v021",))
    design = design_by(read_table(FOLDER / "women.sav"), layout)
    assert design.weights.tolist() == pytest.approx([0.9, 0.9, 0, 1.1, 1.1, 1.1, 1.5, 1.5, 0, 0.5, 0.5, 0.5])
    assert design.stages[0].drawn.tolist() == [4]
    assert "one woman of each household" in say(design.warnings[1])
    assert "Strata were not named" in say(design.warnings[2])


def test_strata_are_named_beside_a_layout():
    table = read_table(FOLDER / "women.dta")
    design = design_by(table, pack_layout("kz", "dhs"), strata="V022")
    assert design.stages[0].drawn.tolist() == [2, 2]
    found = estimate(design, table.numbers("slapped", "--y", may_miss=True))
    assert (found.n, found.missing, found.df) == (7, 3, 2)
    assert found.point == pytest.approx((0.9 + 1.1 + 0.5) / (2 * 0.9 + 2 * 1.1 + 1.5 + 2 * 0.5))


def test_a_cluster_without_anybody_selected_stays_drawn(tmp_path):
    table = written(tmp_path, women([(1, 1, 1, 10**6), (2, 1, 0, ""), (3, 1, 1, 10**6)]))
    design = design_by(table, pack_layout("kz", "dhs"))
    assert (design.weights.tolist(), design.stages[0].drawn.tolist()) == ([1, 0, 1], [3])


def test_two_women_of_one_household_are_said(tmp_path):
    rows = [(1, 1, 1, 10**6), (1, 1, 1, 10**6), (1, 2, 1, 10**6), (2, 1, 1, 10**6), (2, 1, 0, "")]
    design = design_by(written(tmp_path, women(rows)), pack_layout("kz", "dhs"))
    assert say(design.warnings[-1]) == "Households of which more than one row counts, though one should: 1."


def test_a_woman_who_was_selected_has_a_weight(tmp_path):
    table = written(tmp_path, women([(1, 1, 1, 10**6), (2, 1, 1, "")]))
    with pytest.raises(DataError, match=r"this is no weight.*line 3, field d005"):
        design_by(table, pack_layout("kz", "dhs"))


def test_files_of_mics_have_letters_of_any_size(tmp_path):
    table = written(tmp_path, "HH1,wmweight,stratum\n1,0.5,1\n2,1.5,1\n3,0,2\n4,1,2\n")
    design = design_by(table, pack_layout("kz", "mics"), strata="stratum")
    assert design.weights.tolist() == [0.5, 1.5, 0, 1]
    assert np.array_equal(design.stages[0].drawn, [2, 2])


def test_a_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"no such column.*--layout.*'v044'"):
        design_by(written(tmp_path, "v021,d005\n1,5\n"), pack_layout("kz", "dhs"))


@pytest.mark.parametrize(("language", "words"), [("ru", "одна женщина из каждого"), ("kk", "сұралған бір әйел")])
def test_who_was_selected_is_said_in_the_readers_language(language, words):
    who = pack_layout("kz", "dhs").selected_says
    assert words in say(who, language)


SPOKEN = '\n[selected]\ncolumn = "s"\nvalues = ["1"]\n'


@pytest.mark.parametrize("says", ["", 'says = "plain words"\n', '[selected.says]\nxx = "no such language"\n'])
def test_who_was_selected_is_said_in_words_of_known_languages(says):
    with pytest.raises(PackError, match=r"bad\.toml"):
        read_layout(GOOD + SPOKEN + says, "bad.toml")


@pytest.mark.parametrize("text", ["", "name =", GOOD.replace("= 1", "= 0"), GOOD.replace('"b"', '""')])
def test_a_layout_that_breaks_a_rule_is_refused(text):
    with pytest.raises(PackError, match=r"bad\.toml"):
        read_layout(text, "bad.toml")
    assert read_layout(GOOD, "good.toml").columns == ("w", "c")


def test_no_such_layout_names_those_there_are():
    with pytest.raises(DataError, match=r"one of dhs, mics"):
        pack_layout("kz", "census")
