"""Coherence over a ledger: who is put together, what populations mean, what is said."""

from dataclasses import replace

import pytest
from tests.know.figures.figures import MEANINGS, figure, found, ledger

from qorgan.know.figures.coherence import Assessor
from qorgan.know.figures.rules import find_about, find_all
from qorgan.know.figures.rules.joint import coherence, system_of

ALL_THREE = "physical and sexual and psychological"
TRIPLE = (
    ("either", "17 %", "physical or sexual", "partnered"),
    ("mind", "every fifth", "psychological", "women"),
    ("all", "almost a quarter", ALL_THREE, "women"),
)


def _triple(**fields):
    return [figure(id_, wording, event=event, population=people, **fields) for id_, wording, event, people in TRIPLE]


def test_the_impossible_triple_is_found_across_nested_populations():
    assert found(coherence, *_triple()) == [("either", "all")]


def test_it_says_that_any_of_the_three_fits_where_all_three_cannot():
    (finding,) = coherence(ledger(*_triple()))
    assert "«physical or sexual or psychological»: by the other figures it is 18.33 to 40 %" in finding.part("meant")


def test_populations_are_nested_and_events_lie_within_theirs():
    system = system_of(_triple(), MEANINGS)
    assert [claim.given for claim in system.claims] == ["partnered", None, None]
    assert ("physical", "partnered") in system.nested


def test_without_a_meaning_a_narrow_share_says_nothing_of_all():
    loose = [figure("a", "10 %", event="told", population="rural"), figure("b", "30 %", event="told and seen")]
    assert found(coherence, *loose) == []


@pytest.mark.parametrize("change", [{"period": "2023"}, {"place": "KZ-61"}])
def test_figures_of_another_time_or_place_are_not_put_together(change):
    one, other = figure("a", "17 %"), figure("b", "30 %", event="physical and sexual", **change)
    assert found(coherence, one, other) == []


def test_figures_without_a_period_go_with_their_own_report_only():
    assert found(coherence, *_triple(period=None, report="B")) == [("either", "all")]
    assert found(coherence, *_triple(period=None)) == []


def test_a_population_that_is_not_said_is_taken_as_the_widest():
    one, other = figure("a", "17 %"), figure("b", "30 %", event="physical and sexual", population=None)
    assert found(coherence, one, other) == [("a", "b")]


def test_a_condition_is_kept():
    told = figure("t", "20 %", event="told", given="physical"), figure("b", "19 %", event="told and physical")
    assert found(coherence, figure("p", "17 %"), *told) == [("p", "b"), ("p", "t", "b")][:1]


def test_what_an_event_implies_is_known():
    assert found(coherence, figure("v", "10 %", event="violence"), figure("p", "17 %")) == [("v", "p")]


def test_more_events_than_can_be_checked_are_said():
    many = [figure(str(place), "17 %", event=f"e{place} or e{place + 1}") for place in range(17)]
    (finding,) = coherence(ledger(*many))
    assert (finding.rule, len(finding.claims)) == ("too-many-events", 17)
    assert "18 events" in finding.says()


def test_a_figure_that_says_the_same_as_one_of_a_conflict_is_found_as_well():
    again = figure("again", "17 %", event="physical or sexual", population="partnered", owner="another office")
    assert found(coherence, *_triple(), again) == [("either", "all"), ("again", "all")]
    findings = [*coherence(ledger(*_triple(), again))]
    assert "«says again»: 17 % (another office)" in findings[1].part("claimed")


def test_a_group_whose_conflicts_were_not_all_looked_for_says_so(monkeypatch):
    monkeypatch.setattr("qorgan.know.figures.rules.joint.MAX_WORK", 13)
    (finding,) = coherence(ledger(*_triple()))
    assert (finding.rule, finding.claims) == ("search-stopped", ("either", "mind", "all"))


def test_small_groups_are_looked_at_first_and_those_left_out_are_named(monkeypatch):
    two = figure("a", "17 %", place="KZ-61"), figure("b", "30 %", event="physical and sexual", place="KZ-61")
    monkeypatch.setattr("qorgan.know.figures.rules.joint.MAX_WORK", 4)
    findings = list(coherence(ledger(*_triple(), *two)))
    assert [(one.rule, one.claims) for one in findings] == [
        ("search-stopped", ("a", "b")),
        ("not-searched", ("either", "mind", "all")),
    ]


def test_many_figures_of_one_place_that_share_no_event_are_put_together_with_nobody():
    apart = [figure(f"f{place}", "17 %", event=f"e{place}") for place in range(3000)]
    assert found(coherence, *apart) == []


def _counted(monkeypatch):
    """Return the groups that linear programmes are asked of, as they are."""
    asked = []

    def assessor(system):
        asked.append(tuple(claim.id for claim in system.claims))
        return Assessor(system)

    monkeypatch.setattr("qorgan.know.figures.rules.joint.Assessor", assessor)
    return asked


def test_asked_about_one_figure_only_its_own_groups_are_put_before_linear_programmes(monkeypatch):
    elsewhere = [replace(one, id=f"{place}-{one.id}", place=place) for place in ("KZ-61", "KZ-62") for one in _triple()]
    whole = ledger(*_triple(), *elsewhere)
    asked = _counted(monkeypatch)
    (finding,) = coherence(whole, "KZ-61-all")
    assert finding.claims == ("KZ-61-either", "KZ-61-all")
    assert asked == [("KZ-61-either", "KZ-61-mind", "KZ-61-all")]


def test_asked_about_a_copy_its_conflict_is_found():
    again = figure("again", "17 %", event="physical or sexual", population="partnered", owner="another office")
    whole = ledger(*_triple(), again)
    assert [one.claims for one in find_about(whole, "again") if one.rule == "coherence"] == [("again", "all")]
    assert find_about(whole, "again") == tuple(one for one in find_all(whole) if "again" in one.claims)


def test_where_the_work_for_one_figure_is_done_it_is_said(monkeypatch):
    monkeypatch.setattr("qorgan.know.figures.rules.joint.MAX_WORK_OF_ONE", 2)
    (finding,) = coherence(ledger(*_triple()), "all")
    assert (finding.rule, finding.claims) == ("not-searched", ("either", "mind", "all"))
