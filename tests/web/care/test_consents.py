"""What she allows, and what happens at once when she takes it back."""

import uuid

import pytest
from tests.cast import tell

from qorgan.care.consent import Purpose, Why
from qorgan.hear.contact import SafeContact, Way
from qorgan.kernel.consent import Consents, Speaker
from qorgan.kernel.consent import Purpose as Said
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.writing import begin_case, save_form
from qorgan.web.care.consents import decide, is_taken_back
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading
from qorgan.web.hear.wishes import Wishes
from qorgan.web.shell import clock


def _consent(worker, case, began_from=0, entry="", **data):
    entry = entry or str(uuid.uuid4())
    told = {"purpose": "contact", "giver": "herself", "given": "2026-11-20", **data}
    save_form(by=worker.actor, case=case, form=FORMS["consent"], entry=entry, began_from=began_from, data=told)
    return entry


def _decision(worker, case, purpose=Purpose.CONTACT, **more):
    return decide(open_case(case, worker.actor.intake), purpose=purpose, today=clock.today(), **more)


def test_without_a_consent_to_it_no_case_is_opened(worker):
    with pytest.raises(NotPossible):
        begin_case(by=worker.actor, opening={"called": "Dina"}, consents=[])
    answer = worker.post("/en/cases/new", {"called": "Dina"})
    assert answer.status_code == 422
    assert "Without a consent no file is kept" in answer.content.decode()
    assert not Case.objects.exists()


def test_she_may_be_reached_only_while_she_allows_it(worker, case):
    assert "She has not agreed to be reached" in worker.get(f"/en/cases/{case.pk}").content.decode()
    entry = _consent(worker, case)
    assert _decision(worker, case).is_allowed
    _consent(worker, case, began_from=1, entry=entry, withdrawn=clock.today().isoformat())
    assert _decision(worker, case).why is Why.WITHDRAWN
    assert "She has not agreed to be reached" in worker.get(f"/en/cases/{case.pk}").content.decode()


def test_a_consent_is_for_one_recipient(worker, case):
    _consent(worker, case, purpose="letter", recipient="Legal aid")
    assert _decision(worker, case, Purpose.LETTER, recipient="Legal aid").is_allowed
    assert not _decision(worker, case, Purpose.LETTER, recipient="Another").is_allowed


def test_as_long_as_nobody_knows_whether_she_is_an_adult_nothing_is_shared(worker):
    given = {"purpose": "case", "giver": "herself", "given": "2026-11-20"}
    case = begin_case(by=worker.actor, opening={"called": "Dina"}, consents=[given])
    assert _decision(worker, case, Purpose.CASE).why is Why.NOT_THEIRS


@pytest.mark.parametrize(
    ("safe", "suspected", "allowed"),
    [("yes", "no", True), ("yes", "yes", False), ("yes", "not-known", False), ("no", "no", False)],
)
def test_only_a_guardian_who_is_safe_and_not_suspected_speaks_for_a_child(worker, safe, suspected, allowed):
    opening = {"called": "A", "age_band": "14-17", "guardian_is_safe": safe, "guardian_is_suspected": suspected}
    given = {"purpose": "case", "giver": "guardian", "given": "2026-11-20", "with_assent": True}
    case = begin_case(by=worker.actor, opening=opening, consents=[given])
    assert _decision(worker, case, Purpose.CASE).is_allowed is allowed


def test_when_she_takes_back_her_consent_to_the_file_nothing_more_is_written_but_its_closing(worker, case):
    entry = open_case(case, worker.actor.intake).entries("consent")[0].entry
    _consent(worker, case, 1, entry, purpose="case", withdrawn=clock.today().isoformat())
    answer = worker.post(f"/en/cases/{case.pk}/risk", {"her_words": "still written", "began_from": "0"})
    assert answer.status_code == 409
    assert "still written" in answer.content.decode()
    assert open_case(case, worker.actor.intake).current("risk") is None
    assert "taken back her consent to this file" in worker.get(f"/en/cases/{case.pk}").content.decode()
    closing = worker.post(f"/en/cases/{case.pk}/closure", {"reason": "consent", "began_from": "0"})
    assert closing.status_code == 302


# From a conversation.


@pytest.fixture
def her(supervisor, centre):
    contact = SafeContact((Way.CALL,), "+0 000", "10-12", "never write", "apricot")
    return tell(centre, purposes=(Said.CASE, Said.CONTACT), contact=contact, words="ORCHARD words of hers")


def _opened_from(worker, her):
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    return worker.post(f"/en/d/{her.disclosure.pk}/case", {"called": "Saule", "is_adult": "yes"})


def test_a_case_from_a_conversation_takes_over_what_she_allows_and_how_she_may_be_reached(worker, her):
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    page = worker.get(f"/en/d/{her.disclosure.pk}/case").content.decode()
    assert "never write" in page
    assert "apricot" in page
    assert "ORCHARD" not in page
    assert _opened_from(worker, her).status_code == 302
    case = Case.objects.get()
    assert _decision(worker, case).is_allowed
    assert not _decision(worker, case, Purpose.STATISTICS).is_allowed
    shown = worker.get(f"/en/cases/{case.pk}").content.decode()
    assert f"/en/d/{her.disclosure.pk}" in shown
    assert "ORCHARD" not in shown


def test_a_second_case_of_the_same_conversation_is_refused_with_a_way_to_the_first(worker, supervisor, her):
    _opened_from(worker, her)
    case = Case.objects.get()
    page = supervisor.get(f"/en/d/{her.disclosure.pk}/case").content.decode()
    assert f"/en/cases/{case.pk}" in page
    supervisor.post(f"/en/d/{her.disclosure.pk}/case", {"called": "Saule"})
    assert Case.objects.count() == 1


def test_where_she_did_not_allow_a_file_none_is_opened_and_the_page_says_why(worker, survivor):
    answer = _opened_from(worker, survivor)
    assert "She has not allowed a file" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_friend_cannot_allow_a_file_about_her(worker, centre, supervisor):
    answer = _opened_from(worker, tell(centre, speaker=Speaker.FRIEND))
    assert "Only she can allow" in answer.content.decode()


def test_what_she_takes_back_in_her_conversation_no_longer_holds_in_the_case(worker, her):
    _opened_from(worker, her)
    case = Case.objects.get()
    none = Wishes(SafeContact(), Consents.none(Speaker.SURVIVOR, clock.today()))
    her_actions.change_wishes(found=her.sent.found, wishes=none)
    assert not _decision(worker, case).is_allowed
    assert is_taken_back(open_case(case, worker.actor.intake), today=clock.today())
    answer = worker.post(f"/en/cases/{case.pk}/risk", {"her_words": "x", "began_from": "0"})
    assert answer.status_code == 409


def test_a_change_of_the_consent_keeps_that_it_follows_her_conversation(worker, her):
    _opened_from(worker, her)
    case = Case.objects.get()
    contact = next(
        one for one in open_case(case, worker.actor.intake).entries("consent") if one.data["purpose"] == "contact"
    )
    sent = {"purpose": "contact", "giver": "herself", "given": "2026-11-20", "limits": "not at work", "began_from": "1"}
    assert worker.post(f"/en/cases/{case.pk}/consent/{contact.entry}", sent).status_code == 302
    again = open_case(case, worker.actor.intake).current("consent", contact.entry)
    assert (again.revision, again.data["via"]) == (2, "conversation")
