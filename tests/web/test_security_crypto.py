"""What the review of the cryptography found: each test failed before what it names was mended."""

import threading

import pytest
from django.db import connection
from django.db.models import QuerySet
from tests.cast import Member, join, sign_in_anew, signed_in

from qorgan.hear import work
from qorgan.kernel.errors import PassphraseError, QorganError, SealError
from qorgan.web.accounts.actions import confirming, members, recovering, renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.keyrings import sealing_keys
from qorgan.web.accounts.models import Duty, Grant, Keyring, KeyringKey, Recovery, Role
from qorgan.web.accounts.models import Member as Row
from qorgan.web.accounts.profiles import Profile
from qorgan.web.hear import tokens
from qorgan.web.shell import clock
from qorgan.web.shell.turns import in_turn


def fresh(member: Member):
    """The same member at her next request."""
    row = Row.objects.select_related("centre").get(id=member.actor.member.id)
    return type(member.actor)(row, member.actor.roles, member.actor.key_pair)


def invited(by: Member, centre, name: str, *roles: Role) -> tuple[Row, str]:
    """Invite somebody who has not joined yet."""
    return members.invite(by=fresh(by), centre=centre, sign_in_name=name, profile=Profile(name), roles=roles)


def stored(member: Row) -> dict:
    """A member's row as a copy of the database has it."""
    return Row.objects.filter(id=member.id).values().get()


# The gate


@pytest.mark.parametrize("junk", ["!" * 24, " " * 24])
def test_a_token_has_one_spelling_so_that_work_done_once_serves_once(junk):
    """Signs that are no base64 used to be passed over in silence, and work is done over the token as it is spelt."""
    one, other = (tokens.new_token(clock.today()) for _ in range(2))
    done = work.work_for(junk + one, 64)
    assert work.is_done(junk + other, done, 64)  # the same work would do for every form
    for spelt in (junk + other, other[:7] + junk + other[7:], other + junk, other.replace("-", "+").replace("_", "/")):
        if spelt != other:
            with pytest.raises(tokens.FormStale):
                tokens.nonce_of(spelt, clock.today())
    assert tokens.nonce_of(other, clock.today())


# Who a member is, by rows


def test_a_row_does_not_make_active_who_has_joined_and_met_nobody(administrators):
    """Else one administrator who can write the database were two."""
    first, _second = administrators
    puppet = signed_in("third", invited(first, None, "third", Role.ADMINISTRATOR)[1])
    Row.objects.filter(id=puppet.actor.member.id).update(state=Row.State.ACTIVE)
    assert puppet.get("/en/centres").status_code != 200
    with pytest.raises(SealError):
        confirming.confirm(by=fresh(first), member=Row.objects.get(id=puppet.actor.member.id))


def test_an_invitation_of_his_own_is_not_taken_up_in_the_place_of_somebody_else(administrators, supervisor, centre):
    """A tag moved to a supervisor's row made whoever holds the code her, with her roles and her grants."""
    _row, code = invited(supervisor, centre, "forger", Role.WORKER)
    forger = Row.objects.get(id=_row.id)
    tag, until = bytes(forger.invitation_tag), forger.invited_until
    Row.objects.filter(id=forger.id).update(invitation_tag=None)
    victim = Row.objects.filter(id=supervisor.actor.member.id)
    victim.update(invitation_tag=tag, invited_until=until)
    with pytest.raises((SealError, PassphraseError)):
        members.join(code=code)
    assert bytes(victim.get().public_key) == supervisor.actor.key_pair.public


def test_an_invitation_that_was_taken_up_is_not_good_again_by_a_row(supervisor, centre):
    row, code = invited(supervisor, centre, "new", Role.WORKER)
    before = stored(row)
    joined = signed_in("new", code)
    again = {name: before[name] for name in ("invitation_tag", "invited_until", "state")}
    Row.objects.filter(id=row.id).update(**again)
    with pytest.raises(SealError):
        members.join(code=code)
    assert bytes(Row.objects.get(id=row.id).public_key) == joined.actor.key_pair.public


def test_keys_that_were_replaced_do_not_come_back_by_a_row(administrators, supervisor, worker, centre):
    """She lost her pass phrase; who found it puts her old keys back beside her new standing."""
    old = stored(worker.actor.member)
    code = members.invite_again(by=fresh(supervisor), member=Row.objects.get(id=worker.actor.member.id))
    again = signed_in("worker", code)
    confirming.confirm(by=fresh(supervisor), member=Row.objects.get(id=again.actor.member.id))
    kept = ("salt", "public_key", "public_key_signature", "private_key", "totp_seed")
    Row.objects.filter(id=again.actor.member.id).update(**{name: old[name] for name in kept})
    assert worker.get("/en/inbox").status_code != 200
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    assert not Grant.objects.filter(key__keyring__centre=centre, member=again.actor.member).exists()


def test_who_was_invited_again_is_not_back_with_her_old_keys_by_a_row(supervisor, worker, centre):
    old = stored(worker.actor.member)
    members.invite_again(by=fresh(supervisor), member=Row.objects.get(id=worker.actor.member.id))
    kept = ("state", "salt", "public_key", "public_key_signature", "private_key")
    Row.objects.filter(id=worker.actor.member.id).update(**{name: old[name] for name in kept})
    newest = KeyringKey.objects.filter(keyring__centre=centre).order_by("-version")[0]
    Grant.objects.create(key=newest, member=worker.actor.member, box=b"anything")
    assert worker.get("/en/inbox").status_code != 200
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    holders = Grant.objects.filter(key__keyring__centre=centre).values_list("member_id", flat=True)
    assert list(holders) == [supervisor.actor.member.id]


