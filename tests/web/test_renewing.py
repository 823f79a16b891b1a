"""Somebody leaves: with every copy of the database, her pass phrase and the key files she opens nothing newer."""

from datetime import timedelta

import pytest
from tests.cast import Member, join, sign_in_anew, tell

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import unwrap_sealed
from qorgan.vault.keyring import open_grant
from qorgan.vault.secret import KeyPair
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actions import confirming, members, renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Duty, Grant, Keyring, KeyringKey, Role
from qorgan.web.accounts.models import Member as Row
from qorgan.web.audit.chain import verify
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.sealed import rekeying as key_actions
from qorgan.web.sealed import summaries
from qorgan.web.sealed.models import Summary, Wrap
from qorgan.web.sealed.resealing import old_wraps


def fresh(member: Member):
    """The same member at her next request."""
    row = Row.objects.select_related("centre").get(id=member.actor.member.id)
    return type(member.actor)(row, member.actor.roles, member.actor.key_pair)


def words_in(actor, disclosure):
    opened = reading.open_disclosure(by=actor, disclosure=disclosure)
    return [one.document.get("words", "") for one in opened.entries]


def everything_she_can_open(pair: KeyPair, copies: list[tuple[bytes, KeyringKey]]) -> list[KeyPair]:
    """All private keys that follow from copied grants and from what the database holds now."""
    found = []
    for box, key in copies:
        found.append(open_grant(box, pair, label=keyrings.label_of(key), expected_public=bytes(key.public)).key_pair)
    for grant in Grant.objects.select_related("key"):
        for own in [pair, *found]:
            try:
                label = keyrings.label_of(grant.key)
                found.append(
                    open_grant(bytes(grant.box), own, label=label, expected_public=bytes(grant.key.public)).key_pair
                )
            except SealError:
                pass
    for key in KeyringKey.objects.exclude(previous=None):
        for own in [pair, *found]:
            with pytest.raises(SealError):
                unwrap_sealed(bytes(key.previous), own)
    return found


def test_who_has_left_opens_nothing_newer_with_all_copies_and_her_pass_phrase(supervisor, worker, centre):
    before = tell(centre, words="Written before she left.")
    copies = [(bytes(one.box), one.key) for one in worker.actor.member.grants.select_related("key")]
    members.end(by=supervisor.actor, member=worker.actor.member)
    after = tell(centre, words="Written after she left.")
    her_actions.write_message(found=before.sent.found, words="Later words in the older conversation.")

    mine = everything_she_can_open(worker.actor.key_pair, copies)
    assert len(mine) == 1  # what she held on her last day
    old = Wrap.objects.filter(envelope__thread=before.disclosure.thread, envelope__sequence=1, to_keyring__isnull=False)
    assert unwrap_sealed(bytes(old[0].box), mine[0])
    newest = KeyringKey.objects.get(keyring__centre=centre, version=2)
    later = Wrap.objects.filter(envelope__thread=before.disclosure.thread, envelope__sequence__gt=2)
    newer = [*Wrap.objects.filter(envelope__thread=after.disclosure.thread), *later]
    assert {one.to_keyring_id for one in newer if one.to_keyring_id} == {newest.id}
    for one in newer:
        with pytest.raises(SealError):
            unwrap_sealed(bytes(one.box), mine[0])


def test_those_who_stay_read_what_came_before_and_after(supervisor, worker, centre):
    before = tell(centre, words="Written before.")
    words_in(worker.actor, before.disclosure)
    writing.reply(by=worker.actor, disclosure=before.disclosure, words="An answer of hers who leaves.")
    members.end(by=supervisor.actor, member=worker.actor.member)
    after = tell(centre, words="Written after.")
    stays = fresh(supervisor)
    assert words_in(stays, before.disclosure)[:1] == ["Written before."]
    assert "An answer of hers who leaves." in words_in(stays, before.disclosure)
    assert words_in(stays, after.disclosure)[:1] == ["Written after."]


def test_a_new_colleague_reads_what_came_before_by_one_grant(supervisor, worker, centre):
    before = tell(centre, words="Written before.")
    members.end(by=supervisor.actor, member=worker.actor.member)
    new = join(supervisor, centre, "new", Role.WORKER)
    assert Grant.objects.filter(member=new.actor.member).count() == 1
    assert words_in(fresh(new), before.disclosure)[:1] == ["Written before."]


