"""Renew a keyring when somebody who held it goes, so that she can open nothing newer with any copy of anything."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import SealError
from qorgan.web.accounts import keyrings, records, recoveries, statements
from qorgan.web.accounts.actions.alarms import sound
from qorgan.web.accounts.actions.rules import NotAllowed, duties_of, record
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.accounts.models import Duty, Grant, Keyring, KeyringKey, Member, Notice, Recovery, Role
from qorgan.web.accounts.profiles import check_standing
from qorgan.web.shell import clock, faults, journal
from qorgan.web.shell.journal import Entry


@transaction.atomic
def renew(*, by: Actor, duty: Duty) -> HeldKey:
    """Make new keys for a duty and hand them to all who hold it now; what was sealed before stays open to them.

    Raises
    ------
    NotAllowed
        If she does not hold the newest keys of this duty.
    """
    newest = newest_held(by, duty)
    if newest is None:
        raise NotAllowed(_("You do not hold these keys, so you cannot renew them. Somebody who holds them can."))
    return _renew(by, newest)


def renew_if_due(*, by: Actor, duty: Duty) -> None:
    """Renew keys at her first step after somebody who held them has gone by the hand of one who does not hold them."""
    held = by.held(duty)
    if held and Keyring.objects.filter(id=held[0].row.keyring_id, is_due=True).exists():
        with transaction.atomic():
            newest = newest_held(by, duty)
            if newest is not None and Keyring.objects.get(id=newest.row.keyring_id).is_due:
                with journal.whoever_looks():
                    _renew(by, newest)


def renew_what_is_due(*, by: Actor) -> None:
    """Renew what is due of all that she holds; what cannot be renewed waits, and must not keep her from her work."""
    for duty in Duty:
        try:
            renew_if_due(by=by, duty=duty)
        except SealError as fault:
            faults.write(fault)


def renew_all(*, by: Actor) -> None:
    """Renew every keyring of hers, for somebody may have had her key; what cannot be renewed now is marked as due."""
    for duty in Duty:
        try:
            with transaction.atomic():
                if (newest := newest_held(by, duty)) is not None:
                    _renew(by, newest)
        except SealError as fault:
            faults.write(fault)
            Keyring.objects.filter(key__grants__member=by.member, duty=duty).update(is_due=True)


def renew_after_loss(by: Actor, lost: Iterable[Keyring]) -> None:
    """Renew the keyrings that somebody has just lost; what ``by`` does not hold is marked as due for those who do."""
    for keyring in lost:
        newest = newest_held(by, Duty(keyring.duty))
        if newest is not None and newest.row.keyring_id == keyring.id:
            _renew(by, newest)
        else:
            Keyring.objects.filter(id=keyring.id).update(is_due=True)


def newest_held(by: Actor, duty: Duty) -> HeldKey | None:
    """Return the version in use, where she holds it, and lock the keyring until the transaction ends."""
    held = keyrings.held(by.member, by.key_pair, duty)
    if not held:
        return None
    Keyring.objects.select_for_update().get(id=held[0].row.keyring_id)
    versions = KeyringKey.objects.filter(keyring=held[0].row.keyring_id).order_by("-version")
    return held[0] if held[0].row.version == versions[0].version else None


def _renew(by: Actor, newest: HeldKey) -> HeldKey:
    centre = newest.row.keyring.centre
    if centre is not None:
        statements.lock(centre)
    fresh, holders = keyrings.renew(newest), _holders(newest)
    if centre is not None:
        statements.say(centre)
    for member in holders:
        keyrings.grant(fresh, member, keyrings.member_public(member))
    # From the new key everything older is in reach; one grant each is enough, and one is taken in one step.
    Grant.objects.filter(key__keyring=newest.row.keyring_id).exclude(key=fresh.row).delete()
    Keyring.objects.filter(id=newest.row.keyring_id).update(is_due=False, renewed_day=clock.today())
    had_recovery = Recovery.objects.filter(keyring=newest.row.keyring_id).exists()
    if had_recovery and not recoveries.follow(fresh, holders):
        record(by, "recovery.void", by.member)
        sound(newest.row.keyring.centre_id, Notice.Kind.RECOVERY_VOID)
    by.forget_keys()
    number = str(by.member.id)
    detail: dict[str, str | int] = {"version": fresh.row.version}
    journal.record(Entry(by.chain, "keys.renewed", clock.today(), who=number, at=clock.now(), detail=detail))
    return fresh


def _holders(key: HeldKey) -> list[Member]:
    # Rows can be written, and older ones put back: only who was given this version, by a signature, and has the duty by
    # her sealed profile gets the next.
    grants = Grant.objects.filter(key=key.row, member__state=Member.State.ACTIVE).select_related("member", "key")
    return [one.member for one in grants if _is_holder(one, Duty(key.row.keyring.duty))]


def _is_holder(grant: Grant, duty: Duty) -> bool:
    try:
        records.check_grant(grant)
        return duty in duties_of([Role(role) for role in check_standing(grant.member)])
    except SealError as fault:
        faults.write(fault)
        return False
