"""Figures that nobody checked, that have expired or expire soon, counted and named."""

from datetime import timedelta

import pytest
from tests.ledger import COUNT, SHARE, UNTIL, proposed, published

from qorgan.web.doctor.figures import check_ledger
from qorgan.web.doctor.finding import Level
from qorgan.web.know.actions import staff as actions
from qorgan.web.shell import clock


def _found(today=None):
    return [(one.level, one.what, one.where) for one in check_ledger(today or clock.today())]


@pytest.mark.django_db
def test_an_empty_ledger_is_well():
    assert _found() == [(Level.OK, "0 figures are shown to the public.", "")]


def test_a_figure_that_nobody_checked_is_counted_and_named(analyst):
    actions.propose(by=analyst.actor, fields=COUNT)
    assert _found()[0] == (Level.LOOK, "1 figures were never checked.", "made-up-count")


@pytest.mark.parametrize(
    ("days", "says", "n_shown"),
    [
        (-31, None, 1),
        (-30, "1 figures expire within 30 days.", 1),
        (0, "1 figures expire within 30 days.", 1),
        (1, "1 figures have expired and are not shown.", 0),
    ],
)
def test_a_figure_is_named_before_it_expires_and_after(days, says, n_shown, analyst, second_analyst):
    published(analyst, second_analyst, COUNT)
    found = _found(UNTIL + timedelta(days=days))
    assert [what for level, what, _ in found if level == Level.LOOK] == ([says] if says else [])
    assert found[-1][1] == f"{n_shown} figures are shown to the public."


def test_what_was_withdrawn_is_counted_no_more(analyst, second_analyst):
    actions.withdraw(by=analyst.actor, version=published(analyst, second_analyst), reason="Taken back.")
    assert _found(UNTIL + timedelta(days=1)) == [(Level.OK, "0 figures are shown to the public.", "")]


@pytest.mark.django_db
def test_of_many_the_first_are_named_and_the_others_counted():
    for place in range(11):
        proposed({**SHARE, "id": f"made-up-{place:02}"})
    (_, what, where), *_ = _found()
    assert what.startswith("11 ")
    assert where.endswith("made-up-07 and 3 more")
