"""Signing in, joining, and the rules that keep a centre's keys from being lost or handed to the wrong one."""

from datetime import timedelta

import pyotp
import pytest
from tests.cast import Door, join, signed_in

from qorgan.kernel.errors import PassphraseError
from qorgan.vault.secret import Passphrase
from qorgan.web.accounts.actions import centres as centre_actions
from qorgan.web.accounts.actions import confirming, members, signing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Centre, Grant, Member, Role
from qorgan.web.accounts.profiles import Profile
from qorgan.web.shell import clock


def code_of(member):
    """Return the TOTP code of this moment."""
    return pyotp.TOTP(member.totp_seed).at(clock.now())


def test_she_signs_in_with_name_pass_phrase_and_code(worker):
    signed = signing.sign_in(name="Worker", passphrase=worker.passphrase, code=code_of(worker))
    assert signed.member == worker.actor.member
    assert signed.key_pair.public == worker.actor.key_pair.public


def test_a_code_opens_once(worker):
    code = code_of(worker)
    signing.sign_in(name="worker", passphrase=worker.passphrase, code=code)
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(name="worker", passphrase=worker.passphrase, code=code)


def test_a_recovery_code_opens_once(supervisor, centre):
    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="new", profile=Profile("new"), roles=[Role.WORKER]
    )
    joined = members.join(code=code)
    spare = joined.recovery_codes[0]
    signing.sign_in(name="new", passphrase=joined.passphrase, code=spare)
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(name="new", passphrase=joined.passphrase, code=spare)


@pytest.mark.parametrize("wrong", ["name", "passphrase", "code"])
def test_whatever_is_wrong_is_answered_alike(worker, wrong):
    given = {"name": "worker", "passphrase": worker.passphrase, "code": code_of(worker)}
    given[wrong] = Passphrase("kalut vesom narig telud somak") if wrong == "passphrase" else "000000"
    with pytest.raises(signing.SignInRefused) as refused:
        signing.sign_in(**given)
    assert str(refused.value) == "Name, pass phrase or code is not right."


def test_a_changed_pass_phrase_opens_and_the_old_one_does_not(worker, frozen):
    new = signing.change_passphrase(by=worker.actor)
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(name="worker", passphrase=worker.passphrase, code=code_of(worker))
    assert signing.sign_in(name="worker", passphrase=new.passphrase, code=code_of(worker)).member == worker.actor.member


def test_an_invitation_ends_after_seven_days(supervisor, centre, frozen):
    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="late", profile=Profile("late"), roles=[Role.WORKER]
    )
    frozen.advance(timedelta(days=8))
    with pytest.raises(PassphraseError):
        members.join(code=code)


def test_an_invitation_is_taken_up_once(supervisor, centre):
    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="once", profile=Profile("once"), roles=[Role.WORKER]
    )
    signed_in("once", code)
    with pytest.raises(PassphraseError):
        members.join(code=code)


def test_who_has_joined_holds_no_key_until_she_is_confirmed(supervisor, centre):
    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="new", profile=Profile("new"), roles=[Role.WORKER]
    )
    new = signed_in("new", code)
    assert new.actor.intake == []
    confirming.confirm(by=supervisor.actor, member=new.actor.member)
    assert Grant.objects.filter(member=new.actor.member).count() == 1


def test_who_has_left_holds_no_key_and_cannot_sign_in(supervisor, worker):
    members.end(by=supervisor.actor, member=worker.actor.member)
    assert not worker.actor.member.grants.exists()
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(name="worker", passphrase=worker.passphrase, code=code_of(worker))


def test_a_lost_pass_phrase_is_mended_by_a_colleague(supervisor, worker):
    code = members.invite_again(by=supervisor.actor, member=worker.actor.member)
    again = signed_in("worker", code)
    assert again.actor.intake == []
    confirming.confirm(by=supervisor.actor, member=again.actor.member)
    again = type(again.actor)(Member.objects.get(id=again.actor.member.id), again.actor.roles, again.actor.key_pair)
    assert [key.row.version for key in again.intake] == [2, 1]  # renewed, for nobody knows how it was lost


