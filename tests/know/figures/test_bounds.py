"""For every claim, what the others allow."""

from qorgan.know.figures.bounds import lines_of
from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.coherence import Assessor
from qorgan.know.figures.texts import say

EITHER = Claim("either", "A or B", None, 0.165, 0.175)
BOTH = Claim("both", "A and B", None, 0.23, 0.25)


def test_a_line_for_every_claim_and_one_for_the_target():
    lines = lines_of(Assessor(System(("A", "B"), (EITHER,), "A and B")))
    assert [(line.id, say(line.event), line.claimed) for line in lines] == [
        ("either", "A or B", (0.165, 0.175)),
        ("", "A and B", None),
    ]
    assert [line.allowed for line in lines] == [(0.0, 1.0), (0.0, 0.175)]
    assert all(line.is_possible for line in lines)


def test_what_cannot_be_is_beside_what_the_others_allow():
    lines = lines_of(Assessor(System(("A", "B"), (EITHER, BOTH))))
    assert [line.allowed for line in lines] == [(0.23, 1.0), (0.0, 0.175)]
    assert [line.is_possible for line in lines] == [False, False]


def test_nothing_is_allowed_by_others_that_clash():
    lines = lines_of(Assessor(System(("A", "B"), (EITHER, BOTH, Claim("c", "A", None, 0.1, 0.2)), "B")))
    assert [line.allowed for line in lines] == [None, (0.0, 0.175), None, None]
