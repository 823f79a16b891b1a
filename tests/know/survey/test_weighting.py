"""What a change of weights shows of them."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import design_of
from qorgan.know.survey.weighting import spread_of, weighting_of


def test_the_spread_of_weights_is_that_by_hand_and_leaves_0_out():
    found = spread_of(np.array([0.0, 1, 2, 3]))
    assert (found.n, found.total, found.low, found.median, found.high) == (3, 6, 1, 2, 3)
    assert found.effect == pytest.approx(1 + np.var([1, 2, 3]) / 2**2)


def test_even_weights_have_no_effect():
    assert spread_of(np.full(7, 3.3)).effect == 1


def test_what_changed_is_counted_and_known_totals_go_with_the_design():
    design = design_of(3, weights=np.array([1.0, 2, 3]))
    found = weighting_of("fitting", design, np.array([1.0, 4, 3]), np.ones((3, 1)), ("a warning",))
    assert (found.n_changed, found.factors) == (1, (1, 2))
    assert found.design.adjustments[0].before.tolist() == [1, 2, 3]
    assert str(found).endswith("Warning: a warning")
    assert found.to_dict()["before"]["total"] == 6
    assert "Fitting: 1 of 3 weights changed" in found._repr_html_()


def test_nobody_who_counts_loses_all_weight():
    with pytest.raises(DataError, match="weights of 0 or less"):
        weighting_of("fitting", design_of(2, weights=np.ones(2)), np.array([1.0, -0.1]), None)
