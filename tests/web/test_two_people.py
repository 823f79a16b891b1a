"""Nobody brings a centre into being alone, whatever accounts one person has."""

import pytest
from tests.cast import Member, join, open_centre, sign_in_anew, signed_in, tell

from qorgan.kernel.errors import KeyFileError, SealError
from qorgan.vault.registry import fingerprint
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actions import centres, confirming, members
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Centre, Duty, Keyring, Role
from qorgan.web.accounts.models import Member as Row
from qorgan.web.accounts.profiles import Profile
from qorgan.web.accounts.records import check_centre, sign_centre
from qorgan.web.accounts.statements import listed_centres


def invited(by: Member, centre: Centre | None, name: str, *roles: Role) -> Member:
    """Return a member who has joined and is not confirmed."""
    _row, code = members.invite(by=by.actor, centre=centre, sign_in_name=name, profile=Profile(name), roles=roles)
    return signed_in(name, code)


def test_an_administrator_is_confirmed_by_somebody_who_did_not_invite_her(administrators):
    first, second = administrators
    new = invited(first, None, "third", Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        confirming.confirm(by=first.actor, member=new.actor.member)
    assert new.get("/en/centres").status_code == 404
    confirming.confirm(by=second.actor, member=new.actor.member)
    assert new.get("/en/centres").status_code == 200


def test_who_invites_an_administrator_again_could_be_her_too(administrators):
    first, second = administrators
    third = invited(first, None, "third", Role.ADMINISTRATOR)
    confirming.confirm(by=second.actor, member=third.actor.member)
    code = members.invite_again(by=second.actor, member=Row.objects.get(id=third.actor.member.id))
    again = signed_in("third", code)
    with pytest.raises(NotAllowed):
        confirming.confirm(by=second.actor, member=again.actor.member)
    confirming.confirm(by=first.actor, member=again.actor.member)
    assert again.get("/en/centres").status_code == 200


def test_an_auditor_who_is_made_an_administrator_waits_for_a_third(administrators):
    first, second = administrators
    puppet = join(first, None, "auditor", Role.AUDITOR)  # invited and confirmed by the same person
    members.change_roles(by=second.actor, member=puppet.actor.member, roles=[Role.AUDITOR, Role.ADMINISTRATOR])
    row = Row.objects.get(id=puppet.actor.member.id)
    assert row.state == Row.State.JOINED
    for one in (first, second):
        with pytest.raises(NotAllowed):
            confirming.confirm(by=one.actor, member=row)
    sign_in_anew(puppet)
    assert puppet.get("/en/centres").status_code == 404


def test_nobody_confirms_herself(administrators):
    first, second = administrators
    members.invite_again(by=second.actor, member=first.actor.member)
    with pytest.raises(NotAllowed):
        confirming.confirm(by=first.actor, member=Row.objects.get(id=first.actor.member.id))


def test_the_first_supervisor_of_a_centre_is_confirmed_by_another_than_invited_her(administrators):
    first, second = administrators
    centre = open_centre(first, second, name="Centre one")
    supervisor = invited(first, centre, "supervisor", Role.SUPERVISOR)
    assert not Keyring.objects.filter(centre=centre).exists()
    assert supervisor.get("/en/inbox").status_code == 404
    address = f"/en/supervisors/{supervisor.actor.member.id}/confirm"
    assert first.post(address).status_code == 422
    assert centre not in listed_centres()
    assert fingerprint(bytes(supervisor.actor.member.public_key)) in second.get(f"/en/centres/{centre.id}").text
    assert second.post(address).status_code == 302
    assert keyrings.held(Row.objects.get(id=supervisor.actor.member.id), supervisor.actor.key_pair, Duty.INTAKE)
    assert centre in listed_centres()


def test_an_administrator_confirms_no_later_supervisor(administrators, supervisor, centre):
    first, second = administrators
    other = invited(first, centre, "other", Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        confirming.confirm(by=second.actor, member=other.actor.member)
    confirming.confirm(by=supervisor.actor, member=other.actor.member)
    assert other.get("/en/inbox").status_code == 200


def test_the_proposer_stays_the_proposer_whatever_a_row_says(administrators):
    first, second = administrators
    centre = centres.propose(by=first.actor, facts=_facts())
    Centre.objects.filter(id=centre.id).update(proposed_by=second.actor.member)
    with pytest.raises(SealError):
        centres.confirm(by=first.actor, centre=centre)


def _facts():
    said = dict.fromkeys(("kk", "ru", "en"), "x")
    return {
        "name": said,
        "region": "KZ-75",
        "languages": ["en"],
        "needs": [],
        "reading_hours": said,
        "must_report": {},
    } | {"answer_days": 1}


ALTERED = {
    "name": {"kk": "x", "ru": "x", "en": "Another centre"},
    "region": "KZ-10",
    "must_report": {"en": "Nothing."},
    "reading_hours": {"en": "always"},
    "answer_days": 30,
    "languages": ["en"],
    "needs": ["law"],
}


@pytest.mark.parametrize("field", ALTERED)
def test_an_altered_centre_is_shown_to_no_survivor_and_not_signed_again(
    administrator, supervisor, worker_elsewhere, centre, centre_elsewhere, field
):
    Centre.objects.filter(id=centre.id).update(**{field: ALTERED[field]})
    assert listed_centres() == [centre_elsewhere]
    with pytest.raises(SealError):
        centres.change(by=supervisor.actor, centre=centre, facts={"answer_days": 2})
    assert "somebody has changed it in the database" in administrator.get(f"/en/centres/{centre.id}").text


def test_a_centre_that_a_row_opens_is_not_open(administrators):
    first, _second = administrators
    centre = centres.propose(by=first.actor, facts=_facts())
    Centre.objects.filter(id=centre.id).update(state=Centre.State.OPEN)
    with pytest.raises(SealError):
        check_centre(Centre.objects.get(id=centre.id))


def test_the_names_of_two_centres_cannot_be_exchanged(supervisor, worker_elsewhere, centre, centre_elsewhere):
    one, other = Centre.objects.get(id=centre.id), Centre.objects.get(id=centre_elsewhere.id)
    Centre.objects.filter(id=one.id).update(name=other.name, signature=other.signature)
    Centre.objects.filter(id=other.id).update(name=one.name, signature=one.signature)
    assert listed_centres() == []


def test_a_change_by_the_centre_keeps_it_listed(supervisor, centre):
    centres.change(by=supervisor.actor, centre=centre, facts={"answer_days": 2})
    assert [one.answer_days for one in listed_centres()] == [2]
    assert tell(*listed_centres()).sent.receipt


def test_an_auditor_hands_the_keys_on(administrators, auditor):
    first, second = administrators
    for one in administrators:
        members.change_roles(by=first.actor, member=one.actor.member, roles=[Role.ADMINISTRATOR])
    bare = Row.objects.get(id=first.actor.member.id)
    assert not keyrings.held(bare, first.actor.key_pair, Duty.AUDIT)
    new = invited(second, None, "auditor-2", Role.AUDITOR)
    second.actor.__dict__.pop("audit", None)
    confirming.confirm(by=second.actor, member=new.actor.member)
    assert not keyrings.held(new.actor.member, new.actor.key_pair, Duty.AUDIT)
    assert fingerprint(bytes(new.actor.member.public_key)) in auditor.get("/en/auditors").text
    assert auditor.post(f"/en/auditors/{new.actor.member.id}").status_code == 302
    assert keyrings.held(Row.objects.get(id=new.actor.member.id), new.actor.key_pair, Duty.AUDIT)


def test_who_holds_no_keys_of_the_audit_hands_none_on(administrators, auditor):
    first, second = administrators
    new = invited(second, None, "auditor-2", Role.AUDITOR)
    confirming.confirm(by=first.actor, member=new.actor.member)
    new.actor.member.grants.all().delete()
    assert new.post(f"/en/auditors/{auditor.actor.member.id}").status_code == 422


def test_the_keeper_of_the_machine_confirms_by_fingerprint_where_no_other_is_left(administrators):
    first, second = administrators
    code = members.invite_again(by=first.actor, member=Row.objects.get(id=second.actor.member.id))
    again = signed_in("admin-2", code).actor.member
    with pytest.raises(NotAllowed):
        confirming.confirm_at_machine(member=again, print_read=fingerprint(bytes(32)))
    confirming.confirm_at_machine(member=again, print_read=fingerprint(bytes(again.public_key)))
    assert Row.objects.get(id=again.id).state == Row.State.ACTIVE


def test_the_keeper_of_the_machine_confirms_nobody_but_administrators(supervisor, centre):
    new = invited(supervisor, centre, "new", Role.WORKER).actor.member
    with pytest.raises(NotAllowed):
        confirming.confirm_at_machine(member=new, print_read=fingerprint(bytes(new.public_key)))


def test_the_public_door_can_check_and_not_sign(supervisor, centre, settings):
    settings.DOOR = "public"
    assert check_centre(Centre.objects.get(id=centre.id))
    assert keyrings.sealing_key(centre, Duty.INTAKE)
    with pytest.raises(KeyFileError):
        sign_centre(centre)
