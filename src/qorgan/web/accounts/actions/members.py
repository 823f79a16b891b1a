"""Invite, join, change and end members."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import PassphraseError
from qorgan.vault.people import (
    generate_passphrase,
    generate_recovery_codes,
    hash_recovery_code,
    new_salt,
    wrap_private_key,
)
from qorgan.vault.secret import KeyPair, Passphrase
from qorgan.web.accounts import endings, keyrings, records
from qorgan.web.accounts.actions import recovering
from qorgan.web.accounts.actions.confirming import grant_duties
from qorgan.web.accounts.actions.renewing import renew_after_loss
from qorgan.web.accounts.actions.rules import (
    APART,
    MET_BY_ANOTHER,
    NotAllowed,
    check_leads,
    check_may_give,
    check_one_remains,
    check_others_hold,
    duties_of,
    lock_place,
    record,
    record_own,
)
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Duty, Grant, Keyring, Member, MemberRole, Role
from qorgan.web.accounts.open_sessions import end_sessions
from qorgan.web.accounts.profiles import (
    Profile,
    check_standing,
    hands_of,
    invitation_tag,
    seal_anew,
    seal_profile,
    seal_seed,
    sign_in_tag,
    staff_key,
)
from qorgan.web.shell import clock, derivation

INVITATION_DAYS = 7
_UNKNOWN = "This invitation is not known or has ended. Ask the person who invited you for a new one."


@dataclass(frozen=True)
class Joined:
    """What a member sees once, on joining, and keeps."""

    member: Member
    passphrase: Passphrase
    totp_seed: str
    recovery_codes: list[str]


@transaction.atomic
def bootstrap(*, names: Collection[str]) -> dict[str, str]:
    """Invite the first administrators of an empty installation; they are auditors until they name others.

    Returns
    -------
    dict
        Sign-in name to invitation code.
    """
    if Member.objects.exists():
        raise NotAllowed(_("There are members already. An administrator invites others at the staff door."))
    return {name: _invite(None, name, Profile(name=name), {Role.ADMINISTRATOR, Role.AUDITOR})[1] for name in names}


@transaction.atomic
def invite(
    *, by: Actor, centre: Centre | None, sign_in_name: str, profile: Profile, roles: Collection[Role]
) -> tuple[Member, str]:
    """Invite somebody; the code is shown once and handed over in person.

    Raises
    ------
    NotAllowed
        If her roles do not let her invite this role at this place, or the name is taken.
    """
    check_may_give(by, centre, roles)
    if centre is not None and centre.state == Centre.State.CLOSED:
        raise NotAllowed(_("This centre closes or has closed. Nobody new joins it."))
    if Member.objects.filter(sign_in_tag=sign_in_tag(sign_in_name)).exists():
        raise NotAllowed(_("This sign-in name is taken. Choose another."))
    member, code = _invite(centre, sign_in_name, profile, roles, hands={str(by.member.id)})
    record(by, "member.invited", member, roles=",".join(sorted(roles)))
    return member, code


@transaction.atomic
def invite_again(*, by: Actor, member: Member) -> str:
    """Mend a lost pass phrase: the old key and its grants go, a colleague confirms the new key."""
    check_leads(by, member)
    lock_place(member)
    check_standing(member)
    if member.state == Member.State.ENDED:
        raise NotAllowed(_("She has left. Invite her as somebody new, with another sign-in name."))
    check_others_hold(member, ())
    endings.note_key(member)
    code = generate_recovery_codes(1)[0]
    _take_keys(by, member, keeps=())
    # With her old keys gone from the row, nothing is left there that her old pass phrase could open.
    member.public_key = member.public_key_signature = member.private_key = member.salt = None
    member.state = Member.State.INVITED
    member.invitation_tag = invitation_tag(code)
    member.invited_until = clock.today() + timedelta(days=INVITATION_DAYS)
    seal_anew(member, hands=hands_of(member) | {str(by.member.id)})
    member.save()
    record(by, "member.invited-again", member)
    end_sessions(member.id)
    return code


def join(*, code: str) -> Joined:
    """Take up an invitation: keys, pass phrase, TOTP seed and recovery codes are made and shown once.

    Raises
    ------
    PassphraseError
        If the code is unknown or has expired.
    """
    # Looked at first, for the derivation is dear and this page is open to all.
    if not Member.objects.filter(invitation_tag=invitation_tag(code), invited_until__gte=clock.today()).exists():
        raise PassphraseError(_UNKNOWN)
    # The derivation takes a second of one core: never inside a transaction that others wait for.
    passphrase, salt = generate_passphrase(), new_salt()
    wrapping = derivation.wrapping_key(passphrase, salt, staff_key())
    seed, codes, pair = pyotp.random_base32(), generate_recovery_codes(), KeyPair.generate()
    with transaction.atomic():
        member = Member.objects.select_for_update().filter(invitation_tag=invitation_tag(code)).first()
        if member is None or member.invited_until is None or member.invited_until < clock.today():
            raise PassphraseError(_UNKNOWN)
        check_standing(member)
        member.salt = salt
        member.public_key = pair.public
        owner = keyrings.member_owner(member.id)
        member.public_key_signature = records.sign_key(owner=owner, version=1, public=pair.public)
        member.private_key = wrap_private_key(pair.private, wrapping, member.id)
        member.totp_seed = seal_seed(seed, member.id)
        member.totp_used = None
        member.phrases = None  # sealed to the key that is gone
        member.recovery_tags = [hash_recovery_code(one, staff_key(), member.id).hex() for one in codes]
        member.invitation_tag = member.invited_until = None
        member.state = Member.State.JOINED
        _found(member, pair)
        seal_anew(member)
        member.save()
        record_own(member, "member.joined")
    return Joined(member, passphrase, seed, codes)


def _found(member: Member, pair: KeyPair) -> None:
    """Create the auditors' keyring with the first auditor: nobody is there yet who could confirm her."""
    roles = set(member.roles.values_list("role", flat=True))
    # Invited by the machine itself at the first start. Whom a member invited, another confirms, and she founds nothing:
    # else a row taken out of sight would have the audit sealed to her alone.
    is_first = Role.AUDITOR in roles and not hands_of(member)
    if is_first and not Keyring.objects.filter(centre=None, duty=Duty.AUDIT).exists():
        keyrings.create(None, Duty.AUDIT, member, pair.public)
        member.state = Member.State.ACTIVE