def test_she_goes_on_writing_and_reading_answers_across_it(supervisor, worker, centre):
    her = tell(centre)
    members.end(by=supervisor.actor, member=worker.actor.member)
    words_in(fresh(supervisor), her.disclosure)
    writing.reply(by=fresh(supervisor), disclosure=her.disclosure, words="We are here still.")
    her_actions.write_message(found=her.sent.found, words="I am glad.")
    her.come_back()
    assert "We are here still." in her.door.get("/en/talk").text
    assert "I am glad." in words_in(fresh(supervisor), her.disclosure)


@pytest.mark.parametrize("how", ["role", "again"])
def test_who_loses_a_duty_or_her_pass_phrase_is_followed_by_new_keys(supervisor, worker, centre, administrator, how):
    other = join(supervisor, centre, "other", Role.SUPERVISOR)
    if how == "again":
        members.invite_again(by=supervisor.actor, member=other.actor.member)
    else:
        members.end(by=supervisor.actor, member=other.actor.member)
    assert KeyringKey.objects.filter(keyring__centre=centre).count() == 2
    assert verify(str(centre.id))


def test_keys_that_the_one_who_acts_does_not_hold_are_marked_and_renewed_by_who_does(administrators, auditor):
    first, second = administrators
    for one in administrators:
        members.change_roles(by=first.actor, member=one.actor.member, roles=[Role.ADMINISTRATOR])
        first.actor.forget_keys()
    other = join(first, None, "auditor-2", Role.AUDITOR)
    confirming.hand_on_audit(by=fresh(auditor), member=Row.objects.get(id=other.actor.member.id))
    members.end(by=fresh(second), member=Row.objects.get(id=other.actor.member.id))
    keyring = Keyring.objects.get(duty=Duty.AUDIT)
    assert keyring.is_due
    renewing.renew(by=fresh(auditor), duty=Duty.AUDIT)
    keyring.refresh_from_db()
    assert not keyring.is_due
    assert auditor.get("/en/audit").status_code == 200
    assert "could not be opened" not in auditor.get("/en/audit").text


def test_who_does_not_hold_the_keys_renews_none(administrator, supervisor):
    with pytest.raises(NotAllowed):
        renewing.renew(by=fresh(administrator), duty=Duty.INTAKE)


def test_a_grant_that_somebody_wrote_in_gets_no_new_key(supervisor, worker, centre, worker_elsewhere):
    forged = KeyringKey.objects.get(keyring__centre=centre)
    Grant.objects.create(key=forged, member=worker_elsewhere.actor.member, box=b"anything")
    Row.objects.filter(id=worker_elsewhere.actor.member.id).update(centre=centre)
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    holders = set(Grant.objects.filter(key__keyring__centre=centre).values_list("member_id", flat=True))
    assert holders == {supervisor.actor.member.id, worker.actor.member.id}


def test_who_has_left_is_not_made_active_again_by_a_row(supervisor, worker, centre):
    members.end(by=supervisor.actor, member=worker.actor.member)
    Row.objects.filter(id=worker.actor.member.id).update(state=Row.State.ACTIVE)
    sign_in_anew(worker)  # with a session that her pass phrase has opened since
    assert worker.get("/en/inbox").status_code == 302  # signed out: the state stands in the seal as well
    row = Row.objects.get(id=worker.actor.member.id)
    assert keyrings.held(row, worker.actor.key_pair, Duty.INTAKE) == []


def test_labels_are_kept_under_the_new_key(supervisor, worker, centre):
    her = tell(centre)
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    reading.set_labels(by=worker.actor, disclosure=her.disclosure, labels=["follow-up"])
    members.end(by=supervisor.actor, member=worker.actor.member)
    stays = fresh(supervisor)
    reading.set_labels(by=stays, disclosure=her.disclosure, labels=["follow-up", "urgent"])
    assert Summary.objects.get(thread=her.disclosure.thread).key.version == 2


