"""Cases and referrals attacked: by somebody who writes rows, by the other centre, by what happens in one moment."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.recovering import fresh
from tests.web.care.handed import CONSENT, INCIDENT, accept, opened_by, save, say, send, take_back

from qorgan.kernel.errors import SealError
from qorgan.web.accounts import seen
from qorgan.web.accounts.actions import renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Duty
from qorgan.web.backup import restoring
from qorgan.web.care.actions import referring, writing
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.consents import is_taken_back
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import open_case
from qorgan.web.sealed import across, rekeying, resealing
from qorgan.web.sealed.models import Envelope, Thread, Wrap
from qorgan.web.sealed.shredding import shred, sweep
from qorgan.web.shell import clock, tombstones


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


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
