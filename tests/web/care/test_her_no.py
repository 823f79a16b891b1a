"""What she takes back on this site: heard by her own centre, and shut out at the other one before that."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from tests.cast import join, tell
from tests.web.care.handed import CONSENT, INCIDENT, accept, is_over, opened_by, save, say, send, wish

from qorgan.kernel.consent import Purpose as Said
from qorgan.web import handing_over
from qorgan.web.accounts.models import Centre, Role
from qorgan.web.care.actions import reading as case_reading
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.referring import HeldBack
from qorgan.web.care.models import Case, Referral
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import following, reading
from qorgan.web.hear.actions.staff.receipts import shred_now, undo_deletion
from qorgan.web.sealed.models import Envelope, Wrap
from qorgan.web.sealed.shredding import shred
from qorgan.web.shell import clock


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


# What she said in her conversation.


@pytest.fixture
def her(supervisor, centre):
    return tell(centre, purposes=(Said.CASE,))


@pytest.fixture
def hers(worker, her) -> Case:
    """A case that rests on what she allowed in her conversation."""
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    return handing_over.begin_from(by=worker.actor, row=her.disclosure, opening={"called": "Saule", "is_adult": "yes"})


def test_what_she_took_back_stays_taken_back_after_her_conversation_is_destroyed(worker, her, hers):
    wish(her)
    case_reading.show_case(by=worker.actor, case=hers)
    shred(her.disclosure.thread, today=clock.today())
    assert is_over(worker, hers)


def test_what_she_allowed_still_holds_after_her_conversation_is_destroyed(worker, her, hers):
    wish(her)
    case_reading.show_case(by=worker.actor, case=hers)
    wish(her, Said.CASE)
    her_actions.delete_conversation(found=her.sent.found)
    case_reading.show_case(by=worker.actor, case=hers)
    shred(her.disclosure.thread, today=clock.today())
    assert not is_over(worker, hers)


def test_where_nobody_heard_what_she_allowed_last_she_is_asked_anew(worker, her, hers):
    her_actions.delete_conversation(found=her.sent.found)
    shred(her.disclosure.thread, today=clock.today())
    assert "Ask her anew" in worker.get(f"/en/cases/{hers.pk}").text
    with pytest.raises(NotPossible, match="Ask her anew"):
        save(worker, hers, "incident", INCIDENT, {"words": "more"})
    save(worker, hers, "consent", CONSENT, {"purpose": "case", "giver": "herself", "given": "2026-11-20"})
    assert save(worker, hers, "incident", INCIDENT, {"words": "more"})


def test_her_case_hears_her_before_a_worker_destroys_her_conversation_on_her_word(worker, her, hers):
    her_actions.delete_conversation(found=her.sent.found)
    shred_now(by=worker.actor, disclosure=her.disclosure, heard_safe_word="", checked_otherwise=True)
    assert not is_over(worker, hers)


def test_what_she_took_back_is_taken_back_where_a_worker_destroys_it_at_once(worker, her, hers):
    wish(her)
    her_actions.delete_conversation(found=her.sent.found)
    shred_now(by=worker.actor, disclosure=her.disclosure, heard_safe_word="", checked_otherwise=True)
    assert is_over(worker, hers)


def test_what_was_heard_as_her_last_word_is_not_once_it_was_brought_back(worker, her, hers):
    her_actions.delete_conversation(found=her.sent.found)
    worker.get("/en/cases")
    undo_deletion(by=worker.actor, disclosure=her.disclosure, heard_safe_word="", checked_otherwise=True)
    her.sent.found.disclosure.refresh_from_db()
    wish(her)
    her_actions.delete_conversation(found=her.sent.found)
    shred(her.disclosure.thread, today=clock.today())
    assert is_over(worker, hers)


def test_a_list_hears_her_no_before_the_conversation_that_she_deleted_is_destroyed(worker, her, hers):
    wish(her)
    her_actions.delete_conversation(found=her.sent.found)
    worker.get("/en/cases")
    shred(her.disclosure.thread, today=clock.today())
    assert is_over(worker, hers)


def test_a_case_that_is_only_looked_at_gets_no_record_by_it(worker, hers):
    before = Envelope.objects.filter(thread=hers.pk).count()
    case_reading.show_case(by=worker.actor, case=hers)
    assert Envelope.objects.filter(thread=hers.pk).count() == before


def test_wishes_that_somebody_takes_away_allow_nothing(worker, her, hers):
    wish(her)
    Envelope.objects.filter(thread=her.disclosure.pk, kind="wishes").delete()
    assert is_over(worker, hers)


# Her no on this site, and another centre.


@pytest.fixture
def lent(worker, her, hers, there) -> Referral:
    """What was handed to the other centre of a case that rests on her conversation."""
    say(worker, hers, there)
    return send(worker, hers, there, keys=[])


def test_her_no_on_this_site_shuts_what_was_handed_over_before_anybody_has_looked(worker, worker_elsewhere, her, lent):
    case = accept(worker_elsewhere, lent)
    wish(her)
    with pytest.raises(HeldBack):
        opened_by(worker_elsewhere, lent)
    assert is_over(worker_elsewhere, case)
    assert "She has changed what she allows" in worker_elsewhere.get(f"/en/incoming/{lent.pk}").text


def test_a_row_that_turns_sender_and_receiver_round_hides_no_word_of_hers(worker_elsewhere, her, lent):
    case = accept(worker_elsewhere, lent)
    wish(her)
    Referral.objects.filter(pk=lent.pk).update(from_centre=lent.to_centre_id, to_centre=lent.from_centre_id)
    assert is_over(worker_elsewhere, case)


def test_a_row_that_says_that_her_centre_has_closed_hides_no_word_of_hers(worker, worker_elsewhere, her, lent):
    case = accept(worker_elsewhere, lent)
    wish(her)
    Centre.objects.filter(pk=worker.actor.centre.pk).update(state="closed")
    with pytest.raises(HeldBack):
        opened_by(worker_elsewhere, lent)
    assert is_over(worker_elsewhere, case)


def test_after_her_no_on_this_site_nothing_is_taken_up_any_more(worker_elsewhere, her, lent):
    wish(her)
    with pytest.raises(HeldBack):
        accept(worker_elsewhere, lent)
    assert Case.objects.filter(centre=worker_elsewhere.actor.centre).count() == 0


@pytest.mark.parametrize("look", ["/en/today", "/en/cases/box/closed", "/en/d/{her}/open"])
def test_her_no_on_this_site_takes_the_keys_back_when_somebody_lists_cases_or_opens_what_she_wrote(
    worker, worker_elsewhere, her, lent, look
):
    wish(her)
    address = look.format(her=her.disclosure.pk)
    assert (worker.post(address) if "/d/" in look else worker.get(address)).status_code in (200, 302)
    with pytest.raises(NotPossible, match="no longer handed"):
        opened_by(worker_elsewhere, lent)
    assert not Wrap.objects.filter(to_keyring__keyring__centre=worker_elsewhere.actor.centre).exists()


def test_what_she_still_allows_opens_again_once_her_own_centre_has_looked(worker, worker_elsewhere, her, lent):
    wish(her, Said.CASE, Said.CONTACT)
    with pytest.raises(HeldBack):
        opened_by(worker_elsewhere, lent)
    worker.get("/en/today")
    assert opened_by(worker_elsewhere, lent).entries


def test_what_she_changes_after_it_was_heard_shuts_it_again(worker, worker_elsewhere, her, lent):
    wish(her, Said.CASE, Said.CONTACT)
    worker.get("/en/today")
    wish(her, Said.CASE)
    with pytest.raises(HeldBack):
        opened_by(worker_elsewhere, lent)


def test_what_she_took_back_stays_shut_after_her_conversation_is_destroyed_and_nobody_heard_it(
    worker, worker_elsewhere, her, lent
):
    wish(her)
    her_actions.delete_conversation(found=her.sent.found)
    shred(her.disclosure.thread, today=clock.today())
    with pytest.raises(HeldBack):
        opened_by(worker_elsewhere, lent)
    worker.get("/en/today")
    with pytest.raises(NotPossible, match="no longer handed"):
        opened_by(worker_elsewhere, lent)


def test_what_rests_on_her_yes_elsewhere_is_not_handed_on_before_she_allows_it_here(
    worker, worker_elsewhere, administrator, her, lent, another_centre
):
    join(administrator, another_centre, "third", Role.SUPERVISOR)
    case = accept(worker_elsewhere, lent)
    say(worker_elsewhere, case, another_centre)
    with pytest.raises(NotPossible, match="Write down first that she allows it here"):
        send(worker_elsewhere, case, another_centre, keys=[])
    assert "Write down first that she allows it here" in worker_elsewhere.get(f"/en/cases/{case.pk}/hand").text
    given = {"purpose": "case", "giver": "herself", "given": "2026-11-20"}
    save(worker_elsewhere, case, "consent", INCIDENT, given)
    assert send(worker_elsewhere, case, another_centre, keys=[])


def test_what_another_woman_changes_shuts_nothing(worker, worker_elsewhere, centre, her, lent):
    wish(tell(centre, purposes=(Said.CASE,)))
    assert opened_by(worker_elsewhere, lent).entries


def test_nothing_stays_shut_where_nobody_is_left_who_could_hear_her(worker_elsewhere, her, lent, monkeypatch):
    accept(worker_elsewhere, lent)
    wish(her, Said.CASE)
    over = SimpleNamespace(reads_until=clock.today() - timedelta(days=1))  # as a signed closing says it
    monkeypatch.setattr(handing_over, "confirmed", lambda _centres: [over])
    assert opened_by(worker_elsewhere, lent).entries


def test_the_list_of_a_centre_is_opened_once_more_only_where_her_wishes_are_new(worker, her, hers, monkeypatch):
    asked = []
    monkeypatch.setattr(following._Port, "hear", asked.append)
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    assert asked == []
    wish(her)
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    assert asked == [worker.actor]


def test_the_id_of_her_conversation_stays_with_the_centre_that_has_it(worker, worker_elsewhere, her, hers, there):
    say(worker, hers, there)
    row = send(worker, hers, there, keys=[])
    assert str(her.disclosure.pk) not in str(opened_by(worker_elsewhere, row).entries[0].data)
