"""What one person asks for and another decides: safety plans, with closings and exceptions in one list."""

import uuid

import pytest

from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.planning import decide_plan
from qorgan.web.care.actions.writing import save_form
from qorgan.web.care.models import Case
from qorgan.web.care.plans import State, state_of
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS

WHOLE = {
    "now": "staying",
    "part_staying": "near the door",
    "part_leaving": "by day",
    "not_needed": ["children", "documents", "money", "phone-and-accounts", "work", "code-word"],
    "paper_is_safe": "no",
}


def _write(by, case, form="safety-plan", began_from=0, **data):
    entry = str(uuid.uuid4()) if FORMS[form].many else "only"
    save_form(by=by.actor, case=case, form=FORMS[form], entry=entry, began_from=began_from, data=data)


def _state(by, case):
    return state_of(open_case(case, by.actor.intake))


def _listed(by, part):
    return [one["called"] for one in by.get("/en/approvals").context[part]]


def test_a_whole_plan_waits_in_the_list_until_a_supervisor_decides(worker, supervisor, case):
    _write(worker, case, now="staying")
    assert _listed(supervisor, "plans") == []
    _write(worker, case, began_from=1, **WHOLE)
    assert _listed(supervisor, "plans") == ["Aigerim"]
    page = supervisor.post(f"/en/cases/{case.pk}/plan", {"revision": "2", "to": "approve", "reason": ""})
    assert page.status_code == 302
    assert (_state(worker, case), _listed(supervisor, "plans")) == (State.APPROVED, [])


def test_a_plan_that_is_changed_after_it_was_approved_waits_anew(worker, supervisor, case):
    _write(worker, case, **WHOLE)
    decide_plan(by=supervisor.actor, case=case, revision=1, is_approved=True, reason="")
    _write(worker, case, began_from=1, **{**WHOLE, "part_staying": "near the window"})
    assert _state(worker, case) is State.WAITING


def test_nobody_approves_a_plan_that_she_wrote_a_part_of(worker, supervisor, case):
    _write(supervisor, case, now="staying")
    _write(worker, case, began_from=1, **WHOLE)
    with pytest.raises(NotPossible, match="did not write it"):
        decide_plan(by=supervisor.actor, case=case, revision=2, is_approved=True, reason="")
    assert "Another supervisor decides" in supervisor.get(f"/en/cases/{case.pk}/plan").content.decode()


def test_a_worker_neither_sees_the_list_nor_decides(worker, supervisor, case):
    _write(supervisor, case, **WHOLE)
    assert worker.get("/en/approvals").status_code == 404
    assert worker.post(f"/en/cases/{case.pk}/plan", {"revision": "1", "to": "approve"}).status_code == 404
    with pytest.raises(NotPossible):
        decide_plan(by=worker.actor, case=case, revision=1, is_approved=True, reason="")


def test_a_no_needs_words_and_whoever_wrote_the_plan_reads_them(worker, supervisor, case):
    _write(worker, case, **WHOLE)
    sent = {"revision": "1", "to": "decline"}
    refused = supervisor.post(f"/en/cases/{case.pk}/plan", sent)
    assert (refused.status_code, _state(worker, case)) == (409, State.WAITING)
    supervisor.post(f"/en/cases/{case.pk}/plan", {**sent, "reason": "where do the keys lie?"})
    page = worker.get(f"/en/cases/{case.pk}").content.decode()
    assert "where do the keys lie?" in page
    assert "the safety plan was not approved" in page


def test_a_plan_that_was_changed_meanwhile_is_not_approved_unread(worker, supervisor, case):
    _write(worker, case, **WHOLE)
    _write(worker, case, began_from=1, **{**WHOLE, "part_staying": "near the window"})
    page = supervisor.post(f"/en/cases/{case.pk}/plan", {"revision": "1", "to": "approve"})
    assert (page.status_code, _state(worker, case)) == (409, State.WAITING)


def test_a_closing_stands_in_the_list_as_long_as_it_waits(worker, supervisor, case):
    _write(worker, case, "closure", reason="reached")
    assert _listed(supervisor, "closings") == ["Aigerim"]
    Case.objects.update(state="open")
    assert _listed(supervisor, "closings") == []


def test_another_centre_sees_no_plan(worker, worker_elsewhere, case):
    _write(worker, case, **WHOLE)
    assert worker_elsewhere.get(f"/en/cases/{case.pk}/plan").status_code == 404
    assert worker_elsewhere.get("/en/approvals").context["plans"] == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_list_and_plan_read_in_three_languages(worker, supervisor, case, language):
    _write(worker, case, **WHOLE)
    assert "near the door" in supervisor.get(f"/{language}/cases/{case.pk}/plan").content.decode()
    title = supervisor.get(f"/{language}/approvals").content.decode().partition("<title>")[2].partition("</title>")[0]
    assert "Aigerim" not in title
