"""The programme and the safety of partners: keyrings of their own, which nobody else at the centre opens."""

import pytest
from django.utils import translation
from tests.cast import join, signed_in

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.actions import confirming, members, renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Duty, Grant, Keyring, KeyringKey, Role
from qorgan.web.accounts.profiles import Profile
from qorgan.web.sealed import sealing
from qorgan.web.shell import clock


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


APART = [(Role.FACILITATOR, Duty.PROGRAMME), (Role.PARTNER_SAFETY, Duty.PARTNER_SAFETY)]
OFFICE = (Role.STATISTICIAN, Duty.STATISTICS)


def _sealed(member, duty):
    thread = sealing.begin_thread(0, clock.today())
    return sealing.seal_inside(
        thread=thread, kind="record", document={"words": "hers"}, sender=member.actor.held(duty)[0], day=clock.today()
    )


def test_the_first_of_a_duty_gets_a_new_keyring_that_who_confirmed_her_cannot_open(
    supervisor, worker, facilitator, partner_worker
):
    for member, duty in ((facilitator, Duty.PROGRAMME), (partner_worker, Duty.PARTNER_SAFETY)):
        assert len(member.actor.held(duty)) == 1
        assert supervisor.actor.held(duty) == worker.actor.held(duty) == []
    assert facilitator.actor.intake == partner_worker.actor.intake == []


def test_with_all_keys_of_a_facilitator_and_the_database_nothing_of_partner_safety_opens_nor_the_other_way_round(
    facilitator, partner_worker
):
    pairs = [
        (facilitator, _sealed(partner_worker, Duty.PARTNER_SAFETY)),
        (partner_worker, _sealed(facilitator, Duty.PROGRAMME)),
    ]
    for member, row in pairs:
        # Every grant and every key of the whole database, with her private key: more than the door would give her.
        held = [key for duty in Duty for key in member.actor.held(duty)]
        assert held
        with pytest.raises(SealError):
            sealing.payload_for_centre(row, held)
        for wrap in row.wraps.all():
            for key in held:
                wrap.to_keyring_id = wrap.from_keyring_id = key.row.id  # as if she could write to her copy as well
                row._prefetched_objects_cache = {"wraps": [wrap]}
                with pytest.raises(SealError):
                    sealing.payload_for_centre(row, held)


@pytest.mark.parametrize("other", [Role.PARTNER_SAFETY, Role.WORKER, Role.SUPERVISOR])
def test_a_facilitator_has_no_other_role(other, supervisor, centre, facilitator):
    with pytest.raises(NotAllowed, match="out of her reach"):
        members.change_roles(by=supervisor.actor, member=facilitator.actor.member, roles=[Role.FACILITATOR, other])
    with pytest.raises(NotAllowed, match="out of her reach"):
        members.invite(
            by=supervisor.actor,
            centre=centre,
            sign_in_name="both",
            profile=Profile("both"),
            roles=[Role.FACILITATOR, other],
        )


@pytest.mark.parametrize(("role", "duty"), APART)
def test_whoever_comes_second_gets_the_keys_from_a_colleague_who_holds_them(role, duty, supervisor, worker, centre):
    first, second = (join(supervisor, centre, name, role) for name in ("one", "two"))
    assert second.actor.held(duty) == []
    for by, whom in ((supervisor, second), (first, worker)):
        with pytest.raises(NotAllowed):
            confirming.hand_on(by=by.actor, member=whom.actor.member, duty=duty)
    confirming.hand_on(by=first.actor, member=second.actor.member, duty=duty)
    second.actor.forget_keys()
    assert [key.row.id for key in second.actor.held(duty)] == [key.row.id for key in first.actor.held(duty)]


def test_nobody_of_another_centre_is_handed_the_keys(facilitator, worker_elsewhere, supervisor):
    elsewhere = worker_elsewhere.actor.centre
    other = join(worker_elsewhere, elsewhere, "facilitator-elsewhere", Role.FACILITATOR)
    with pytest.raises(NotAllowed):
        confirming.hand_on(by=facilitator.actor, member=other.actor.member, duty=Duty.PROGRAMME)


@pytest.mark.parametrize(("role", "duty"), APART)
def test_when_one_leaves_the_keys_are_renewed_at_the_first_step_of_one_who_holds_them(role, duty, supervisor, centre):
    first, second = (join(supervisor, centre, name, role) for name in ("one", "two"))
    confirming.hand_on(by=first.actor, member=second.actor.member, duty=duty)
    second.actor.forget_keys()
    members.end(by=supervisor.actor, member=first.actor.member)
    assert Keyring.objects.get(centre=centre, duty=duty).is_due
    renewing.renew_if_due(by=second.actor, duty=duty)
    assert not Keyring.objects.get(centre=centre, duty=duty).is_due
    newer = _sealed(second, duty)
    assert len(second.actor.held(duty)) == 2
    with pytest.raises(SealError):
        sealing.payload_for_centre(newer, first.actor.held(duty))
    assert not Grant.objects.filter(member=first.actor.member).exists()


def test_the_last_who_holds_them_does_not_leave_change_or_lose_them(supervisor, facilitator):
    for act in (
        lambda: members.end(by=supervisor.actor, member=facilitator.actor.member),
        lambda: members.invite_again(by=supervisor.actor, member=facilitator.actor.member),
        lambda: members.change_roles(by=supervisor.actor, member=facilitator.actor.member, roles=[Role.WORKER]),
    ):
        with pytest.raises(NotAllowed, match="only one who holds"):
            act()


