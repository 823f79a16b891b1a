"""Models of how many lists hold somebody, and profile-likelihood intervals: the peer's numbers."""

import numpy as np
import pytest
from tests.know.overlap.reference import detail, rows, table

from qorgan.know.overlap.cells import sizes
from qorgan.know.overlap.chao import bent, chao
from qorgan.know.overlap.designs import capture_columns, fit_design, list_columns, profile
from qorgan.know.overlap.fitting import fit
from qorgan.know.overlap.models import as_array, independence
from qorgan.know.overlap.tables import CaptureTable

BENDS = {
    "Poisson2": lambda number: 2.0**number - 1,
    "Darroch": lambda number: number**2 / 2,
    "Gamma3.5": lambda number: -np.log(3.5 + number) + np.log(3.5),
}
# Mb and Mbh need lists in the order of time; .bc is another estimator than maximum likelihood; the three Mh fits of
# Artificial_3 that a peer stopped at the people seen have no finite estimate.
CLOSED = [
    row
    for row in rows()
    if row["spec"].startswith("closedp.t M")
    and row["spec"] not in {"closedp.t Mb", "closedp.t Mbh"}
    and not (row["dataset"] == "Artificial_3" and row["spec"].split()[-1] in BENDS)
]
# With the bends chosen anew at every N the peer's ends of these two lie up to 0.5 % further in or out.
PROFILES = [
    row
    for row in rows()
    if "profile CI" in row["spec"] and not ("Chao" in row["spec"] and row["dataset"] in {"UKdat", "hare"})
]


def _columns(spec, n_lists):
    columns = list_columns(n_lists) if spec.startswith("closedp.t Mt") else capture_columns(n_lists)
    kind = spec.split()[-1]
    if kind in BENDS:
        columns = np.column_stack([columns, BENDS[kind](sizes(n_lists).astype(float))])
    return columns


@pytest.mark.parametrize("row", CLOSED, ids=lambda row: f"{row['dataset']}-{row['spec'][10:]}")
def test_models_of_differing_people_are_those_of_a_peer(row):
    one = table(row["dataset"])
    columns = _columns(row["spec"], one.n_lists)
    found = bent(one, columns)[1] if "Chao" in row["spec"] else fit_design(columns, one.array, one.possible)
    assert one.observed + found.hidden == pytest.approx(float(row["estimate"]), rel=1e-6)
    assert found.deviance == pytest.approx(float(detail(row, "dev")), abs=6e-5)
    error = np.sqrt((found.hidden * found.error) ** 2 + found.hidden)
    assert error == pytest.approx(float(detail(row, "se")), rel=2e-3)


@pytest.mark.parametrize("row", PROFILES, ids=lambda row: f"{row['dataset']}-{row['spec'][12:20]}")
def test_profile_intervals_are_those_of_a_peer(row):
    one = table(row["dataset"])
    columns = list_columns(one.n_lists)
    if "Chao" in row["spec"]:
        columns = bent(one, columns)[0]
    expected = [float(row[name]) for name in ("estimate", "lower", "upper")]
    assert profile(columns, one, 0.95) == pytest.approx(expected, rel=1e-3)


def test_a_fit_of_lists_is_the_same_both_ways():
    one = table("kosovo")
    by_design = fit_design(list_columns(4), one.array, one.possible)
    by_terms = fit(as_array([independence(4)], 4), one.array[None], one.possible)
    assert by_design.hidden == pytest.approx(by_terms.hidden[0], rel=1e-9)
    assert by_design.error == pytest.approx(by_terms.log_error[0], rel=1e-6)


def test_the_bound_of_equal_lists_is_that_of_chao():
    counts = [0, 60, 60, 10, 60, 10, 10, 2]
    found = bent(CaptureTable(("a", "b", "c"), tuple(counts)), capture_columns(3))[1]
    assert found.hidden == pytest.approx((3 - 1) / 3 * 180**2 / (2 * 30), rel=1e-6)


def test_there_is_no_bound_where_nobody_is_on_two_lists():
    found = chao(CaptureTable(("a", "b", "c"), (0, 5, 6, 0, 7, 0, 0, 0)))
    assert (found.point, found.low, found.high) == (None, None, None)
