"""What would leave for statistics: exactly the codes of an incident, with her consent only, and nothing beside them."""

import pytest
from tests.web.care.releasing import INCIDENT, YES, save

from qorgan.web.care.coded import coded
from qorgan.web.care.records import open_case
from qorgan.web.shell import clock


def _coded(worker, case):
    opened = open_case(case, worker.actor.intake)
    return coded(opened, opened.entries("incident")[0], today=clock.today()).to_document()


def test_an_incident_becomes_seven_codes_without_a_day_a_word_or_a_name(worker, case):
    save(worker, case, "incident", **INCIDENT)
    save(worker, case, "action", service="court", result="done")
    save(worker, case, "action", service="shelter", result="unavailable")
    assert _coded(worker, case) == {
        "type": "physical-assault",
        "contexts": ["intimate-partner"],
        "region": "KZ-75",
        "month": "2026-10",
        "age_band": "30-49",
        "services": ["legal"],
        "sought": ["family-or-friends", "other"],
    }


def test_an_age_that_is_only_known_of_today_is_not_taken_for_one_of_long_ago(worker, case):
    save(worker, case, "opening", entry="only", began_from=1, called="Aigerim", age_band="30-49")
    save(worker, case, "incident", **{**INCIDENT, "age": None, "happened": "2012-01-05"})
    assert _coded(worker, case)["age_band"] == "not-known"


def test_the_page_shows_what_would_leave_and_nothing_beside_it(worker, case):
    save(worker, case, "consent", **YES)
    save(worker, case, "incident", **INCIDENT)
    (shown,) = worker.get(f"/en/cases/{case.pk}/statistics").context["incidents"]
    pairs = [(str(label), str(words)) for label, words in shown["pairs"]]
    assert len({label for label, _words in pairs}) == 7
    assert ("Month", "2026-10") in pairs
    assert "17" not in str(pairs)
    assert "қанат" not in str(pairs)


def test_without_her_consent_nothing_is_shown_as_counted_and_a_withdrawn_one_ends_it_at_once(worker, case):
    save(worker, case, "incident", **INCIDENT)
    address = f"/en/cases/{case.pk}/statistics"
    assert worker.get(address).context["incidents"] == []
    entry = save(worker, case, "consent", **YES)
    assert len(worker.get(address).context["incidents"]) == 1
    save(worker, case, "consent", entry=entry, began_from=1, **YES, withdrawn="2026-11-20")
    assert worker.get(address).context["incidents"] == []


def test_what_is_not_settled_is_not_counted_and_the_page_says_why(worker, case):
    save(worker, case, "consent", **YES)
    save(worker, case, "incident", happened="2026-10-17", q_physical_assault="yes")
    page = worker.get(f"/en/cases/{case.pk}/statistics")
    (shown,) = page.context["incidents"]
    assert (shown["pairs"], len(shown["missing"])) == ([], 1)
    assert "It cannot be counted" in page.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_reads_in_three_languages(worker, case, language):
    save(worker, case, "consent", **YES)
    save(worker, case, "incident", **INCIDENT)
    assert worker.get(f"/{language}/cases/{case.pk}/statistics").status_code == 200
