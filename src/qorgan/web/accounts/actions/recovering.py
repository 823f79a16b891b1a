"""Make the three shares of a keyring of a centre, let somebody use them, and use two of them.

Each duty has papers of its own, made by who holds its keys: those of the programme and of the safety of partners never by who
leads the centre, and nobody who leads it comes to these keys by them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import QorganError, SealError
from qorgan.vault.shares import Share
from qorgan.web.accounts import keyrings, recoveries
from qorgan.web.accounts.actions.alarms import sound
from qorgan.web.accounts.actions.renewing import newest_held
from qorgan.web.accounts.actions.rules import APART, NotAllowed, duties_of, lock_place, record
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Duty, Keyring, Member, Notice, Recovery, Role
from qorgan.web.accounts.profiles import check_standing, hands_of, recovers_from, seal_anew
from qorgan.web.shell import clock


class SharesRefused(QorganError):
    """Two shares do not open it; nobody is told which of them."""


@dataclass(frozen=True)
class Papers:
    """What is printed once."""

    recovery: Recovery
    shares: tuple[Share, ...] = field(repr=False)


@transaction.atomic
def make(*, by: Actor, duty: Duty = Duty.INTAKE) -> Papers:
    """Make new shares for the keys of a duty; those before open nothing any more.

    Raises
    ------
    NotAllowed
        If she does not hold the keys in use.
    """
    newest = newest_held(by, duty)
    if newest is None:
        raise NotAllowed(_("You do not hold your centre’s keys. Somebody who holds them can do this."))
    row, shares = recoveries.create(newest, by.member)
    record(by, "recovery.made", by.member, duty=str(duty))
    sound(by.member.centre_id, Notice.Kind.RECOVERY_MADE)
    return Papers(row, shares)


@transaction.atomic
def let(*, by: Actor, member: Member) -> None:
    """Let a supervisor who has joined use the shares of intake, after comparing the fingerprint with her.

    At once where nobody is left at her centre who could object, else from tomorrow: until then a supervisor of the
    centre can end the membership.

    Raises
    ------
    NotAllowed
        If she is no supervisor who waits, or ``by`` could be her: who invited her, or belongs to another place.
    """
    member = _locked_of_here(by, member)
    if Role.SUPERVISOR not in check_standing(member) or member.state != Member.State.JOINED:
        raise NotAllowed(_("She is not a supervisor who has joined and waits for her keys."))
    leaders = Member.objects.filter(centre=member.centre_id, state=Member.State.ACTIVE, roles__role=Role.SUPERVISOR)
    _let(by, member, Duty.INTAKE, can_object=leaders.exclude(id=by.member.id).exists())


@transaction.atomic
def let_apart(*, by: Actor, member: Member, duty: Duty) -> None:
    """Let a confirmed member use the shares of a duty apart, after comparing the fingerprint with her.

    At once where nobody holds these keys any more, else from tomorrow: until then who holds them can make new papers.

    Raises
    ------
    NotAllowed
        If she does not wait for keys of this duty, or ``by`` could be her.
    """
    member = _locked_of_here(by, member)
    if not waits_for(member, duty):
        raise NotAllowed(_("She does not wait for the keys of this duty."))
    _let(by, member, duty, can_object=bool(_holders(member, duty)))


def _locked_of_here(by: Actor, member: Member) -> Member:
    member = Member.objects.select_for_update().get(id=member.id)
    is_colleague = by.member.centre_id is not None and by.member.centre_id == member.centre_id
    if not (is_colleague or Role.ADMINISTRATOR in by.roles):
        raise NotAllowed(_("This member belongs to another place. A colleague of hers or an administrator can do it."))
    return member


def _let(by: Actor, member: Member, duty: Duty, *, can_object: bool) -> None:
    if not recovery_of(member, duty):
        raise NotAllowed(
            _("There are no recovery papers for these keys. Only somebody who holds them can confirm her.")
        )
    if str(by.member.id) in hands_of(member) | {str(member.id)}:
        raise NotAllowed(_("You invited her. Somebody else meets her and lets her use the papers."))
    seal_anew(member, recovers_from=clock.today() + timedelta(days=1 if can_object else 0))
    member.save(update_fields=["profile"])
    record(by, "recovery.allowed", member, duty=str(duty))
    sound(member.centre_id, Notice.Kind.RECOVERY_ALLOWED)


def waits_for(member: Member, duty: Duty) -> bool:
    """Say whether somebody who was confirmed for a duty apart holds none of its keys."""
    if duty not in APART or member.state != Member.State.ACTIVE or member.centre_id is None:
        return False
    return duty in duties_of([Role(one) for one in check_standing(member)]) and member not in _holders(member, duty)


def _holders(member: Member, duty: Duty) -> list[Member]:
    here = Member.objects.filter(centre=member.centre_id, state=Member.State.ACTIVE)
    return list(here.filter(grants__key__keyring__duty=duty).distinct())


def recovery_of(member: Member, duty: Duty = Duty.INTAKE) -> Recovery | None:
    """Return the recovery of a duty's keys at her centre, where there is one."""
    return Recovery.objects.filter(keyring__centre=member.centre_id, keyring__duty=duty).first()


