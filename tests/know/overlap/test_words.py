"""What people read: no more digits than are known."""

import html

import numpy as np
import pytest

from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.register import Counts, estimate_register
from qorgan.know.overlap.report import estimate
from qorgan.know.overlap.tables import from_rows
from qorgan.know.overlap.verdict import Verdict
from qorgan.know.overlap.words import headline, row, step_of
from qorgan.know.sentences import say


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [(9184, 12051, 100), (690, 796, 10), (7300, 20900, 1000), (100, 101, 1), (12345, None, 100)],
)
def test_an_interval_is_written_in_steps_of_at_most_a_tenth_of_its_width(low, high, step):
    assert step_of(low, high) == step


def test_rounding_never_goes_below_the_people_seen():
    assert row(Estimate("chao", 4800.0, 4420.0, 30000.0, 0.95, "x"), 4400)[1:4] == ("5,000", "4,400", "30,000")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict("determined", 731.2, 690.1, 796.3, ()), "Determined: about 730 people, between 690 and 800"),
        (Verdict("bounded", 9000.0, 7300.0, 20900.0, ()), "Bounded: between about 7,000 and 21,000 people"),
        (Verdict("bounded", None, 9884.4, None, ()), "at least about 9,880 people"),
        (Verdict("not determined", None, 626.0, None, ()), "the lists do not say how many are on none"),
    ],
)
def test_the_headline_says_what_may_be_said(verdict, words):
    found = say(headline(verdict, 626))
    assert words in found
    assert "626" in found


def test_a_summary_has_reasons_panel_and_warnings():
    found = str(estimate_register(Counts({1: 500, 2: 50, 3: 30, 4: 20, 5: 20})))
    assert found.startswith("Bounded from below")
    for words in (
        "- One register",
        "chao",
        "zero-truncated-poisson",
        "fits with p < 0.001",
        "Warning: The numbers met",
    ):
        assert words in found


def test_a_notebook_shows_the_same_and_obeys_no_sign_in_it():
    one = from_rows(("<b>", "c"), [(1, 5), (2, 6), (3, 7)])
    report = estimate(one, np.random.default_rng(1))
    assert report._repr_html_() == f"<pre>{html.escape(str(report))}</pre>"
    assert "odds ratio" in str(report)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("Ограничено снизу", "Носитель языка", "Внимание: Такие числа", "Пуассон без нуля", "1\xa0000")),
        ("kk", ("Төменнен шектелді", "ана тілінде", "Назар аударыңыз: Барлығы", "нөлсіз Пуассон", "1\xa0000")),
    ],
)
def test_a_summary_speaks_the_readers_language_and_says_who_has_not_read_it(language, words):
    found = estimate_register(Counts({1: 800, 2: 120, 3: 40, 4: 20, 5: 20})).text(language)
    assert [one for one in words if one not in found] == []
    assert "Warning" not in found
