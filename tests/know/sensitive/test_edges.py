"""What the ends of the list could hide."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.know.sensitive.populations import drawn
from tests.know.sensitive.references import race

from qorgan.know.sensitive.edges import edges


def test_ends_of_the_reference_by_hand():
    ceiling, floor = edges(race())
    assert (ceiling.share, ceiling.hidden_at_most) == (227 / 589, 227 / 589 - 34 / 624)
    assert (floor.share, floor.hidden_at_most) == (8 / 589, 8 / 589)


@given(st.floats(0, 1), st.integers(0, 50))
def test_no_more_is_hidden_than_could_be(lies, seed):
    experiment = drawn(np.random.default_rng(seed), 20_000, 0.3, 0.7, 3, ceiling=lies)
    hidden = 0.3 * 0.7**3 * lies
    assert edges(experiment)[0].hidden_at_most > hidden - 0.03
