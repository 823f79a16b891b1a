"""Members against each other, against the database's rows, and against somebody who has stolen a pass phrase."""

from datetime import timedelta

import pyotp
import pytest
from tests.cast import Door, sign_in_anew, signed_in

from qorgan.kernel.errors import PassphraseError, SealError
from qorgan.vault.people import derive_wrapping_key
from qorgan.vault.secret import Passphrase
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actions import confirming, members, signing
from qorgan.web.accounts.middleware import STAFF_COOKIE, STAFF_SESSIONS
from qorgan.web.accounts.models import Centre, Duty, Grant, Keyring, Member, MemberRole, Role
from qorgan.web.accounts.profiles import Profile
from qorgan.web.accounts.throttle import LONGEST
from qorgan.web.shell import clock, derivation


def code_of(member):
    """Return the TOTP code of this moment."""
    return pyotp.TOTP(member.totp_seed).at(clock.now())


def wrong_code_of(member):
    """Return a code that is not of this moment."""
    return f"{(int(code_of(member)) + 500_000) % 1_000_000:06d}"


def test_who_loses_a_role_on_the_page_loses_its_keys_too(administrators):
    """The page hands in a member whose old roles are already loaded: keys follow the new ones."""
    first, second = administrators
    assert second.actor.audit
    address = f"/en/members/{second.actor.member.id}"
    assert first.post(address, {"roles": ["administrator"]}).status_code == 302
    assert not Grant.objects.filter(member=second.actor.member, key__keyring__duty=Duty.AUDIT).exists()


def test_who_gets_a_role_on_the_page_gets_its_keys(administrators):
    first, second = administrators
    address = f"/en/members/{second.actor.member.id}"
    first.post(address, {"roles": ["administrator"]})
    first.post(address, {"roles": ["administrator", "auditor"]})
    assert keyrings.held(second.actor.member, second.actor.key_pair, Duty.AUDIT)
    sign_in_anew(second)
    assert second.get("/en/audit").status_code == 200


@pytest.mark.parametrize("change", ["role", "centre"])
def test_a_row_that_makes_a_member_more_than_she_is_signs_her_out(worker, centre_elsewhere, change):
    if change == "role":
        MemberRole.objects.create(member=worker.actor.member, role=Role.SUPERVISOR)
    else:
        Member.objects.filter(id=worker.actor.member.id).update(centre=centre_elsewhere)
    for page in ("members", "inbox", "account"):
        assert worker.get(f"/en/{page}").status_code == 302


def test_nobody_confirms_a_member_whom_a_row_has_moved_to_her_centre(supervisor, worker_elsewhere, centre):
    Member.objects.filter(id=worker_elsewhere.actor.member.id).update(centre=centre)
    moved = Member.objects.get(id=worker_elsewhere.actor.member.id)
    with pytest.raises(SealError):
        confirming.confirm(by=supervisor.actor, member=moved)
    assert not moved.grants.filter(key__keyring__centre=centre).exists()


def test_an_invitation_moved_to_another_centre_founds_no_keyring_there(supervisor, worker_elsewhere, centre):
    """A writer of the database with one invitation of his own takes a centre's keyring away and joins as its first."""
    _row, code = members.invite(
        by=worker_elsewhere.actor,
        centre=worker_elsewhere.actor.centre,
        sign_in_name="forger",
        profile=Profile("forger"),
        roles=[Role.WORKER],
    )
    forger = Member.objects.get(state=Member.State.INVITED)
    MemberRole.objects.filter(member=forger).update(role=Role.SUPERVISOR)
    Member.objects.filter(id=forger.id).update(centre=centre)
    Keyring.objects.filter(centre=centre).update(duty="gone")
    with pytest.raises(SealError):
        members.join(code=code)
    assert not Keyring.objects.filter(centre=centre, duty=Duty.INTAKE).exists()
    assert centre not in Centre.objects.listed()