@transaction.atomic
def change_roles(*, by: Actor, member: Member, roles: Collection[Role]) -> None:
    """Give and take roles; keyrings she no longer needs are taken, those she needs are sealed to her."""
    check_leads(by, member)
    lock_place(member)
    had = check_standing(member)
    check_may_give(by, member.centre, roles)
    check_one_remains(member, roles)
    check_others_hold(member, duties_of(roles))
    MemberRole.objects.filter(member=member).exclude(role__in=roles).delete()
    for role in roles:
        MemberRole.objects.get_or_create(member=member, role=role)
    hands = hands_of(member)
    if APART & (duties_of(roles) - duties_of([Role(one) for one in had])):
        # As who invites somebody for such a duty: she does not let her use its papers by herself.
        hands |= {str(by.member.id)}
    if (MET_BY_ANOTHER & set(roles)) - had:
        # Nobody becomes an administrator, or one of the statistics office, by one other person alone: she waits until a
        # third has met her.
        hands |= {str(by.member.id)}
        if member.state == Member.State.ACTIVE:
            member.state = Member.State.JOINED
    seal_anew(member, roles=roles, hands=hands)
    member.save(update_fields=["profile", "state"])
    with endings.note_roles(member, had=had, has=roles):
        _take_keys(by, member, keeps=duties_of(roles))
        if member.state == Member.State.ACTIVE:
            grant_duties(by, member)
        record(by, "member.roles", member, roles=",".join(sorted(roles)))
    if had != frozenset(roles):
        end_sessions(member.id, keep=by.session)  # her own goes on, where she changes her own roles


@transaction.atomic
def end(*, by: Actor, member: Member) -> None:
    """End a membership: she can no longer sign in and holds no grant."""
    check_leads(by, member)
    if member.id == by.member.id:
        raise NotAllowed(_("Nobody ends her own membership. A colleague does it."))
    lock_place(member)
    check_one_remains(member, ())
    check_others_hold(member, ())
    member.state = Member.State.ENDED
    member.invitation_tag = None
    # In the seal as well: the state is a row that could be set back.
    member.roles.all().delete()
    seal_anew(member, roles=())
    member.save()
    member.drafts.all().delete()  # of somebody's words, and shown to nobody any more
    endings.note_left(member)
    _take_keys(by, member, keeps=())
    record(by, "member.ended", member)
    end_sessions(member.id)


@transaction.atomic
def end_sessions_of(*, by: Actor, member: Member) -> int:
    """End all open sessions of a member, whose laptop was lost perhaps; return how many there were."""
    check_leads(by, member)
    record(by, "member.sessions-ended", member)
    return end_sessions(member.id)


def _take_keys(by: Actor, member: Member, *, keeps: Collection[Duty]) -> None:
    lost = Grant.objects.filter(member=member).exclude(key__keyring__duty__in=keeps)
    numbers = set(lost.values_list("key__keyring", flat=True))
    # Locked before they are taken: she may be renewing them in this moment, and would keep what she made.
    keyrings_lost = list(Keyring.objects.select_for_update().filter(id__in=numbers).order_by("id"))
    lost.all().delete()
    recovering.void_if_known(by, member, keyrings_lost)
    renew_after_loss(by, keyrings_lost)


def _invite(
    centre: Centre | None, name: str, profile: Profile, roles: Collection[Role], hands: Collection[str] = ()
) -> tuple[Member, str]:
    code = generate_recovery_codes(1)[0]
    member = Member(
        centre=centre,
        sign_in_tag=sign_in_tag(name),
        invitation_tag=invitation_tag(code),
        invited_until=clock.today() + timedelta(days=INVITATION_DAYS),
    )
    seal_profile(profile, member, roles=roles, hands=hands)
    member.save(force_insert=True)
    MemberRole.objects.bulk_create(MemberRole(member=member, role=role) for role in roles)
    return member, code
