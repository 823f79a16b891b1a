"""Confirm a member who has joined, and hand her the keys of her duties."""

from collections.abc import Set as AbstractSet

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.vault.registry import fingerprint
from qorgan.web.accounts import keyrings, statements
from qorgan.web.accounts.actions.renewing import newest_held
from qorgan.web.accounts.actions.rules import (
    APART,
    MET_BY_ANOTHER,
    NotAllowed,
    check_leads,
    duties_of,
    lock_place,
    record,
    record_own,
)
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Duty, Keyring, Member, Role
from qorgan.web.accounts.profiles import check_standing, hands_of, seal_anew


@transaction.atomic
def confirm(*, by: Actor, member: Member) -> None:
    """Seal the keyrings of her duties to a member who has joined, after comparing the fingerprint with her.

    The first supervisor of a centre gets its new keyring. She, an administrator, and a member of the statistics office
    are confirmed by somebody who cannot be her: otherwise one person with two accounts could open a centre and read what
    is sent to it, or read the records of all centres.

    Raises
    ------
    NotAllowed
        If the confirming member does not hold these keyrings herself, or had the invitation in hand.
    """
    lock_place(member)
    roles = check_standing(member)
    is_first = is_first_supervisor(member)
    if not (is_first and Role.ADMINISTRATOR in by.roles):
        check_leads(by, member)
    if member.state not in {Member.State.JOINED, Member.State.ACTIVE}:
        raise NotAllowed(_("She has not joined yet. She takes up her invitation first."))
    is_met_by_another = str(by.member.id) not in hands_of(member) | {str(member.id)}
    if (is_first or MET_BY_ANOTHER & roles) and not is_met_by_another:
        raise NotAllowed(_("You invited her or gave her this role. Another administrator meets her and confirms her."))
    if is_first and member.centre is not None:
        statements.lock(member.centre)
        keyrings.create(member.centre, Duty.INTAKE, member, keyrings.member_public(member))
        statements.say(member.centre)
        _grant_apart(by, member, duties_of([Role(role) for role in roles]))
    else:
        grant_duties(by, member)
    member.state = Member.State.ACTIVE
    seal_anew(member, hands=() if is_met_by_another else None)
    member.save(update_fields=["state", "profile"])
    record(by, "member.confirmed", member)


@transaction.atomic
def confirm_at_machine(*, member: Member, print_read: str) -> None:
    """Confirm an administrator where no other is left who could; for whoever keeps the machine.

    Parameters
    ----------
    print_read : str
        The fingerprint of her key as she reads it from her account.

    Raises
    ------
    NotAllowed
        If she is no administrator of the country, has not joined, or the fingerprint is not hers.
    """
    if Role.ADMINISTRATOR not in check_standing(member) or member.state != Member.State.JOINED:
        raise NotAllowed(_("She is not an administrator who has joined and waits to be confirmed."))
    if fingerprint(keyrings.member_public(member)).split() != print_read.lower().split():
        raise NotAllowed(_("This is not the fingerprint of her key. Somebody else may have taken up her invitation."))
    member.state = Member.State.ACTIVE
    seal_anew(member, hands=())
    member.save(update_fields=["state", "profile"])
    record_own(member, "member.confirmed-at-machine")


@transaction.atomic
def hand_on_audit(*, by: Actor, member: Member) -> None:
    """Seal the auditors' keys to another auditor, who was confirmed by somebody that does not hold them.

    Raises
    ------
    NotAllowed
        If one of the two is no active auditor, or the giver holds no keys herself.
    """
    if Role.AUDITOR not in check_standing(member) or member.state != Member.State.ACTIVE:
        raise NotAllowed(_("She is not an auditor who was confirmed. An administrator confirms her first."))
    _grant(by, member, Duty.AUDIT)
    record(by, "member.keys-given", member)


def is_first_supervisor(member: Member) -> bool:
    """Say whether a centre's keys are made when this member is confirmed."""
    return (
        member.centre_id is not None
        and member.roles.filter(role=Role.SUPERVISOR).exists()
        and not Keyring.objects.filter(centre=member.centre_id, duty=Duty.INTAKE).exists()
    )


def grant_duties(by: Actor, member: Member) -> None:
    """Seal the keyrings of her duties to a member; the auditors' only where the giver holds them."""
    # Read anew: a page hands in a member with the roles she had when the page was asked for.
    duties = duties_of([Role(role) for role in check_standing(member)])
    if Duty.INTAKE in duties:
        _grant(by, member, Duty.INTAKE)
    # An administrator need not be able to read the audit. Without its keys, an auditor hands them on afterwards.
    if Duty.AUDIT in duties and by.audit:
        _grant(by, member, Duty.AUDIT)
    _grant_apart(by, member, duties)


def _grant_apart(by: Actor, member: Member, duties: AbstractSet[Duty]) -> None:
    """Seal the keyrings that who leads a place need not hold: the first member with a duty gets a new one.

    Only she can open that, not who confirmed her. Whoever comes later gets it from a colleague who holds it.
    """
    for duty in sorted(duties & APART):
        if not Keyring.objects.filter(centre=member.centre_id, duty=duty).exists():
            keyrings.create(member.centre, duty, member, keyrings.member_public(member))
        elif by.held(duty):
            _grant(by, member, duty)


@transaction.atomic
def hand_on(*, by: Actor, member: Member, duty: Duty) -> None:
    """Seal the keys of a duty to a colleague of the same place who has it and was confirmed without them.

    Raises
    ------
    NotAllowed
        If she is no such colleague, or the giver holds no keys herself.
    """
    lock_place(member)
    roles = [Role(role) for role in check_standing(member)]
    is_colleague = member.centre_id == by.member.centre_id
    if duty not in APART & duties_of(roles) or not is_colleague or member.state != Member.State.ACTIVE:
        raise NotAllowed(_("She is no confirmed colleague of yours with this duty."))
    _grant(by, member, duty)
    record(by, "member.duty-given", member, duty=str(duty))


def _grant(by: Actor, member: Member, duty: Duty) -> None:
    # Read under the lock: somebody may have renewed them since this request began. The newest opens those before it.
    newest = newest_held(by, duty)
    if newest is None:
        raise NotAllowed(
            _("You do not hold the keys of this duty, so you cannot hand them on. Somebody who holds them can.")
        )
    keyrings.grant(newest, member, keyrings.member_public(member))
