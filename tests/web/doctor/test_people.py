"""Keyrings with one holder, administrators, auditors without keys, centres that were altered."""

import pytest
from tests.cast import join

from qorgan.web.accounts import recoveries
from qorgan.web.accounts.actions import recovering
from qorgan.web.accounts.models import Centre, Duty, Grant, KeyringKey, Member, MemberRole, Notice, Recovery, Role
from qorgan.web.doctor import people
from qorgan.web.doctor.finding import Finding, Level
from qorgan.web.shell import clock


def _wrong(found) -> list[Finding]:
    return [one for one in found if one.level != Level.OK]


def test_two_administrators_who_read_the_audit_are_well(administrators):
    assert _wrong(people.check_administrators()) == []


def test_one_administrator_is_too_few(administrators):
    Member.objects.filter(pk=administrators[1].actor.member.pk).update(state=Member.State.ENDED)
    (found,) = _wrong(people.check_administrators())
    assert found.where == "1 active"


def test_an_auditor_without_a_key_is_named_by_her_id_alone(auditor):
    Grant.objects.filter(member=auditor.actor.member).delete()
    (found,) = _wrong(people.check_administrators())
    assert str(auditor.actor.member.pk)[:8] in found.where
    assert "auditor" not in found.where.lower().replace("member or centre", "")


def test_a_keyring_with_one_holder_is_named_with_its_centre(administrators, supervisor):
    (found,) = _wrong(people.check_keyrings())
    assert (found.level, found.where) == (Level.LOOK, "Centre one, intake")


def test_a_keyring_with_two_holders_is_well(administrators, supervisor, worker):
    assert _wrong(people.check_keyrings()) == []


def test_a_keyring_that_nobody_can_open_is_broken(administrators, supervisor):
    Grant.objects.filter(key__keyring__duty=Duty.INTAKE).delete()
    (found,) = _wrong(people.check_keyrings())
    assert found.level == Level.BROKEN


def test_a_public_key_that_was_put_in_place_of_another_is_broken(administrators, supervisor, worker):
    KeyringKey.objects.filter(keyring__duty=Duty.INTAKE).update(public=bytes(32))
    (found,) = _wrong(people.check_keyrings())
    assert found.level == Level.BROKEN
    assert "not the one that was signed" in found.what


def test_an_altered_centre_is_broken(supervisor, centre):
    Centre.objects.filter(pk=centre.pk).update(answer_days=9)
    found = _wrong(people.check_centres(today=clock.today()))
    assert [one.level for one in found] == [Level.BROKEN, Level.LOOK]
    assert "Centre one" in found[0].where


@pytest.mark.parametrize(("state", "n_found"), [("failed", 1), ("no-address", 1), ("sent", 0), ("waiting", 0)])
def test_notices_that_reached_nobody_are_counted(supervisor, state, n_found):
    Notice.objects.create(member=supervisor.actor.member, kind="new", state=state, day=clock.today())
    assert len(_wrong(people.check_notices())) == n_found


def test_a_role_in_a_row_makes_nobody_a_holder(administrators, supervisor, centre):
    row = join(supervisor, centre, "worker-2", Role.WORKER).actor.member
    Grant.objects.filter(member=row).delete()
    MemberRole.objects.get_or_create(member=row, role=Role.SUPERVISOR)
    assert [one.where for one in _wrong(people.check_keyrings())] == ["Centre one, intake"]


def test_a_centre_without_recovery_papers_is_named(supervisor):
    (found,) = _wrong(people.check_recovery())
    assert (found.level, found.where) == (Level.LOOK, "Centre one")


def test_a_centre_with_papers_is_well_until_they_are_used(supervisor):
    recovering.make(by=supervisor.actor)
    assert _wrong(people.check_recovery()) == []
    row = Recovery.objects.get()
    row.used_day = clock.today()
    recoveries.note_known(row, known_to=[])
    row.save()
    (found,) = _wrong(people.check_recovery())
    assert found.level == Level.LOOK


def test_an_altered_recovery_is_broken(supervisor):
    recovering.make(by=supervisor.actor)
    Recovery.objects.update(public=bytes(32))
    (found,) = _wrong(people.check_recovery())
    assert found.level == Level.BROKEN
