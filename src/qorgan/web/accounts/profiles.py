"""What is sealed under the staff key file: names, mail addresses, TOTP seeds, invitations. Staff door only."""

import json
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import Secret
from qorgan.vault.values import open_value, seal_value, tag
from qorgan.web.accounts import endings
from qorgan.web.accounts.models import Member, MemberRole
from qorgan.web.shell import keys


@dataclass(frozen=True)
class Profile:
    """Who a member is, for colleagues to see."""

    name: str
    email: str = ""
    language: str = ""


def staff_key() -> Secret:
    """Return the staff key file's key."""
    return keys.key("staff", "staff")


def seal_profile(
    profile: Profile,
    member: Member,
    *,
    roles: Collection[str],
    hands: Collection[str] = (),
    recovers_from: date | None = None,
) -> None:
    """Seal a profile, and with it her roles and what her row says: anybody could write it; the caller saves it.

    ``hands`` are the ids of the members who could be her: who had her invitation in hand, or made her an
    administrator, and nobody else has yet met her. ``recovers_from`` is the day from which she may use recovery papers.
    """
    told = {
        **asdict(profile),
        **_row(member),
        "roles": sorted(str(role) for role in roles),
        "hands": sorted(hands),
        "recovers_from": recovers_from.isoformat() if recovers_from else "",
    }
    member.profile = seal_value(json.dumps(told).encode(), staff_key(), purpose="profile", owner=member.id)


def _row(member: Member) -> dict[str, str]:
    """Return what of her row must be as the staff door left it: whose key she has, and whether somebody has met her."""
    return {
        "centre": str(member.centre_id or ""),
        "state": str(member.state),
        "invitation": bytes(member.invitation_tag or b"").hex(),
        "key": bytes(member.public_key or b"").hex(),
    }


def hands_of(member: Member) -> frozenset[str]:
    """Return the ids of the members who could be her, as `seal_profile` says."""
    return frozenset(_told(member)["hands"])


def recovers_from(member: Member) -> date | None:
    """Return the day from which a member may use her centre's recovery papers, where somebody has let her."""
    told = _told(member).get("recovers_from", "")
    return date.fromisoformat(told) if told else None


def seal_anew(
    member: Member,
    *,
    roles: Collection[str] | None = None,
    hands: Collection[str] | None = None,
    recovers_from: date | None = None,
) -> None:
    """Seal a member's profile over her row as it is now, with other roles or hands; the caller saves it.

    Whoever changes her state, her invitation or her key calls it after that. Leave to use recovery papers does not
    outlast it: each change of who she is takes it back.
    """
    seal_profile(
        profile_of(member),
        member,
        roles=_told(member)["roles"] if roles is None else roles,
        hands=hands_of(member) if hands is None else hands,
        recovers_from=recovers_from,
    )


def profile_of(member: Member) -> Profile:
    """Open a member's profile."""
    told = _told(member)
    return Profile(told["name"], told["email"], told["language"])


def check_standing(member: Member) -> frozenset[str]:
    """Return a member's roles, once her roles, centre, state, invitation and key are those that the staff door gave her.

    Raises
    ------
    SealError
        If somebody without the key file has put her elsewhere, given her other roles, made her active, or led an
        invitation or another key to her, or has put rows back from before something of it ended.
    """
    told, row = _told(member), _row(member)
    roles = frozenset(MemberRole.objects.filter(member=member).values_list("role", flat=True))
    if {name: told.get(name) for name in row} != row or frozenset(told["roles"]) != roles:
        raise SealError("The row or the roles of a member are not those she was given. Compare with a backup.")
    endings.check(member, roles)
    return roles


def _told(member: Member) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        open_value(bytes(member.profile), staff_key(), purpose="profile", owner=member.id)
    )
    return told


def sign_in_tag(name: str) -> bytes:
    """Return what a sign-in name is found by; without the key file nobody can try names."""
    return tag(name, staff_key(), purpose="sign-in name")


def invitation_tag(code: str) -> bytes:
    """Return what an invitation is found by."""
    return tag(code.replace(" ", "").replace("-", ""), staff_key(), purpose="invitation")


def seal_seed(seed: str, member_id: uuid.UUID) -> bytes:
    """Seal a TOTP seed."""
    return seal_value(seed.encode(), staff_key(), purpose="totp", owner=member_id)


def seed_of(member: Member) -> str:
    """Open a member's TOTP seed."""
    return open_value(bytes(member.totp_seed or b""), staff_key(), purpose="totp", owner=member.id).decode()


def seal_step(step: int, member_id: uuid.UUID) -> bytes:
    """Seal the number of the last half minute whose code was used: in the clear it would tell when she signed in."""
    return seal_value(str(step).encode(), staff_key(), purpose="totp-step", owner=member_id)


def last_step(member: Member) -> int:
    """Return the last half minute whose code was used, 0 for none."""
    if member.totp_used is None:
        return 0
    return int(open_value(bytes(member.totp_used), staff_key(), purpose="totp-step", owner=member.id))