def test_the_only_holder_of_a_centres_keys_cannot_throw_them_away(supervisor):
    with pytest.raises(NotAllowed):
        members.invite_again(by=supervisor.actor, member=supervisor.actor.member)
    assert supervisor.actor.member.grants.count() == 1


def test_the_last_supervisor_and_the_last_auditor_stay(supervisor, worker, administrators, centre):
    second = join(supervisor, centre, "second", Role.SUPERVISOR)
    members.end(by=second.actor, member=supervisor.actor.member)
    with pytest.raises(NotAllowed):
        members.change_roles(by=second.actor, member=second.actor.member, roles=[Role.WORKER])
    first, other = administrators
    members.change_roles(by=first.actor, member=other.actor.member, roles=[Role.ADMINISTRATOR])
    with pytest.raises(NotAllowed):
        members.change_roles(by=first.actor, member=first.actor.member, roles=[Role.ADMINISTRATOR])


@pytest.mark.parametrize("roles", [[Role.ADMINISTRATOR], [Role.AUDITOR], [Role.WORKER, Role.AUDITOR]])
def test_a_supervisor_gives_no_role_of_the_country(supervisor, centre, roles):
    with pytest.raises(NotAllowed):
        members.invite(by=supervisor.actor, centre=centre, sign_in_name="x", profile=Profile("x"), roles=roles)


def test_a_supervisor_invites_into_her_own_centre_only(supervisor, centre_elsewhere):
    with pytest.raises(NotAllowed):
        members.invite(
            by=supervisor.actor, centre=centre_elsewhere, sign_in_name="x", profile=Profile("x"), roles=[Role.WORKER]
        )


def test_an_administrator_cannot_mend_her_way_into_a_centre(administrator, worker):
    for act in (members.invite_again, confirming.confirm, members.end):
        with pytest.raises(NotAllowed):
            act(by=administrator.actor, member=worker.actor.member)


def test_a_centre_needs_two_administrators(administrators):
    first, second = administrators
    facts = {
        "name": {"en": "x"},
        "region": "KZ-75",
        "languages": [],
        "needs": [],
        "reading_hours": {},
        "must_report": {},
    }
    centre = centre_actions.propose(by=first.actor, facts={**facts, "answer_days": 1})
    with pytest.raises(NotAllowed):
        centre_actions.confirm(by=first.actor, centre=centre)
    centre_actions.confirm(by=second.actor, centre=centre)
    assert Centre.objects.get().state == Centre.State.OPEN


def test_a_centre_is_listed_once_somebody_can_read_for_it(administrator, centre):
    assert not Centre.objects.listed().exists()
    join(administrator, centre, "supervisor", Role.SUPERVISOR)
    assert Centre.objects.listed().get() == centre


def test_names_and_addresses_of_members_are_sealed(supervisor, centre):
    row, _code = members.invite(
        by=supervisor.actor,
        centre=centre,
        sign_in_name="aigerim-signs-in",
        profile=Profile("Aigerim invented", "aigerim@example.org"),
        roles=[Role.WORKER],
    )
    stored = b"".join(bytes(value) for value in (row.profile, row.sign_in_tag, row.invitation_tag))
    assert b"igerim" not in stored


def test_the_fingerprint_of_a_centres_key_is_public_and_the_same_for_her_and_the_centre(supervisor, centre):
    from qorgan.vault.registry import fingerprint

    shown = fingerprint(supervisor.actor.intake[0].secret.key_pair.public)
    assert shown in Door("public").get("/en/about").content.decode()
    assert shown in supervisor.get("/en/account").content.decode()


def test_an_invitation_that_nobody_has_taken_up_can_be_ended(supervisor, centre):
    profile = Profile("late")
    row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="late", profile=profile, roles=[Role.WORKER]
    )
    assert supervisor.post(f"/en/members/{row.id}/end").status_code == 302
    row.refresh_from_db()
    assert row.state == Member.State.ENDED
    with pytest.raises(PassphraseError):
        signed_in("late", code)
