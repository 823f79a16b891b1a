"""A keyring's recovery: seal its newest version to what two of three shares open, and open it with them. Staff door only."""

import json
import uuid
from collections.abc import Collection

from qorgan.kernel.errors import SealError
from qorgan.vault.keyring import KeyringSecret, open_grant, seal_grant
from qorgan.vault.secret import KeyPair
from qorgan.vault.shares import Share, SharedKey, open_shared, share_key
from qorgan.vault.sodium import refused
from qorgan.web.accounts import keyrings, records
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.accounts.models import KeyringKey, Member, Recovery
from qorgan.web.shell import clock, faults

_VERSION = 1


def create(newest: HeldKey, maker: Member) -> tuple[Recovery, tuple[Share, ...]]:
    """Make shares for a keyring in the place of those before; they are returned once and kept nowhere."""
    Recovery.objects.filter(keyring=newest.row.keyring_id).delete()
    number = uuid.uuid4()
    shared, shares = share_key(str(number))
    first_second, first_third, second_third = shared.boxes
    row = Recovery(
        id=number,
        keyring=newest.row.keyring,
        public=shared.public,
        first_second=first_second,
        first_third=first_third,
        second_third=second_third,
        made_day=clock.today(),
    )
    _cover(row, newest, shared.public)
    note_known(row, known_to=[maker])
    row.save(force_insert=True)
    return row, shares


def note_known(row: Recovery, *, known_to: Collection[Member]) -> None:
    """Add members to those who have had two shares before them, and sign the row; the caller saves it."""
    row.known_to = sorted({*row.known_to, *(str(one.id) for one in known_to)})
    row.signature = records.sign_key(owner=_owner(row), version=_VERSION, public=bytes(row.public))


def follow(fresh: HeldKey, holders: Collection[Member]) -> bool:
    """Cover a new version of a keyring too, so that the shares stay good; say whether there is a recovery after it.

    One whose row somebody has altered goes: sealing to it could hand him the keys. So does one that is known to anybody
    but ``holders``: it went with her, and was put back whole.
    """
    row = Recovery.objects.select_for_update().filter(keyring=fresh.row.keyring_id).first()
    if row is None:
        return False
    try:
        public = checked(row)
        if not set(row.known_to) <= {str(one.id) for one in holders}:
            raise SealError("The recovery papers of a keyring are known to somebody who does not hold it.")
    except SealError as fault:
        faults.write(fault)
        row.delete()
        return False
    _cover(row, fresh, public)
    row.save(update_fields=["key", "box"])
    return True


def checked(row: Recovery) -> bytes:
    """Return a recovery's public key once the staff door's signature proves it, and who knows its shares.

    Raises
    ------
    SealError
        If it was put there by anybody else.
    """
    return records.check_key(
        owner=_owner(row), version=_VERSION, public=bytes(row.public), signature=bytes(row.signature)
    )


def opened(row: Recovery, one: Share, other: Share) -> HeldKey:
    """Open a keyring's newest version with two shares.

    Raises
    ------
    SealError
        If a share is of another set, or anything of the row was altered: these look the same.
    """
    boxes = (bytes(row.first_second), bytes(row.first_third), bytes(row.second_third))
    pair = open_shared(SharedKey(checked(row), boxes), one, other, place=str(row.id))
    newest = KeyringKey.objects.filter(keyring=row.keyring_id).order_by("-version").select_related("keyring").first()
    if newest is None or newest.pk != row.key_id:
        raise refused("recovery")
    return HeldKey(newest, _opened(row, newest, pair))


def _opened(row: Recovery, newest: KeyringKey, pair: KeyPair) -> KeyringSecret:
    expected = keyrings.checked(newest).public
    return open_grant(bytes(row.box), pair, label=_label(newest), expected_public=expected)


def _cover(row: Recovery, newest: HeldKey, public: bytes) -> None:
    row.key = newest.row
    row.box = seal_grant(newest.secret, public, label=_label(newest.row))


def _label(key: KeyringKey) -> str:
    return f"{keyrings.label_of(key)}/recovery"


def _owner(row: Recovery) -> str:
    # In JSON, for what stands in the row may be anything.
    return f"recovery/{row.id}/{row.keyring_id}/{row.made_day}/{row.used_day}/{json.dumps(row.known_to)}"