def may_recover(by: Actor, duty: Duty = Duty.INTAKE) -> bool:
    """Say whether two shares would give her keys now: a supervisor without them, or one who was let."""
    member = by.member
    row = recovery_of(member, duty) if member.centre_id else None
    if row is None:
        return False
    day = recovers_from(member)
    is_let = day is not None and day <= clock.today()
    if duty in APART:
        return is_let and waits_for(member, duty)
    if Role.SUPERVISOR not in check_standing(member):
        return False
    if member.state == Member.State.ACTIVE:
        return not holds_keys(by)
    return member.state == Member.State.JOINED and is_let


def holds_keys(by: Actor, duty: Duty = Duty.INTAKE) -> bool:
    """Say whether she can open anything of a duty."""
    try:
        return bool(by.held(duty))
    except SealError:  # her grant was altered
        return False


def recover(*, by: Actor, one: Share, other: Share, duty: Duty = Duty.INTAKE) -> None:
    """Give her the keys of a duty with two shares; a supervisor who has joined becomes active by it.

    Raises
    ------
    NotAllowed
        If nobody has let her, or she holds the keys.
    SharesRefused
        If the shares do not open them.
    """
    with transaction.atomic():
        is_open = _recover(by, duty, one, other)
    if not is_open:
        raise SharesRefused("These two shares do not open the keys.")


def _recover(by: Actor, duty: Duty, one: Share, other: Share) -> bool:
    # She may be ended in this moment: then either nothing is given to her, or what is given is found and taken.
    lock_place(by.member)
    # Nobody renews the keys or makes other shares meanwhile.
    list(Keyring.objects.select_for_update().filter(centre=by.member.centre_id, duty=duty))
    by.forget_keys()
    row = recovery_of(by.member, duty)
    if row is None or not may_recover(by, duty):
        raise NotAllowed(_("You cannot use recovery papers now. A colleague or an administrator can let you."))
    try:
        key = recoveries.opened(row, one, other)
    except SealError:
        record(by, "recovery.refused", by.member, duty=str(duty))
        return False
    keyrings.grant(key, by.member, keyrings.member_public(by.member))
    if by.member.state == Member.State.JOINED:
        by.member.state = Member.State.ACTIVE
        seal_anew(by.member, hands=())
    else:
        seal_anew(by.member)  # leave to use them is for once
    by.member.save(update_fields=["state", "profile"])
    row.used_day = clock.today()
    recoveries.note_known(row, known_to=[by.member])
    row.save()
    by.forget_keys()
    record(by, "recovery.used", by.member, duty=str(duty))
    sound(by.member.centre_id, Notice.Kind.RECOVERY_USED)
    return True


def void_if_known(by: Actor, member: Member, lost: Iterable[Keyring]) -> None:
    """Take back the shares that somebody who goes has had before her: what comes later must not open with them."""
    for row in Recovery.objects.filter(keyring__in=list(lost)).select_related("keyring"):
        if str(member.id) in json.dumps(row.known_to):
            row.delete()
            record(by, "recovery.void", member)
            sound(row.keyring.centre_id, Notice.Kind.RECOVERY_VOID)