def test_a_row_does_not_spare_a_new_supervisor_being_let_use_the_papers(administrators, supervisor, centre):
    """Two papers and one administrator who writes the database must not be enough, and the wait of a day holds."""
    first, _second = administrators
    shares = recovering.make(by=fresh(supervisor)).shares
    puppet = signed_in("puppet", invited(first, centre, "puppet", Role.SUPERVISOR)[1])
    Row.objects.filter(id=puppet.actor.member.id).update(state=Row.State.ACTIVE)
    with pytest.raises((SealError, NotAllowed)):
        recovering.recover(by=fresh(puppet), one=shares[0], other=shares[1])
    assert not Grant.objects.filter(member=puppet.actor.member).exists()


def test_nobody_founds_the_auditors_keys_anew_with_an_invitation(administrators):
    """The auditors' keyring put out of sight by a row: later rows of the audit would be sealed to one who only joined."""
    first, _second = administrators
    _row, code = invited(first, None, "forger", Role.AUDITOR)
    Keyring.objects.filter(duty=Duty.AUDIT).update(duty="gone")
    with pytest.raises(QorganError):
        members.join(code=code)
    assert not Keyring.objects.filter(duty=Duty.AUDIT).exists()


# Renewing


@pytest.mark.parametrize("goes", [members.end, members.invite_again])
def test_she_who_renews_in_the_moment_of_her_going_keeps_no_newer_keys(supervisor, worker, centre, monkeypatch, goes):
    """Her grants were taken before the keyring was locked, so what she made in between stayed hers."""
    asked, acting = QuerySet.select_for_update, [worker]

    def renewed_meanwhile(rows, *args, **kwargs):
        if rows.model is Keyring and acting:
            renewing.renew(by=fresh(acting.pop()), duty=Duty.INTAKE)
        return asked(rows, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", renewed_meanwhile)
    goes(by=fresh(supervisor), member=Row.objects.get(id=worker.actor.member.id))
    holders = Grant.objects.filter(key__keyring__centre=centre).values_list("key__version", "member_id")
    assert list(holders) == [(3, supervisor.actor.member.id)]
    assert not Keyring.objects.get(centre=centre).is_due


def test_papers_that_somebody_who_has_gone_knows_get_no_new_keys_by_a_row(supervisor, worker, centre):
    """She made them and left; put back whole, their row is true, and says that she knows them."""
    other = join(supervisor, centre, "other", Role.SUPERVISOR)
    recovering.make(by=fresh(other))
    kept = Recovery.objects.values().get()
    members.end(by=fresh(supervisor), member=Row.objects.get(id=other.actor.member.id))
    assert not Recovery.objects.exists()
    Recovery.objects.create(**kept)
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    assert not Recovery.objects.exists()


def test_who_has_left_and_puts_all_her_rows_back_gets_no_new_keys(supervisor, worker, centre):
    """An older row of hers is true. A grant of the newest keys she never had, and nobody without the key file makes one."""
    kept, role = stored(worker.actor.member), Role.WORKER
    grant = Grant.objects.filter(member=worker.actor.member).values("box").get()
    members.end(by=fresh(supervisor), member=Row.objects.get(id=worker.actor.member.id))
    Row.objects.filter(id=kept.pop("id")).update(**kept)
    worker.actor.member.roles.create(role=role)
    sign_in_anew(worker)  # with her old pass phrase
    newest = KeyringKey.objects.filter(keyring__centre=centre).order_by("-version")[0]
    Grant.objects.create(key=newest, member=worker.actor.member, **grant)
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    holders = Grant.objects.filter(key__keyring__centre=centre).values_list("member_id", flat=True)
    assert list(holders) == [supervisor.actor.member.id]


def test_papers_are_used_under_the_lock_under_which_she_would_be_ended(administrators, supervisor, centre, monkeypatch):
    """Ended between the look at her row and the grant, she kept the newest keys, and nobody renewed them after her."""
    first, second = administrators
    shares = recovering.make(by=fresh(supervisor)).shares
    new = signed_in("new", invited(first, centre, "new", Role.SUPERVISOR)[1])
    Row.objects.filter(id=supervisor.actor.member.id).delete()
    recovering.let(by=fresh(second), member=Row.objects.get(id=new.actor.member.id))
    asked, locked = QuerySet.select_for_update, []

    def noted(rows, *args, **kwargs):
        locked.append(rows.model)
        return asked(rows, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    recovering.recover(by=fresh(new), one=shares[0], other=shares[1])
    assert locked[:2] == [Row, Keyring]  # in this order everywhere, so that two never wait for each other
    assert new.get("/en/inbox").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_is_on_its_way_to_a_version_has_arrived_before_the_next_one_is_made(supervisor, centre):
    """On PostgreSQL a message that had read version 1 ended after the renewal: who had left could read it."""
    has_read, is_renewed, others = threading.Event(), threading.Event(), []

    def on_its_way():
        with in_turn():
            sealing_keys([centre], Duty.INTAKE)
            has_read.set()
            others.append(is_renewed.wait(1))
        connection.close()

    sending = threading.Thread(target=on_its_way)
    sending.start()
    has_read.wait()
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    is_renewed.set()
    sending.join()
    assert others == [False]


def test_a_colleague_confirmed_while_keys_are_renewed_gets_the_newest(supervisor, worker, centre):
    """The keys read at the beginning of the request were handed on, and she could read nothing new."""
    new = signed_in("new", invited(supervisor, centre, "new", Role.WORKER)[1])
    confirming_one = fresh(supervisor)
    assert confirming_one.intake[0].row.version == 1
    renewing.renew(by=fresh(worker), duty=Duty.INTAKE)
    confirming.confirm(by=confirming_one, member=Row.objects.get(id=new.actor.member.id))
    assert [one.row.version for one in fresh(new).intake] == [2, 1]
