"""Age-standardisation: by hand, and the standard stands beside the number."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.sentences import say
from qorgan.know.survey.design import design_of
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.standardisation import Standard, standardised

AGES = np.array(["15–29"] * 4 + ["30–49"] * 4)
VALUES = np.array([1.0, 0, 0, 0, 1, 1, 0, 0])
HALF = Standard("two even halves", "made up for this test", {"15–29": 1, "30–49": 1})


def test_a_mean_takes_the_ages_of_the_standard_by_hand():
    design = design_of(8, weights=np.array([1.0, 1, 1, 1, 5, 5, 5, 5]))
    found = standardised(design, VALUES, AGES, HALF)
    assert found.point == pytest.approx((0.25 + 0.5) / 2)
    terms = np.r_[(VALUES[:4] - 0.25) / 8, (VALUES[4:] - 0.5) / 8]
    assert found.se**2 == pytest.approx(8 * np.var(terms, ddof=1))
    assert "two even halves (made up for this test)" in found.method


def test_a_standardised_share_stays_between_0_and_1():
    found = standardised(design_of(8), VALUES, AGES, HALF, interval="logit")
    assert 0 < found.low < found.point < found.high < 1
    assert standardised(design_of(8), VALUES, AGES, HALF).low < 0


def test_the_sample_as_its_own_standard_changes_nothing():
    own = Standard("the sample", "the sample", {"15–29": 4, "30–49": 4})
    assert standardised(design_of(8), VALUES, AGES, own).point == pytest.approx(estimate(design_of(8), VALUES).point)


def test_gaps_and_ages_outside_the_standard_are_counted():
    ages = np.array([*AGES, "", "50+", "50+"])
    values = np.r_[VALUES, 1, 1, 1]
    values[0] = np.nan
    found = standardised(design_of(11), values, ages, HALF)
    assert (found.n, found.missing) == (7, 2)
    assert tuple(map(say, found.warnings)) == ("Of an age that two even halves does not hold, and left out: 2 rows.",)


def test_an_age_group_that_nobody_is_of_is_refused():
    with pytest.raises(DataError, match=r"nobody who counts is of an age group of the standard.*'30–49'"):
        standardised(design_of(8), VALUES, AGES, HALF, rows=np.arange(4))


@pytest.mark.parametrize(
    ("name", "source", "people", "words"),
    [
        ("", "a book", {"a": 1}, "needs a name and a source"),
        ("world", " ", {"a": 1}, "needs a name and a source"),
        ("world", "a book", {"a": 0}, "no number of people"),
        ("world", "a book", {}, "no number of people"),
    ],
)
def test_a_standard_without_name_source_or_people_is_none(name, source, people, words):
    with pytest.raises(DataError, match=words):
        Standard(name, source, people)
