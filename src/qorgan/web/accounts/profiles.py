"""What is sealed under the staff key file: names, mail addresses, TOTP seeds, invitations. Staff door only."""

import json
import uuid
from dataclasses import asdict, dataclass

from qorgan.vault.secret import Secret
from qorgan.vault.values import open_value, seal_value, tag
from qorgan.web.accounts.models import Member
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


def seal_profile(profile: Profile, member_id: uuid.UUID) -> bytes:
    """Seal a profile."""
    return seal_value(json.dumps(asdict(profile)).encode(), staff_key(), purpose="profile", owner=member_id)


def profile_of(member: Member) -> Profile:
    """Open a member's profile."""
    return Profile(**json.loads(open_value(bytes(member.profile), staff_key(), purpose="profile", owner=member.id)))


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
