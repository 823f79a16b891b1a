"""What every estimate keeps: a sentence with no digit too many, in three languages, in a notebook and as a picture."""

import doctest
import io
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import Estimate, require_level

PAGE = Path(__file__).parents[2] / "docs/reference/estimates.md"
WHOLE = Estimate("chao", 12345.678, 11000.0, 14000.0, 0.95, note="lower <bound>")


def test_an_estimate_shows_a_tenth_of_its_interval():
    assert str(WHOLE) == "chao: 12,300, 95% interval 11,000 to 14,000 (lower <bound>)"


@pytest.mark.parametrize(
    ("point", "low", "high", "said"),
    [
        (None, None, None, "chao: no estimate"),
        (None, 5.0, None, "chao: no estimate, at least 5"),
        (7.0, 5.0, None, "chao: 7, 95% interval from 5, without an upper end"),
    ],
)
def test_what_is_not_there_is_said(point, low, high, said):
    assert str(Estimate("chao", point, low, high, 0.95)) == said


def test_an_estimate_speaks_russian_and_kazakh():
    assert WHOLE.text("ru").startswith("chao: 12\xa0300, интервал 95 % от 11\xa0000 до 14\xa0000")
    assert WHOLE.text("kk").startswith("chao: 12\xa0300, 95 % аралығы")


def test_a_notebook_shows_it_with_signs_as_they_are():
    assert WHOLE._repr_html_().startswith("<pre>chao")
    assert "lower &lt;bound&gt;" in WHOLE._repr_html_()


@pytest.mark.parametrize("high", [14000.0, None])
def test_an_estimate_draws_itself_with_its_sentence(high):
    picture = io.StringIO()
    Estimate("chao", 12345.0, 11000.0, high, 0.95).plot().savefig(picture, format="svg")
    assert "chao" in picture.getvalue()


def test_an_estimate_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        WHOLE.point = 1.0


@pytest.mark.parametrize("level", [0.49, 1.0, 95.0])
def test_a_level_that_is_no_coverage_is_refused(level):
    with pytest.raises(DataError, match="this is no level"):
        require_level(level)


def test_the_examples_on_the_page_are_true():
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert (found.failed, found.attempted) == (0, 5)