def test_a_role_that_is_taken_takes_its_keys_and_one_that_is_given_brings_them(supervisor, centre, facilitator):
    second = join(supervisor, centre, "two", Role.FACILITATOR)
    confirming.hand_on(by=facilitator.actor, member=second.actor.member, duty=Duty.PROGRAMME)
    members.change_roles(by=supervisor.actor, member=second.actor.member, roles=[Role.PARTNER_SAFETY])
    second.actor.forget_keys()
    assert second.actor.held(Duty.PROGRAMME) == []
    assert len(second.actor.held(Duty.PARTNER_SAFETY)) == 1


def test_one_invited_again_after_a_lost_pass_phrase_gets_the_keys_from_her_colleague(supervisor, centre, facilitator):
    second = join(supervisor, centre, "two", Role.FACILITATOR)
    confirming.hand_on(by=facilitator.actor, member=second.actor.member, duty=Duty.PROGRAMME)
    code = members.invite_again(by=supervisor.actor, member=second.actor.member)
    again = signed_in("two", code)
    again.actor.member.refresh_from_db()
    confirming.confirm(by=supervisor.actor, member=again.actor.member)
    again.actor.member.refresh_from_db()
    assert again.actor.held(Duty.PROGRAMME) == []
    confirming.hand_on(by=facilitator.actor, member=again.actor.member, duty=Duty.PROGRAMME)
    again.actor.forget_keys()
    assert again.actor.held(Duty.PROGRAMME)


def test_a_key_that_was_written_into_the_database_is_not_sealed_to(facilitator, centre):
    row = KeyringKey.objects.get(keyring__centre=centre, keyring__duty=Duty.PROGRAMME)
    KeyringKey.objects.filter(pk=row.pk).update(public=b"x" * 32)
    facilitator.actor.forget_keys()
    with pytest.raises(SealError):
        facilitator.actor.held(Duty.PROGRAMME)


def test_no_case_is_given_to_somebody_who_holds_other_keys(worker, facilitator):
    from qorgan.web.care.actions import writing
    from qorgan.web.care.staff.common import colleagues

    case = writing.begin_case(
        by=worker.actor,
        opening={"called": "Nameless"},
        consents=[{"purpose": "case", "giver": "herself", "given": "2026-11-20"}],
    )
    assert str(facilitator.actor.member.id) not in dict(colleagues(worker.actor))
    with pytest.raises(writing.NotPossible):
        writing.assign(by=worker.actor, case=case, to=facilitator.actor.member)


def test_the_first_of_the_office_gets_a_keyring_of_the_country_that_no_administrator_opens(
    administrators, statistician, supervisor
):
    (key,) = statistician.actor.held(Duty.STATISTICS)
    assert key.row.keyring.centre_id is None
    assert statistician.actor.intake == statistician.actor.audit == []
    assert all(one.actor.held(Duty.STATISTICS) == [] for one in (*administrators, supervisor))


@pytest.mark.parametrize("other", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_member_of_the_office_neither_leads_nor_reads_the_audit(other, administrator, statistician):
    with pytest.raises(NotAllowed, match="which centre sent what"):
        members.change_roles(by=administrator.actor, member=statistician.actor.member, roles=[Role.STATISTICIAN, other])


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR])
def test_a_member_of_the_office_is_never_of_a_centre(role, administrator, supervisor, statistician, centre):
    for by, whom in ((administrator, statistician), (supervisor, supervisor)):
        with pytest.raises(NotAllowed, match="do not let you"):
            members.change_roles(by=by.actor, member=whom.actor.member, roles=[Role.STATISTICIAN, role])
    with pytest.raises(NotAllowed, match="do not let you"):
        members.invite(
            by=administrator.actor,
            centre=centre,
            sign_in_name="both",
            profile=Profile("both"),
            roles=[Role.STATISTICIAN],
        )


def test_one_administrator_with_two_accounts_does_not_become_the_office(administrators):
    first, second = administrators
    analyst = join(first, None, "analyst", Role.ANALYST)
    members.change_roles(by=first.actor, member=analyst.actor.member, roles=[Role.ANALYST, Role.STATISTICIAN])
    with pytest.raises(NotAllowed, match="Another administrator"):
        confirming.confirm(by=first.actor, member=analyst.actor.member)
    assert not Keyring.objects.filter(duty=Duty.STATISTICS).exists()
    confirming.confirm(by=second.actor, member=analyst.actor.member)
    analyst.actor.forget_keys()
    assert analyst.actor.held(Duty.STATISTICS)


def test_a_second_of_the_office_gets_the_keys_from_the_first_and_they_are_renewed_when_one_leaves(
    administrator, statistician
):
    role, duty = OFFICE
    second = join(administrator, None, "two", role)
    assert second.actor.held(duty) == []
    with pytest.raises(NotAllowed):
        confirming.hand_on(by=administrator.actor, member=second.actor.member, duty=duty)
    confirming.hand_on(by=statistician.actor, member=second.actor.member, duty=duty)
    second.actor.forget_keys()
    members.end(by=administrator.actor, member=statistician.actor.member)
    renewing.renew_if_due(by=second.actor, duty=duty)
    newest = second.actor.held(duty)[0].row
    assert newest.version == 2
    assert newest.id not in [key.row.id for key in statistician.actor.held(duty)]


def test_the_last_of_the_office_does_not_leave(administrator, statistician):
    with pytest.raises(NotAllowed, match="only one who holds"):
        members.end(by=administrator.actor, member=statistician.actor.member)


def test_the_keys_of_the_office_are_handed_to_nobody_of_a_centre(statistician, worker, analyst):
    for whom in (worker, analyst):
        with pytest.raises(NotAllowed, match="no confirmed colleague"):
            confirming.hand_on(by=statistician.actor, member=whom.actor.member, duty=Duty.STATISTICS)
