"""What a system of claims refuses, all of it at once."""

import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import MAX_EVENTS, Claim, System

GOOD = Claim("1", "A", None, 0.1, 0.2)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (Claim("1", "A", None, 0.3, 0.2), "lo is above hi"),
        (Claim("1", "A", None, -0.1, 0.2), "a share lies in 0 to 1"),
        (Claim("1", "A", None, 0, 17), "write 17 % as 0.17"),
        (Claim("1", "A", None, float("nan"), 0.2), "this is no share"),
        (Claim("1", "A", None, 0, 1, 0), "this is no weight"),
        (Claim("1", "A", None, 0, 1, float("nan")), "this is no weight"),
        (Claim("1", "A and", None, 0, 1), "at character 6"),
        (Claim("1", "A", "B or", 0, 1), "field given of claim 1, value 'B or'"),
        (Claim("1", "A or phsical", None, 0, 1), "write physical, or add phsical to events"),
        (Claim("1", "T given A", None, 0, 1), "put the population into the field given"),
        (Claim("", "A", None, 0, 1), "this is no id"),
        (Claim("a\nb", "A", None, 0, 1), "this is no id"),
    ],
)
def test_a_claim_that_breaks_a_rule_is_refused(claim, said):
    with pytest.raises(DataError) as refused:
        System(("A", "B", "physical"), (claim,))
    assert said in refused.value.message()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"events": ("A", "A")}, "an event is named twice"),
        ({"events": ("A", "or")}, "this cannot name an event"),
        ({"events": ("A", "12m")}, "this cannot name an event"),
        ({"claims": ()}, "there is no claim"),
        ({"claims": (GOOD, GOOD)}, "two claims have the same id"),
        ({"target": "A and C"}, "this event is not among the events"),
        ({"target": "A given"}, "at character 8"),
        ({"nested": (("A", "C"),)}, "this event is not among the events"),
    ],
)
def test_a_system_that_breaks_a_rule_is_refused(parts, said):
    with pytest.raises(DataError) as refused:
        System(**({"events": ("A", "B"), "claims": (GOOD,)} | parts))
    assert said in refused.value.message()


def test_all_faults_are_named_at_once():
    with pytest.raises(DataError) as refused:
        System(("A",), (Claim("1", "B", None, 2, 1), Claim("1", "A or", None, 0, 1)), target=")")
    lines = refused.value.message().splitlines()
    assert lines[0] == "5 faults:"
    assert len(lines) == 6


def test_more_events_than_can_be_done_are_refused_with_the_number():
    names = tuple(f"e{place}" for place in range(MAX_EVENTS + 1))
    with pytest.raises(
        DataError, match=r"too many events \(field events, value '17'\)\. Rule: .* at most 16"
    ) as refused:
        System(names, (Claim("1", " or ".join(names), None, 0, 1),))
    assert "apart from one another" in refused.value.message()


def test_events_that_no_claim_names_do_not_count():
    names = tuple(f"e{place}" for place in range(100))
    assert System(names, (Claim("1", "e3 or e1", None, 0, 1),), target="e7").used == ("e1", "e3", "e7")
