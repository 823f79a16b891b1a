"""Cases and referrals attacked: by somebody who writes rows, by the other centre, by what happens in one moment."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.cast import join, open_centre, tell
from tests.recovering import fresh

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Consents, Speaker
from qorgan.kernel.consent import Purpose as Said
from qorgan.kernel.errors import SealError
from qorgan.web import handing_over
from qorgan.web.accounts import seen
from qorgan.web.accounts.actions import renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Centre, Duty, Role
from qorgan.web.backup import restoring
from qorgan.web.care.actions import reading as case_reading
from qorgan.web.care.actions import referring, writing
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.referring import HeldBack
from qorgan.web.care.consents import is_taken_back
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import following, reading
from qorgan.web.hear.actions.staff.receipts import shred_now, undo_deletion
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import across, rekeying, resealing
from qorgan.web.sealed.models import Envelope, Thread, Wrap
from qorgan.web.sealed.shredding import shred, sweep
from qorgan.web.shell import clock, tombstones

CONSENT = "6f0c9d0e-0000-4000-8000-000000000001"
INCIDENT = "6f0c9d0e-0000-4000-8000-000000000002"
KEYS = [f"incident/{INCIDENT}"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def there(worker_elsewhere) -> Centre:
    return worker_elsewhere.actor.centre


@pytest.fixture
def another_centre(administrators) -> Centre:
    return open_centre(*administrators, name="Centre three")


def save(by, case, form, entry, data, *, began_from=0):
    return writing.save_form(by=fresh(by), case=case, form=FORMS[form], entry=entry, began_from=began_from, data=data)


def say(by, case, centre, *, began_from=0, **more):
    today = clock.today().isoformat()
    data = {"purpose": "referral", "centre": str(centre.id), "giver": "herself", "given": today, **more}
    return save(by, case, "consent", CONSENT, data, began_from=began_from)


def take_back(by, case, centre):
    return say(by, case, centre, began_from=1, withdrawn=clock.today().isoformat())


@pytest.fixture
def allowed(worker, case, there) -> Case:
    save(worker, case, "incident", INCIDENT, {"words": "what happened in the kitchen"})
    say(worker, case, there)
    return case


@pytest.fixture
def case_of_another(worker) -> Case:
    """Another case of the same centre."""
    given = {"purpose": "case", "giver": "herself", "given": clock.today().isoformat()}
    return writing.begin_case(by=worker.actor, opening={"called": "Dina", "is_adult": "yes"}, consents=[given])


def send(by, case, centre, **more):
    told = {"keys": KEYS, "words": "", "is_transfer": False, **more}
    return referring.send(by=fresh(by), case=case, centre=centre, **told)


def accept(by, row):
    return referring.accept(by=fresh(by), row=Referral.objects.get(pk=row.pk))


def opened_by(by, row):
    return referring.open_referral(by=fresh(by), row=Referral.objects.get(pk=row.pk))


# What she said in her conversation.


@pytest.fixture
def her(supervisor, centre):
    return tell(centre, purposes=(Said.CASE,))


@pytest.fixture
def hers(worker, her) -> Case:
    """A case that rests on what she allowed in her conversation."""
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    return handing_over.begin_from(by=worker.actor, row=her.disclosure, opening={"called": "Saule", "is_adult": "yes"})


def wish(her, *purposes):
    consents = Consents(frozenset(purposes), clock.today(), Speaker.SURVIVOR)
    her_actions.change_wishes(found=her.sent.found, wishes=Wishes(SafeContact(), consents))


def is_over(worker, case) -> bool:
    return is_taken_back(open_case(case, worker.actor.intake), today=clock.today())


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


# Her no, and what was lent.


def test_what_was_lent_for_something_that_is_done_is_gone_when_she_takes_it_back(
    worker, worker_elsewhere, allowed, there
):
    row = send(worker, allowed, there)
    case = accept(worker_elsewhere, row)
    referring.finish(by=fresh(worker_elsewhere), row=row)
    take_back(worker, allowed, there)
    assert Referral.objects.get().state == "done"
    with pytest.raises(NotPossible, match="no longer handed"):
        opened_by(worker_elsewhere, row)
    assert is_taken_back(open_case(case, fresh(worker_elsewhere).intake), today=clock.today())


def test_her_no_is_saved_also_where_the_other_centre_answers_in_that_moment(
    worker, worker_elsewhere, allowed, there, monkeypatch
):
    row = send(worker, allowed, there)
    ask = referring.is_allowed

    def slow(*args, **kwargs):
        Referral.objects.filter(pk=row.pk).update(state="declined")
        return ask(*args, **kwargs)

    monkeypatch.setattr(referring, "is_allowed", slow)
    take_back(worker, allowed, there)
    assert open_case(allowed, fresh(worker).intake).current("consent", CONSENT).data["withdrawn"]


def test_the_case_is_locked_before_its_referral_by_both_sides(worker, worker_elsewhere, allowed, there):
    """Who saves her no holds the case and waits for the referral: the other side must not wait the other way round."""
    row = send(worker, allowed, there)
    by = fresh(worker_elsewhere)
    with CaptureQueriesContext(connection) as asked:
        referring.accept(by=by, row=row)
    tables = [one["sql"].split('FROM "')[1].split('"')[0] for one in asked if one["sql"].startswith("SELECT")]
    assert tables.index("care_case") < tables.index("care_referral")


def test_the_sender_does_not_take_back_a_case_that_has_moved(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there, is_transfer=True)
    case = accept(worker_elsewhere, row)
    with pytest.raises(NotPossible):
        referring.revoke(by=fresh(worker), row=row)
    assert not is_taken_back(open_case(case, fresh(worker_elsewhere).intake), today=clock.today())


def test_the_id_of_her_conversation_stays_with_the_centre_that_has_it(worker, worker_elsewhere, her, hers, there):
    say(worker, hers, there)
    row = send(worker, hers, there, keys=[])
    assert str(her.disclosure.pk) not in str(opened_by(worker_elsewhere, row).entries[0].data)


def test_a_backup_from_before_hands_nothing_over_again(
    worker, worker_elsewhere, allowed, there, django_capture_on_commit_callbacks
):
    row = send(worker, allowed, there)
    before = list(Wrap.objects.filter(envelope__thread=row.thread_id))
    with django_capture_on_commit_callbacks(execute=True):
        take_back(worker, allowed, there)
    Wrap.objects.filter(envelope__thread=row.thread_id).delete()
    Wrap.objects.bulk_create(before)
    Referral.objects.update(state="sent")
    assert opened_by(worker_elsewhere, row)
    restoring._settle(tombstones.read())
    with pytest.raises(NotPossible, match="no longer handed"):
        opened_by(worker_elsewhere, row)
    assert opened_by(worker, row)


# Somebody who writes rows.


@pytest.mark.parametrize("step", ["decline", "finish"])
def test_an_answer_goes_to_no_centre_that_a_row_names(worker, worker_elsewhere, allowed, there, another_centre, step):
    row = send(worker, allowed, there)
    if step == "finish":
        accept(worker_elsewhere, row)
    Referral.objects.update(from_centre=another_centre)
    named = {"by": fresh(worker_elsewhere), "row": row, "words": "She sleeps at her aunt's."}
    with pytest.raises(SealError):
        referring.decline(**named, reason="full") if step == "decline" else referring.finish(**named)
    assert not Wrap.objects.filter(to_keyring__keyring__centre=another_centre).exists()


def test_nothing_is_handed_to_a_centre_whose_older_rows_were_put_back(worker, allowed, there):
    """A key that was stolen and renewed since, or a centre that has closed: each older row is authentic."""
    seen.note(there.pk, there.statement.number + 1)
    before = Envelope.objects.count()
    with pytest.raises(SealError, match="older rows"):
        send(worker, allowed, there)
    assert Envelope.objects.count() == before


def test_a_row_that_says_done_brings_back_nothing_that_she_took_back(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there)
    case = accept(worker_elsewhere, row)
    take_back(worker, allowed, there)
    Referral.objects.update(state="done")
    assert is_taken_back(open_case(case, fresh(worker_elsewhere).intake), today=clock.today())


def test_another_referral_put_in_the_place_of_the_one_she_ended_lends_nothing(worker, worker_elsewhere, allowed, there):
    ended = send(worker, allowed, there)
    case = accept(worker_elsewhere, ended)
    take_back(worker, allowed, there)
    say(worker, allowed, there, began_from=2)
    other = send(worker, allowed, there)
    Referral.objects.filter(pk=ended.pk).update(received_case=None)
    Referral.objects.filter(pk=other.pk).update(received_case=case)
    assert is_taken_back(open_case(case, fresh(worker_elsewhere).intake), today=clock.today())


@pytest.mark.parametrize("hidden", ["to_centre", "case", "state"])
def test_a_row_hides_no_referral_from_her_no(
    worker, worker_elsewhere, allowed, there, another_centre, case_of_another, hidden
):
    row = send(worker, allowed, there)
    other = {"to_centre": another_centre, "case": case_of_another, "state": "declined"}[hidden]
    was = {"to_centre": there, "case": allowed, "state": "sent"}[hidden]
    Referral.objects.update(**{hidden: other})
    take_back(worker, allowed, there)
    Referral.objects.update(**{hidden: was})
    with pytest.raises(NotPossible, match="no longer handed"):
        opened_by(worker_elsewhere, row)


def test_after_the_keys_of_both_were_renewed_her_no_leaves_the_other_centre_nothing(
    worker, worker_elsewhere, supervisor, allowed, there
):
    row = send(worker, allowed, there)
    for by in (supervisor, worker_elsewhere):
        renewing.renew(by=fresh(by), duty=Duty.INTAKE)
        assert resealing.reseal(fresh(by).intake, after=0, n=100)[1] == 0
    assert opened_by(worker_elsewhere, row).entries
    assert opened_by(worker, row).entries
    take_back(worker, allowed, there)
    with pytest.raises(NotPossible, match="no longer handed"):
        opened_by(worker_elsewhere, row)


def test_old_keys_are_not_given_up_while_what_was_handed_over_hangs_on_them(
    worker, worker_elsewhere, allowed, there, frozen
):
    row = send(worker, allowed, there)
    by = renewing.renew(by=fresh(worker_elsewhere), duty=Duty.INTAKE)
    handed = Wrap.objects.filter(envelope__direction="across")
    kept = handed.exclude(to_keyring__keyring__centre=worker.actor.centre)
    Wrap.objects.filter(to_keyring__keyring=by.row.keyring_id).exclude(pk__in=kept).delete()  # the rest is sealed anew
    frozen.advance(timedelta(days=1))
    with pytest.raises(NotAllowed, match="Not everything is sealed anew yet"):
        rekeying.give_up_old(by=fresh(worker_elsewhere))
    rekeying.reseal_next(by=fresh(worker_elsewhere), after=0)
    rekeying.give_up_old(by=fresh(worker_elsewhere))
    assert opened_by(worker_elsewhere, row).entries


@pytest.mark.parametrize("place", ["another case", "the same case"])
def test_a_record_that_is_copied_counts_nowhere(worker, allowed, case_of_another, there, place):
    thread = {"another case": case_of_another, "the same case": allowed}[place].thread
    row = Envelope.objects.filter(thread=allowed.pk).order_by("-sequence")[0]
    wraps = list(row.wraps.all())
    row.pk, row.thread, row.sequence = uuid.uuid4(), thread, Thread.objects.get(pk=thread.pk).last_sequence + 1
    row.save(force_insert=True)
    for one in wraps:
        one.pk, one.envelope = None, row
        one.save(force_insert=True)
    opened = open_case(Case.objects.get(pk=thread.pk), fresh(worker).intake)
    assert opened.records.refused == 1
    assert len(opened.history("consent", CONSENT)) == (place == "the same case")


def test_a_record_taken_out_from_between_is_counted(worker, allowed, there):
    take_back(worker, allowed, there)
    save(worker, allowed, "incident", INCIDENT, {"words": "x"}, began_from=1)
    gone = Envelope.objects.filter(thread=allowed.pk).order_by("-sequence")[1]
    gone.delete()
    opened = open_case(allowed, fresh(worker).intake)
    assert opened.records.refused == 1
    assert "changed by somebody" in worker.get(f"/en/cases/{allowed.pk}").text


def test_what_was_handed_over_is_destroyed_with_its_case(worker, allowed, there, django_capture_on_commit_callbacks):
    row = send(worker, allowed, there)
    with django_capture_on_commit_callbacks(execute=False) as left:
        shred(Thread.objects.get(pk=allowed.pk), today=clock.today())
    assert not Envelope.objects.filter(direction=across.Across).exists()
    assert not Wrap.objects.filter(to_keyring__keyring__centre=there).exists()
    assert not Thread.objects.filter(pk=row.thread_id).exists()
    for one in left:
        if one is not sweep:
            one()
    assert tombstones.read().is_destroyed(row.thread_id)
