"""What somebody who writes rows of the database gets of a recovery: nothing."""

import pytest
from tests.cast import join
from tests.recovering import fresh, make, type_in

from qorgan.kernel.errors import SealError
from qorgan.vault.keyring import new_keyring, seal_grant
from qorgan.vault.secret import KeyPair
from qorgan.web.accounts import recoveries
from qorgan.web.accounts.actions import members, recovering, renewing
from qorgan.web.accounts.models import Duty, Grant, Notice, Recovery, Role
from qorgan.web.accounts.models import Member as Row


@pytest.fixture
def shares(supervisor):
    return make(supervisor)


def test_a_recovery_key_put_in_by_a_forger_gets_no_new_keys(supervisor, worker, shares):
    his = KeyPair.generate()
    Recovery.objects.update(public=his.public)
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    assert not Recovery.objects.exists()
    assert Notice.objects.filter(kind=Notice.Kind.RECOVERY_VOID).count() == 2


def test_a_forger_who_hides_that_she_knew_them_makes_them_void(supervisor, worker, shares):
    Recovery.objects.update(known_to=[])
    assert "somebody has changed it" in supervisor.get("/en/recovery").text
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    assert not Recovery.objects.exists()


@pytest.mark.parametrize("known", [0, {"a": [1]}, [1, None], "text"])
def test_a_row_of_nonsense_breaks_no_page_and_opens_nothing(supervisor, worker, shares, known):
    Recovery.objects.update(known_to=known)
    assert supervisor.get("/en/recovery").status_code == 200
    with pytest.raises(SealError):
        recoveries.opened(Recovery.objects.get(), *shares[:2])
    members.end(by=fresh(supervisor), member=Row.objects.get(id=worker.actor.member.id))
    assert not Recovery.objects.exists()


def test_keys_that_a_forger_put_into_the_box_are_refused(supervisor, shares):
    row = Recovery.objects.get()
    box = seal_grant(new_keyring(), bytes(row.public), label=recoveries._label(row.key))
    Recovery.objects.update(box=box)
    with pytest.raises(SealError):
        recoveries.opened(Recovery.objects.get(), *shares[:2])


def test_an_older_version_put_back_is_not_handed_out_as_the_newest(supervisor, shares):
    old = Recovery.objects.get()
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    Recovery.objects.update(key=old.key_id, box=bytes(old.box))
    with pytest.raises(SealError):
        recoveries.opened(Recovery.objects.get(), *shares[:2])


def test_a_recovery_moved_to_another_centre_opens_nothing_there(supervisor, shares, worker_elsewhere):
    other = Grant.objects.get(member=worker_elsewhere.actor.member).key
    Recovery.objects.update(keyring=other.keyring, key=other)
    with pytest.raises(SealError):
        recoveries.opened(Recovery.objects.get(), *shares[:2])


def test_a_forger_cannot_make_somebody_wait_who_was_not_invited(supervisor, shares, worker_elsewhere, centre):
    """Her row says that she waits here; her sealed profile says where she belongs."""
    Row.objects.filter(id=worker_elsewhere.actor.member.id).update(centre=centre, state=Row.State.JOINED)
    assert type_in(worker_elsewhere, *shares[:2]).status_code == 403  # signed out
    with pytest.raises(SealError):
        recovering.recover(by=fresh(worker_elsewhere), one=shares[0], other=shares[1])
    assert not Grant.objects.filter(member=worker_elsewhere.actor.member, key__keyring__centre=centre).exists()


def test_a_new_supervisor_of_hers_is_confirmed_as_ever_where_keys_are_held(supervisor, shares, centre):
    other = join(supervisor, centre, "other", Role.SUPERVISOR)
    assert fresh(other).intake
    assert not recovering.may_recover(fresh(other))
