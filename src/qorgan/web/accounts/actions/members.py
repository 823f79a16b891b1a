"""Invite, join, confirm, change and end members."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import PassphraseError, QorganError
from qorgan.vault.people import (
    generate_passphrase,
    generate_recovery_codes,
    hash_recovery_code,
    new_salt,
    wrap_private_key,
)
from qorgan.vault.registry import mac_public_key
from qorgan.vault.secret import KeyPair, Passphrase
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Duty, Grant, Keyring, Member, MemberRole, Role
from qorgan.web.accounts.profiles import (
    Profile,
    check_standing,
    invitation_tag,
    profile_of,
    seal_profile,
    seal_seed,
    sign_in_tag,
    staff_key,
)
from qorgan.web.shell import clock, derivation, journal, keys
from qorgan.web.shell.journal import COUNTRY, Entry

INVITATION_DAYS = 7
_UNKNOWN = "This invitation is not known or has ended. Ask the person who invited you for a new one."


@dataclass(frozen=True)
class Joined:
    """What a member sees once, on joining, and keeps."""

    member: Member
    passphrase: Passphrase
    totp_seed: str
    recovery_codes: list[str]


class NotAllowed(QorganError):
    """A rule of roles forbids it; the page says which."""


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
    _check_may_give(by, centre, roles)
    if Member.objects.filter(sign_in_tag=sign_in_tag(sign_in_name)).exists():
        raise NotAllowed(_("This sign-in name is taken. Choose another."))
    member, code = _invite(centre, sign_in_name, profile, roles)
    _record(by, "member.invited", member, roles=",".join(sorted(roles)))
    return member, code


@transaction.atomic
def invite_again(*, by: Actor, member: Member) -> str:
    """Mend a lost pass phrase: the old key and its grants go, a colleague confirms the new key."""
    _check_leads(by, member)
    check_standing(member)
    _lock_place(member)
    _check_others_hold(member, ())
    code = generate_recovery_codes(1)[0]
    member.grants.all().delete()
    member.state = Member.State.INVITED
    member.invitation_tag = invitation_tag(code)
    member.invited_until = clock.today() + timedelta(days=INVITATION_DAYS)
    member.save()
    _record(by, "member.invited-again", member)
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
        member.public_key_mac = mac_public_key(keys.registry(), owner=owner, version=1, public=pair.public)
        member.private_key = wrap_private_key(pair.private, wrapping, member.id)
        member.totp_seed = seal_seed(seed, member.id)
        member.totp_used = None
        member.phrases = None  # sealed to the key that is gone
        member.recovery_tags = [hash_recovery_code(one, staff_key(), member.id).hex() for one in codes]
        member.invitation_tag = member.invited_until = None
        member.state = Member.State.JOINED
        _found(member, pair)
        member.save()
        _record_for(member, "member.joined")
    return Joined(member, passphrase, seed, codes)


def _found(member: Member, pair: KeyPair) -> None:
    """Create what nobody could create before: the first of her kind holds a new keyring and needs no confirmation."""
    roles = set(member.roles.values_list("role", flat=True))
    if Role.AUDITOR in roles and not Keyring.objects.filter(centre=None, duty=Duty.AUDIT).exists():
        keyrings.create(None, Duty.AUDIT, member, pair.public)
        member.state = Member.State.ACTIVE
    is_first = Role.SUPERVISOR in roles and not Keyring.objects.filter(centre=member.centre, duty=Duty.INTAKE).exists()
    if is_first and member.centre is not None:
        keyrings.create(member.centre, Duty.INTAKE, member, pair.public)
        member.state = Member.State.ACTIVE


@transaction.atomic
def confirm(*, by: Actor, member: Member) -> None:
    """Seal the keyrings of her duties to a member who has joined, after comparing the fingerprint with her.

    Raises
    ------
    NotAllowed
        If the confirming member does not hold these keyrings herself.
    """
    _check_leads(by, member)
    check_standing(member)
    if member.state not in {Member.State.JOINED, Member.State.ACTIVE}:
        raise NotAllowed(_("She has not joined yet. She takes up her invitation first."))
    _grant_duties(by, member)
    member.state = Member.State.ACTIVE
    member.save(update_fields=["state"])
    _record(by, "member.confirmed", member)


@transaction.atomic
def change_roles(*, by: Actor, member: Member, roles: Collection[Role]) -> None:
    """Give and take roles; keyrings she no longer needs are taken, those she needs are sealed to her."""
    _check_leads(by, member)
    check_standing(member)
    _check_may_give(by, member.centre, roles)
    _lock_place(member)
    _check_one_remains(member, roles)
    _check_others_hold(member, _duties(roles))
    MemberRole.objects.filter(member=member).exclude(role__in=roles).delete()
    for role in roles:
        MemberRole.objects.get_or_create(member=member, role=role)
    member.profile = seal_profile(profile_of(member), member.id, centre_id=member.centre_id, roles=roles)
    member.save(update_fields=["profile"])
    Grant.objects.filter(member=member).exclude(key__keyring__duty__in=_duties(roles)).delete()
    if member.state == Member.State.ACTIVE:
        _grant_duties(by, member)
    _record(by, "member.roles", member, roles=",".join(sorted(roles)))


@transaction.atomic
def end(*, by: Actor, member: Member) -> None:
    """End a membership: she can no longer sign in and holds no grant."""
    _check_leads(by, member)
    if member.id == by.member.id:
        raise NotAllowed(_("Nobody ends her own membership. A colleague does it."))
    _lock_place(member)
    _check_one_remains(member, ())
    _check_others_hold(member, ())
    member.grants.all().delete()
    member.state = Member.State.ENDED
    member.invitation_tag = None
    member.save()
    _record(by, "member.ended", member)


def _invite(centre: Centre | None, name: str, profile: Profile, roles: Collection[Role]) -> tuple[Member, str]:
    code = generate_recovery_codes(1)[0]
    number = uuid.uuid4()
    member = Member.objects.create(
        id=number,
        centre=centre,
        sign_in_tag=sign_in_tag(name),
        profile=seal_profile(profile, number, centre_id=centre.id if centre else None, roles=roles),
        invitation_tag=invitation_tag(code),
        invited_until=clock.today() + timedelta(days=INVITATION_DAYS),
    )
    MemberRole.objects.bulk_create(MemberRole(member=member, role=role) for role in roles)
    return member, code


def _check_may_give(by: Actor, centre: Centre | None, roles: Collection[Role]) -> None:
    wanted = set(roles)
    if Role.ADMINISTRATOR in by.roles:
        # The country names its administrators, auditors and each centre's supervisors; a centre names its own workers.
        ok = wanted <= ({Role.SUPERVISOR} if centre else {Role.ADMINISTRATOR, Role.AUDITOR})
    else:
        ok = centre is not None and centre == by.centre and wanted <= {Role.WORKER, Role.SUPERVISOR}
    if not ok or not wanted:
        raise NotAllowed(_("Your roles do not let you give these roles here."))


def _check_leads(by: Actor, member: Member) -> None:
    is_country = Role.ADMINISTRATOR in by.roles and member.centre_id is None
    is_own = Role.SUPERVISOR in by.roles and member.centre_id is not None and member.centre_id == by.member.centre_id
    # A centre whose only supervisor lost her pass phrase is not mended from above: that would be a way in.
    if not (is_country or is_own):
        raise NotAllowed(_("This member belongs to another place. A supervisor of her centre can do it."))


def _lock_place(member: Member) -> None:
    # Two who take each other's place at the same moment must not both find that the other remains.
    list(Member.objects.select_for_update().filter(centre=member.centre_id).order_by("id").values_list("id"))


def _check_one_remains(member: Member, roles: Collection[Role]) -> None:
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        others = Member.objects.filter(centre=member.centre, state=Member.State.ACTIVE, roles__role=role)
        has_it = member.roles.filter(role=role).exists()
        if has_it and role not in roles and not others.exclude(id=member.id).exists():
            raise NotAllowed(_("She is the last one with this role. Give it to somebody else first."))


def _check_others_hold(member: Member, keeps: Collection[Duty]) -> None:
    # A private key exists in grants only. With the last one goes everything that was ever sealed to it.
    for grant in member.grants.select_related("key__keyring"):
        others = Grant.objects.filter(key=grant.key, member__state=Member.State.ACTIVE).exclude(member=member)
        if grant.key.keyring.duty not in keeps and not others.exists():
            raise NotAllowed(
                _(
                    "She is the only one who holds these keys. Confirm somebody else for this duty first, or all is lost."
                )
            )


def _duties(roles: Collection[Role]) -> set[Duty]:
    needs = {Role.WORKER: Duty.INTAKE, Role.SUPERVISOR: Duty.INTAKE, Role.AUDITOR: Duty.AUDIT}
    return {needs[role] for role in map(Role, roles) if role in needs}


def _grant_duties(by: Actor, member: Member) -> None:
    public = keyrings.member_public(member)
    # Read anew: a page hands in a member with the roles she had when the page was asked for.
    for duty in _duties([Role(role) for role in check_standing(member)]):
        held = by.intake if duty == Duty.INTAKE else by.audit
        if not held:
            raise NotAllowed(
                _("You do not hold the keys of this duty, so you cannot hand them on. Somebody who holds them can.")
            )
        for key in held:
            keyrings.grant(key, member, public)


def _record(by: Actor, what: str, about: Member, **detail: str | int) -> None:
    journal.record(
        Entry(
            chain=by.chain,
            what=what,
            day=clock.today(),
            who=str(by.member.id),
            about=str(about.id),
            at=clock.now(),
            detail=dict(detail),
        )
    )


def _record_for(member: Member, what: str) -> None:
    chain = str(member.centre_id) if member.centre_id else COUNTRY
    number = str(member.id)
    journal.record(Entry(chain=chain, what=what, day=clock.today(), who=number, about=number, at=clock.now()))
