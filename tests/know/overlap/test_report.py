"""The whole answer: what it promises for every table, whatever the numbers are."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.know.overlap.reference import table

from qorgan.kernel.errors import DataError
from qorgan.know.overlap import latent
from qorgan.know.overlap.estimates import Estimate, checked
from qorgan.know.overlap.report import METHODS, Settings, estimate
from qorgan.know.overlap.tables import CaptureTable
from qorgan.know.sentences import say

QUICK = Settings(n_replicates=60, top=(1, 10), chains=latent.Settings(16, 60, 60, 60, 2))


def run(one, seed=1, used=QUICK):
    return estimate(one, np.random.default_rng(seed), used)


def test_the_object_has_the_promised_fields():
    found = run(table("Korea")).to_dict()
    assert list(found) == ["observed", "estimate", "low", "high", "level", "verdict", "reasons", "panel", "sensitivity", "warnings"]  # fmt: skip
    assert [row["method"] for row in found["panel"]] == list(METHODS)
    assert {tuple(row) for row in found["panel"]} == {("method", "estimate", "low", "high", "note")}
    json.dumps(found, allow_nan=False)


def test_the_note_names_the_model_as_the_file_numbers_the_lists():
    one = table("Korea")
    turned = one.in_order(("d", "c", "b"))
    notes = [say(run(each).panel[1].note) for each in (one, turned)]
    assert notes[0].startswith("[12,23]")
    assert notes[1].startswith("[12,23]")  # b and c, c and d: now lists 3 and 2, 2 and 1
    again = one.in_order(("c", "b", "d"))
    assert say(run(again).panel[1].note).startswith("[12,13]")


tables = st.lists(st.sampled_from([0, 0, 1, 3, 12, 40]), min_size=7, max_size=7).map(
    lambda counts: CaptureTable(
        ("a", "b", "c"), (0, *(count + (cell in {0, 1, 3}) for cell, count in enumerate(counts)))
    )
)


@settings(max_examples=12, deadline=None)
@given(tables, st.permutations(["a", "b", "c"]))
def test_every_method_keeps_the_promises_of_the_family(one, names):
    """Seeded, whatever the order of lists and the number of threads; never below the people seen."""
    first = run(one).to_dict()
    other = run(one.in_order(names), used=replace(QUICK, threads=2)).to_dict()
    for row, same in zip(first["panel"], other["panel"], strict=True):
        assert {**row, "note": ""} == {**same, "note": ""}
        ends = [row[name] for name in ("low", "estimate", "high") if row[name] is not None]
        assert all(end >= one.observed for end in ends)
        assert row["estimate"] is None or row["low"] is not None
        assert all(np.isfinite(end) for end in ends)
    for name in ("estimate", "low", "high", "verdict"):
        assert first[name] == other[name]
    assert first["low"] >= one.observed
    if first["verdict"] == "determined":
        assert first["low"] <= first["estimate"] <= first["high"]
    if first["verdict"] == "not determined":
        assert (first["estimate"], first["low"], first["high"]) == (None, one.observed, None)


def test_a_point_outside_its_interval_is_a_warning():
    found = checked(Estimate("m", 1300.0, 900.0, 1200.0, 0.95), 500)
    assert [say(one) for one in found.warnings] == ["The estimate lies outside its own interval."]
    assert checked(Estimate("m", 400.0, 300.0, 600.0, 0.95), 500).low == 500


@pytest.mark.parametrize(
    ("name", "kind"),
    [("MadiganYork_spina3", "determined"), ("Artificial_3", "not determined"), ("Korea", "bounded")],
)
def test_published_tables_get_their_verdicts(name, kind):
    used = Settings(n_replicates=300, chains=latent.Settings(16, 1500, 2500, 10000, 5))
    assert run(table(name), used=used).verdict.kind == kind


def test_two_lists_have_a_row_for_each_method():
    found = run(CaptureTable(("a", "b"), (0, 20, 30, 10)))
    assert [one.method for one in found.panel] == list(METHODS)
    assert found.verdict.kind == "bounded"
    assert found.sensitivity[4]["estimate"] == pytest.approx(found.panel[0].point)


def test_pairs_that_share_nobody_are_a_warning():
    assert "A and C; B and C" in say(run(table("Artificial_3")).warnings[0])


def test_a_level_that_is_none_is_refused():
    with pytest.raises(DataError, match="this is no level"):
        run(table("Korea"), used=replace(QUICK, level=1.2))


def test_up_to_four_lists_the_choice_may_be_among_all_models():
    asked = replace(QUICK, top=(1,), n_replicates=20)
    assert "among 113 models" in say(run(table("kosovo"), used=asked).panel[1].note)
    assert say(run(table("UKdat_5"), used=asked).panel[1].note).endswith("among 1 model")
