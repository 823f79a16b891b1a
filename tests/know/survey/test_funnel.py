"""The funnel of help-seeking: every share says whom it is of."""

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.sentences import say
from qorgan.know.survey.design import design_of
from qorgan.know.survey.funnel import help_seeking

# 200 women: 80 experienced violence, 40 of them told anyone, 20 of these sought help, 8 of these went to the police
N = 200
EXPERIENCED, TOLD, SOUGHT, POLICE = (np.r_[np.ones(n), np.zeros(N - n)] for n in (80, 40, 20, 8))
NAMES = [
    "experienced violence, of all women asked",
    "told anyone, of those who experienced violence",
    "sought help, of those who experienced violence",
    "went to the police, of those who experienced violence",
    "sought help, of those who told anyone",
    "went to the police, of those who sought help",
]


def funnel(**options):
    return help_seeking(design_of(N), EXPERIENCED, TOLD, SOUGHT, POLICE, **options)


def test_every_step_has_its_denominator_in_its_name():
    found = funnel()
    assert [say(row.group) for row in found.rows] == NAMES
    assert [row.point for row in found.rows] == pytest.approx([80 / 200, 40 / 80, 20 / 80, 8 / 80, 20 / 40, 8 / 20])
    assert [row.n for row in found.rows] == [200, 80, 80, 80, 40, 20]


def test_few_women_at_a_step_are_bracketed_or_withheld():
    rows = funnel().rows
    assert [(row.is_publishable, row.is_bracketed) for row in rows[4:]] == [(True, True), (False, False)]
    assert "not published" in str(rows[5])


def test_what_the_others_answered_counts_for_nothing():
    told = np.where(EXPERIENCED == 1, TOLD, 1.0)
    assert help_seeking(design_of(N), EXPERIENCED, told, SOUGHT, POLICE).rows[1].point == pytest.approx(0.5)


def test_women_who_leap_a_step_stay_and_are_said():
    told = TOLD.copy()
    told[:3] = 0
    found = help_seeking(design_of(N), EXPERIENCED, told, SOUGHT, POLICE)
    assert found.rows[2].point == pytest.approx(20 / 80)
    assert say(found.warnings[-1]) == "Women who sought help and say that they did not get to «told anyone»: 3. They stay as they answered."  # fmt: skip


def test_gaps_are_counted_at_their_step_and_refusals_apart():
    lived, police, refused = EXPERIENCED.copy(), POLICE.copy(), np.zeros(N, dtype=bool)
    lived[-5:], refused[-2:] = np.nan, True
    police[70:80] = np.nan
    found = help_seeking(design_of(N), lived, TOLD, SOUGHT, police, refused=refused)
    assert [(row.n, row.missing, row.refused) for row in found.rows[:4]] == [(195, 5, 2), (80, 0, 0), (80, 0, 0), (70, 10, 0)]  # fmt: skip


def test_a_part_of_the_women_is_named():
    found = funnel(people="women of towns", is_of=np.arange(N) % 2 == 0)
    assert say(found.rows[0].group) == "experienced violence, of women of towns"
    assert (found.rows[0].n, found.rows[1].n) == (100, 40)


def test_the_picture_draws_what_may_be_published_only():
    axes = funnel().plot().axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == NAMES
    assert len(axes.patches) == 5
    words = [text.get_text() for text in axes.texts]
    assert words[-1] == "not published"
    assert words[4].startswith("(")


def test_an_answer_is_yes_or_no():
    with pytest.raises(DataError, match=r"neither 0 nor 1 \(field told anyone\)"):
        help_seeking(design_of(N), EXPERIENCED, TOLD + 1, SOUGHT, POLICE)
