"""A member's own reply phrases, sealed under her own key."""

import json

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import KeyPair
from qorgan.vault.values import open_value, seal_value
from qorgan.web.accounts.models import Member
from qorgan.web.shell import faults


def seal(phrases: list[str], member: Member, key_pair: KeyPair) -> bytes:
    """Seal phrases to her."""
    return seal_value(json.dumps(phrases).encode(), key_pair.private, purpose="phrases", owner=member.id)


def opened(sealed: bytes, member: Member, key_pair: KeyPair) -> list[str]:
    """Open her phrases.

    Raises
    ------
    SealError
        If they were altered, or sealed under another key.
    """
    found: list[str] = json.loads(open_value(sealed, key_pair.private, purpose="phrases", owner=member.id))
    return found


def sealed_anew(member: Member, old: KeyPair, new: KeyPair) -> bytes | None:
    """Return her phrases under a new key of hers; none where there are none, or they were altered."""
    if not member.phrases:
        return None
    try:
        return seal(opened(bytes(member.phrases), member, old), member, new)
    except SealError as fault:
        faults.write(fault)
        return None
