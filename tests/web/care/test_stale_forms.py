"""A form of an earlier sign-in is shown again and does nothing, whether or not its page remembers to look."""

import uuid

import pytest
from django.http import HttpResponse
from django.utils import translation
from tests.cast import tell
from tests.contracts.test_access import patterns_of
from tests.web.care import programmes
from tests.web.care.handed import say, send, wish

from qorgan.kernel.consent import Purpose
from qorgan.web import handing_over
from qorgan.web.accounts import guard
from qorgan.web.accounts.models import Duty, Keyring
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import referring, writing
from qorgan.web.care.actions.writing import draft_name
from qorgan.web.care.models import Case, Referral
from qorgan.web.hear.actions.staff import reading
from qorgan.web.sealed import drafts
from qorgan.web.sealed.models import Draft
from qorgan.web.shell import journal
from qorgan.web.shell.journal import OnlyShown
from qorgan.web.urls import staff

WORDS = "She is afraid of the road."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def her(supervisor, centre):
    return tell(centre, purposes=(Purpose.CASE,))


@pytest.fixture
def lent(worker, her, there) -> Referral:
    """What was handed to the other centre of a case that rests on her conversation."""
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    case = handing_over.begin_from(by=worker.actor, row=her.disclosure, opening={"called": "Saule", "is_adult": "yes"})
    say(worker, case, there)
    return send(worker, case, there, keys=[])


@pytest.fixture
def forgetful(monkeypatch, there):
    """Put a page that never looks whether its form is stale in the place of the one for handing over."""

    @guard.staff_only(Permission.CASES, hands_back=True)
    def page(request, number):
        row = Case.objects.get(pk=number)
        referring.send(by=request.actor, case=row, centre=there, keys=[], words=WORDS, is_transfer=False)
        return HttpResponse("sent")

    monkeypatch.setattr(next(one for one in patterns_of(staff.urlpatterns) if one.name == "hand"), "callback", page)


def test_a_page_that_forgets_to_look_does_nothing_and_hands_the_words_back(worker, case, there, forgetful):
    say(worker, case, there)
    answer = worker.door.post(f"/en/cases/{case.pk}/hand", {"words": WORDS, "again": "1"})
    assert (answer.status_code, Referral.objects.count()) == (403, 0)
    assert WORDS in answer.text


def test_such_a_page_does_what_a_form_of_today_says(worker, case, there, forgetful):
    say(worker, case, there)
    assert worker.post(f"/en/cases/{case.pk}/hand", {"words": WORDS}).status_code == 200
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("button", ["keep", "discard", "save"])
def test_a_button_that_acts_before_the_page_looks_is_not_even_asked(worker, case, there, forgetful, button):
    say(worker, case, there)
    sent = {"words": WORDS, "again": "1", button: "yes"}
    assert worker.door.post(f"/en/cases/{case.pk}/hand", sent).status_code == 403


def test_a_page_that_forgets_to_look_neither_changes_nor_drops_her_draft(worker, case):
    """A draft that is kept once more, and one that is dropped with a form that stands already, write no row."""
    told = {"by": worker.actor, "case": case, "name": draft_name("incident", "only")}
    writing.keep_draft(**told, sent={"words": WORDS}, began_from=0)
    before = Draft.objects.get()
    with journal.only_shown():
        with pytest.raises(OnlyShown):
            writing.keep_draft(**told, sent={"words": "other"}, began_from=0)
        with pytest.raises(OnlyShown):
            drafts.forget(worker.actor.member, case.thread, told["name"], worker.actor.intake)
    after = Draft.objects.get()
    assert (after.version, bytes(after.ciphertext)) == (before.version, bytes(before.ciphertext))


def test_her_no_takes_effect_also_where_somebody_only_shows_a_form_again(worker, her, lent):
    wish(her)
    page = worker.door.post(f"/en/cases/{lent.case_id}/hand", {"words": WORDS, "again": "1"})
    lent.refresh_from_db()
    assert (page.status_code, lent.state) == (200, Referral.State.REVOKED)
    assert page.context["form"]["words"].value() == WORDS


def test_after_a_form_was_shown_again_she_acts_as_before(worker, case, there):
    say(worker, case, there)
    worker.door.post(f"/en/cases/{case.pk}/hand", {"words": WORDS, "again": "1"})
    sent = {"centre": str(there.id), "how": "part", "words": WORDS, "send": "yes"}
    assert worker.post(f"/en/cases/{case.pk}/hand", sent).status_code == 302
    assert Referral.objects.count() == 1


def test_where_keys_are_due_her_form_is_shown_again_as_elsewhere(facilitator, centre):
    address = f"/en/programme/{programmes.group(facilitator).pk}/session/{uuid.uuid4()}"
    due = Keyring.objects.filter(centre=centre, duty=Duty.PROGRAMME)
    due.update(is_due=True)
    answer = facilitator.door.post(address, {"words": WORDS, "again": "1"})
    assert (answer.status_code, due.get().is_due) == (200, False)
    assert WORDS in answer.text