def test_a_new_pass_phrase_ends_every_other_session_and_not_this_one(worker):
    elsewhere = Door("staff")
    value = STAFF_SESSIONS.read(worker.door.cookies[STAFF_COOKIE].value, now=clock.now())
    elsewhere.cookies[STAFF_COOKIE] = STAFF_SESSIONS.open(value, now=clock.now())
    assert elsewhere.get("/en/inbox").status_code == 200
    assert worker.post("/en/account/pass-phrase").status_code == 200
    assert elsewhere.get("/en/inbox").status_code == 302
    assert worker.get("/en/inbox").status_code == 200


def test_signing_in_ends_the_session_that_this_browser_had(worker):
    old = worker.door.cookies[STAFF_COOKIE].value
    fields = {"name": "worker", "pass_phrase": worker.passphrase.reveal(), "code": code_of(worker)}
    assert worker.door.post("/en/sign-in", fields).status_code == 302
    assert worker.door.cookies[STAFF_COOKIE].value != old
    assert STAFF_SESSIONS.read(old, now=clock.now()) is None


def test_who_has_her_pass_phrase_cannot_go_on_guessing_codes(worker, frozen):
    given = {"name": "worker", "passphrase": worker.passphrase}
    for _ in range(signing.CODE_TRIES):
        frozen.advance(LONGEST)
        with pytest.raises(signing.SignInRefused):
            signing.sign_in(**given, code=wrong_code_of(worker))
    frozen.advance(LONGEST)
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(**given, code=code_of(worker))
    frozen.advance(timedelta(minutes=16))
    assert signing.sign_in(**given, code=code_of(worker)).member == worker.actor.member


def _wrong_codes_in_audit(auditor, worker):
    rows = auditor.get(f"/en/audit?chain={worker.actor.chain}").content.decode().split("<tr>")
    return [row for row in rows if "a wrong code was given after the right pass phrase" in row]


def test_a_wrong_code_after_the_right_pass_phrase_is_a_row_of_the_audit(worker, auditor):
    wrong = wrong_code_of(worker)
    fields = {"name": "worker", "pass_phrase": worker.passphrase.reveal(), "code": wrong}
    assert Door("staff").post("/en/sign-in", fields).status_code == 422
    (row,) = _wrong_codes_in_audit(auditor, worker)
    who, about = (row.split("<td>")[number].split("</td>")[0] for number in (2, 4))
    assert (who, about) == ("", "worker"), "nobody is named as the one who did it"
    assert wrong not in row


def test_a_wrong_pass_phrase_is_no_row_and_wrong_codes_do_not_fill_the_audit(worker, auditor, frozen):
    for passphrase in [Passphrase("kalut vesom narig telud somak"), *[worker.passphrase] * (signing.CODE_TRIES + 5)]:
        with pytest.raises(signing.SignInRefused):
            signing.sign_in(name="worker", code=wrong_code_of(worker), passphrase=passphrase)
        frozen.advance(LONGEST)
    sign_in_anew(auditor)
    assert len(_wrong_codes_in_audit(auditor, worker)) == signing.CODE_TRIES


def test_an_unknown_invitation_costs_no_derivation(db, frozen, monkeypatch):
    monkeypatch.setattr(derivation, "wrapping_key", lambda *_: pytest.fail("derived"))
    with pytest.raises(PassphraseError):
        members.join(code="1234 5678 9012 3456")


def test_a_derivation_process_that_was_ended_is_begun_anew(monkeypatch):
    import os
    import signal

    from qorgan.vault.people import new_salt
    from qorgan.vault.secret import Passphrase, Secret

    monkeypatch.undo()
    given = Passphrase("kalut vesom narig telud somak"), new_salt(), Secret(b"\x07" * 32)
    try:
        first = derivation.wrapping_key(*given)
        (pid,) = derivation._POOL[0]._processes
        os.kill(pid, signal.SIGKILL)
        assert derivation.wrapping_key(*given) == first == derive_wrapping_key(*given)
    finally:
        derivation.close()


def test_a_member_who_is_not_confirmed_stays_without_roles(supervisor, centre):
    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="new", profile=Profile("new"), roles=[Role.WORKER]
    )
    new = signed_in("new", code)
    Member.objects.filter(id=new.actor.member.id).update(state=Member.State.ACTIVE)
    assert new.get("/en/account").status_code == 302  # signed out: it is not as the staff door left it
    assert not keyrings.held(new.actor.member, new.actor.key_pair, Duty.INTAKE)