def stolen(supervisor, worker, centre):
    """A conversation from before, its keys renewed."""
    her = tell(centre, words="Written before the theft.")
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    reading.set_labels(by=worker.actor, disclosure=her.disclosure, labels=["follow-up"])
    writing.reply(by=worker.actor, disclosure=her.disclosure, words="An answer.")
    writing.add_note(by=worker.actor, disclosure=her.disclosure, words="A note.")
    assert supervisor.post("/en/keys/renew").status_code == 302
    return her


def test_after_a_theft_everything_is_sealed_anew_and_the_old_key_opens_nothing(supervisor, worker, centre, frozen):
    old = worker.actor.intake[0].secret.key_pair
    her = stolen(supervisor, worker, centre)
    assert "seals still open" in supervisor.get("/en/keys").text
    assert "Everything is sealed" in supervisor.post("/en/keys/reseal", {"after": "0"}).text
    frozen.advance(timedelta(days=1))
    key_actions.give_up_old(by=fresh(supervisor))
    for wrap in Wrap.objects.filter(envelope__thread=her.disclosure.thread):
        with pytest.raises(SealError):
            unwrap_sealed(bytes(wrap.box), old)
    assert not KeyringKey.objects.exclude(previous=None).exists()
    assert [key.row.version for key in fresh(supervisor).intake] == [2]
    words = words_in(fresh(supervisor), her.disclosure)
    assert [one for one in words if one] == ["Written before the theft.", "An answer.", "A note."]
    assert summaries_of(supervisor, her) == ["follow-up"]
    her.come_back()
    assert "An answer." in her.door.get("/en/talk").text


def summaries_of(member, her):
    rows = Summary.objects.filter(thread=her.disclosure.thread)
    return summaries.read(rows, fresh(member).intake)[her.disclosure.thread_id]["labels"]


def test_sealing_anew_can_be_stopped_and_gone_on_with(supervisor, worker, centre, monkeypatch):
    monkeypatch.setattr("qorgan.web.sealed.rekeying.STEP", 2)
    stolen(supervisor, worker, centre)
    left = []
    for _ in range(3):
        supervisor.post("/en/keys/reseal", {"after": "0"})
        left.append(old_wraps(fresh(supervisor).intake[0]).count())
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


def test_old_keys_are_not_given_up_on_the_same_day_or_while_anything_needs_them(supervisor, worker, centre, frozen):
    stolen(supervisor, worker, centre)
    assert supervisor.post("/en/keys/give-up").status_code == 422
    frozen.advance(timedelta(days=1))
    with pytest.raises(NotAllowed):
        key_actions.give_up_old(by=fresh(supervisor))
    assert KeyringKey.objects.exclude(previous=None).exists()


def test_what_was_altered_is_counted_and_does_not_hold_the_rest_up(supervisor, worker, centre, frozen):
    her = stolen(supervisor, worker, centre)
    broken = old_wraps(fresh(supervisor).intake[0]).last()
    Wrap.objects.filter(pk=broken.pk).update(box=bytes(reversed(bytes(broken.box))))
    page = supervisor.post("/en/keys/reseal", {"after": "0"}).text
    assert "could not be opened and was left" in page
    frozen.advance(timedelta(days=1))
    key_actions.give_up_old(by=fresh(supervisor))
    assert words_in(fresh(supervisor), her.disclosure)[:1] == ["Written before the theft."]


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 40, "٣"])
def test_a_place_to_go_on_from_that_makes_no_sense_begins_anew(supervisor, worker, centre, after):
    stolen(supervisor, worker, centre)
    assert supervisor.post("/en/keys/reseal", {"after": after}).status_code == 200


def test_a_message_of_hers_that_another_centre_sealed_is_still_refused(supervisor, worker, worker_elsewhere, centre):
    """Only the centre itself may seal hers anew, to itself."""
    her = stolen(supervisor, worker, centre)
    supervisor.post("/en/keys/reseal", {"after": "0"})
    other = KeyringKey.objects.get(keyring__centre=worker_elsewhere.actor.centre)
    Wrap.objects.filter(envelope__thread=her.disclosure.thread, to_keyring__isnull=False).update(from_keyring=other)
    assert reading.open_disclosure(by=fresh(supervisor), disclosure=her.disclosure).entries == []
