"""Who has left, keys that ended, roles that were taken: no older row makes them hold again, and no restored backup."""

from datetime import timedelta

import pytest
from tests.cast import Member, join, sign_in_anew
from tests.web.test_security_members import code_of

from qorgan.kernel.errors import SealError, SetupError
from qorgan.vault.keyring import seal_grant
from qorgan.web.accounts.actions import members, renewing, signing
from qorgan.web.accounts.actions.restored import end_again
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Duty, Grant, Keyring, KeyringKey, MemberRole, Role
from qorgan.web.accounts.models import Member as Row
from qorgan.web.accounts.profiles import check_standing
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.sealed import rekeying
from qorgan.web.shell import clock, tombstones

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_file(tmp_path, settings):
    settings.DATA_DIR = tmp_path


class Copy:
    """All rows of a member as a copy of the database has them."""

    def __init__(self, member: Member) -> None:
        row = member.actor.member
        self._row = Row.objects.filter(id=row.id).values().get()
        self._roles = list(row.roles.values_list("role", flat=True))
        self._grants = list(Grant.objects.filter(member=row).values())

    def put_back(self) -> None:
        """Write them as they were, which who writes the database can."""
        number = self._row["id"]
        Row.objects.filter(id=number).update(**{name: value for name, value in self._row.items() if name != "id"})
        MemberRole.objects.filter(member=number).delete()
        MemberRole.objects.bulk_create(MemberRole(member_id=number, role=role) for role in self._roles)
        Grant.objects.filter(member=number).delete()
        Grant.objects.bulk_create(Grant(**one) for one in self._grants)


def fresh(member: Member):
    """The same member at her next request."""
    row = Row.objects.select_related("centre").get(id=member.actor.member.id)
    return type(member.actor)(row, member.actor.roles, member.actor.key_pair)


def row_of(member: Member) -> Row:
    return Row.objects.get(id=member.actor.member.id)


def is_in(member: Member) -> bool:
    """Whether her pages open, with another session that her old pass phrase has opened."""
    sign_in_anew(member)
    return member.get("/en/inbox").status_code == 200


def holders(centre) -> set:
    newest = Keyring.objects.get(centre=centre, duty=Duty.INTAKE).key.order_by("-version")[0]
    return set(Grant.objects.filter(key=newest).values_list("member_id", flat=True))


@pytest.mark.parametrize("goes", [members.end, members.invite_again])
def test_all_rows_of_who_has_gone_put_back_do_not_let_her_in(supervisor, worker, centre, goes):
    kept = Copy(worker)
    goes(by=fresh(supervisor), member=row_of(worker))
    kept.put_back()
    assert not is_in(worker)
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    assert holders(centre) == {supervisor.actor.member.id}


def test_who_was_ended_by_somebody_without_the_keys_gets_none_by_her_rows(administrators, supervisor, worker, centre):
    """The newest version was truly given to her, and is due: her rows put back before somebody renews got her the next."""
    other = join(supervisor, centre, "other", Role.SUPERVISOR)
    kept = Copy(worker)
    Grant.objects.filter(member=other.actor.member.id).delete()
    members.end(by=fresh(other), member=row_of(worker))
    assert Keyring.objects.get(centre=centre).is_due
    kept.put_back()
    renewing.renew_if_due(by=fresh(supervisor), duty=Duty.INTAKE)
    assert holders(centre) == {supervisor.actor.member.id}


def test_a_role_that_was_taken_does_not_come_back_by_her_rows(supervisor, worker, centre):
    other = join(supervisor, centre, "other", Role.SUPERVISOR, Role.WORKER)
    kept = Copy(other)
    members.change_roles(by=fresh(supervisor), member=row_of(other), roles=[Role.WORKER])
    assert is_in(other)
    kept.put_back()
    assert not is_in(other)


def test_a_role_that_was_taken_and_given_again_holds(supervisor, worker, centre):
    for roles in ([Role.SUPERVISOR], [Role.WORKER], [Role.WORKER, Role.SUPERVISOR]):
        members.change_roles(by=fresh(supervisor), member=row_of(worker), roles=roles)
    assert check_standing(row_of(worker)) == {Role.WORKER, Role.SUPERVISOR}


def test_a_role_that_was_to_be_given_again_and_was_not_stays_taken(supervisor, worker, centre):
    """Else her rows from before held again once somebody had tried in vain."""
    other = join(supervisor, centre, "other", Role.SUPERVISOR)
    both = join(supervisor, centre, "both", Role.SUPERVISOR, Role.WORKER)
    kept = Copy(both)
    members.change_roles(by=fresh(supervisor), member=row_of(both), roles=[Role.WORKER])
    Grant.objects.filter(member=other.actor.member.id).delete()
    with pytest.raises(NotAllowed, match="You do not hold the keys of this duty"):
        members.change_roles(by=fresh(other), member=row_of(both), roles=[Role.SUPERVISOR, Role.WORKER])
    kept.put_back()
    assert not is_in(both)


def test_what_is_undone_ends_nobody(supervisor, worker, centre, monkeypatch):
    monkeypatch.setattr(members, "end_sessions", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        members.end(by=fresh(supervisor), member=row_of(worker))
    assert is_in(worker)


def test_who_has_left_and_was_not_noted_is_noted_by_the_clockwork_and_never_by_a_row(supervisor, worker, centre):
    kept = Copy(worker)
    Row.objects.filter(id=worker.actor.member.id).update(state="ended")
    clockwork.note_endings(today=clock.today())
    kept.put_back()
    assert is_in(worker)
    members.end(by=fresh(supervisor), member=row_of(worker))
    tombstones.path().unlink()
    tombstones._KNOWN.clear()  # as after a start with an empty file in its place
    clockwork.note_endings(today=clock.today())
    kept.put_back()
    assert not is_in(worker)


@pytest.mark.parametrize("how", ["gone", "emptied", "cut", "older"])
def test_while_lines_are_missing_that_the_door_has_read_it_lets_nobody_in(supervisor, worker, centre, how):
    file, colleague = tombstones.path(), join(supervisor, centre, "colleague", Role.WORKER)
    members.end(by=fresh(supervisor), member=row_of(colleague))
    older = file.read_bytes()
    kept = Copy(worker)
    members.end(by=fresh(supervisor), member=row_of(worker))
    assert not is_in(worker)
    whole = file.read_bytes()
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes({"emptied": b"", "cut": whole[:-40], "older": older}[how])
    kept.put_back()
    for _ in range(2):
        with pytest.raises(SetupError, match="has lost lines"):
            is_in(worker)
    file.write_bytes(whole)
    assert is_in(supervisor)
    assert not is_in(worker)


def test_who_has_left_is_not_invited_again_under_her_old_name(supervisor, worker, centre):
    members.end(by=fresh(supervisor), member=row_of(worker))
    with pytest.raises(NotAllowed, match="has left"):
        members.invite_again(by=fresh(supervisor), member=row_of(worker))


def restored(*copies: Copy) -> tuple[int, int, int]:
    """What a restore does about members, over rows of theirs from before."""
    for one in copies:
        one.put_back()
    told = end_again(tombstones.read())
    return told.n_ended, told.n_kept, told.n_former


def test_a_backup_from_before_she_left_ends_her_again(supervisor, worker, centre):
    kept, hers = Copy(worker), Copy(supervisor)
    members.end(by=fresh(supervisor), member=row_of(worker))
    assert restored(kept, hers) == (1, 0, 0)
    assert row_of(worker).state == Row.State.ENDED
    assert check_standing(row_of(worker)) == frozenset()
    assert not is_in(worker)
    assert Keyring.objects.get(centre=centre).is_due  # she may hold the keys of that day


def test_keys_that_are_due_are_renewed_when_the_next_who_holds_them_signs_in(supervisor, worker, centre):
    """After a restore she who was ended again has the keys of that day; nobody was told to press a button."""
    Keyring.objects.filter(centre=centre).update(is_due=True)
    other = join(supervisor, centre, "other", Role.SUPERVISOR)
    Grant.objects.filter(member=other.actor.member.id).delete()
    other.get("/en/")
    assert Keyring.objects.get(centre=centre).is_due  # she holds none
    supervisor.get("/en/")
    assert not Keyring.objects.get(centre=centre).is_due
    assert fresh(supervisor).intake[0].row.version == 2
    assert fresh(worker).intake[0].row.version == 2


def test_a_backup_from_before_she_was_invited_again_leaves_her_without_a_key(supervisor, worker, centre):
    kept, hers = Copy(worker), Copy(supervisor)
    members.invite_again(by=fresh(supervisor), member=row_of(worker))
    assert restored(kept, hers) == (1, 0, 0)
    assert not is_in(worker)
    code = members.invite_again(by=fresh(supervisor), member=row_of(worker))
    assert members.join(code=code).member.state == Row.State.JOINED


def test_a_backup_from_before_a_role_was_taken_takes_it_again(supervisor, worker, centre):
    other = join(supervisor, centre, "other", Role.SUPERVISOR, Role.WORKER)
    kept = Copy(other)
    members.change_roles(by=fresh(supervisor), member=row_of(other), roles=[Role.WORKER])
    assert restored(kept) == (1, 0, 0)
    assert check_standing(row_of(other)) == {Role.WORKER}
    assert is_in(other)


def test_who_alone_holds_the_keys_in_the_backup_stays_until_another_does(supervisor, worker, centre):
    """What was sealed until that day would be lost to all, for whoever came after her is not in the backup."""
    other = join(supervisor, centre, "other", Role.SUPERVISOR)
    kept = Copy(supervisor)
    members.end(by=fresh(other), member=row_of(supervisor))
    Grant.objects.exclude(member=supervisor.actor.member.id).delete()
    Row.objects.exclude(id=supervisor.actor.member.id).filter(centre=centre).update(state="invited")
    assert restored(kept) == (0, 1, 0)
    assert is_in(supervisor)


@pytest.fixture
def given_up(supervisor, worker, centre, frozen):
    """The first keys of a centre, which were renewed and given up, and the row that led back to them."""
    old = fresh(supervisor).intake[0]
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    rows = KeyringKey.objects.filter(keyring__centre=centre).order_by("-version")
    before = {name: bytes(getattr(rows[0], name)) for name in ("previous", "signature")}
    frozen.advance(timedelta(days=1))
    rekeying.give_up_old(by=fresh(supervisor))
    return old, before, KeyringKey.objects.filter(pk=rows[0].pk)


def test_keys_that_were_given_up_are_not_linked_again_by_the_row_from_before(supervisor, given_up):
    """With them, who had left could put words in her name into any conversation of the centre."""
    _old, before, newest = given_up
    newest.update(**before)
    assert [one.row.version for one in fresh(supervisor).intake] == [2]


def test_keys_that_were_given_up_are_not_linked_again_by_who_still_has_them(supervisor, given_up):
    """Anybody can seal an old key to the newest public key, and nothing said that the newest led to no other."""
    old, _before, newest = given_up
    row = newest.get()
    newest.update(previous=seal_grant(old.secret, bytes(row.public), label=f"{row.keyring_id}/1/before"))
    with pytest.raises(SealError):
        assert fresh(supervisor).intake


def test_a_backup_from_before_they_were_given_up_leads_to_them_again(supervisor, given_up):
    """What it holds is sealed to them."""
    _old, before, newest = given_up
    newest.update(**before)
    end_again(tombstones.read())
    assert [one.row.version for one in fresh(supervisor).intake] == [2, 1]


def test_a_recovery_code_that_was_used_does_not_come_back_by_her_row(supervisor, worker, centre):
    """Who saw it used, and her pass phrase, signed in with it once her row from before was put back."""
    code = members.invite_again(by=fresh(supervisor), member=row_of(worker))
    joined = members.join(code=code)
    before = Row.objects.filter(id=joined.member.id).values("recovery_tags").get()
    given = {"name": "worker", "passphrase": joined.passphrase, "code": joined.recovery_codes[0]}
    assert signing.sign_in(**given).member == joined.member
    Row.objects.filter(id=joined.member.id).update(**before)
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(**given)
    assert signing.sign_in(**{**given, "code": joined.recovery_codes[1]}).member == joined.member


def test_the_code_of_this_half_minute_does_not_come_back_by_her_row(supervisor, worker, centre, frozen):
    given = {"name": "worker", "passphrase": worker.passphrase, "code": code_of(worker)}
    signing.sign_in(**given)
    Row.objects.filter(id=worker.actor.member.id).update(totp_used=None)
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(**given)
