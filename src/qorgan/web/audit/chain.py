"""Write a row of a chain, read it as an auditor, and verify that none is missing or changed."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings

from qorgan.kernel.errors import SealError
from qorgan.vault.chain import GENESIS, next_mac, verify_chain
from qorgan.vault.envelope import unwrap_sealed, wrap_sealed
from qorgan.vault.padding import pad, unpad
from qorgan.vault.secret import KeyPair, Secret
from qorgan.vault.sodium import is_equal
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.models import Duty
from qorgan.web.audit.models import AuditEntry, ChainHead
from qorgan.web.shell import keys
from qorgan.web.shell.journal import SURVIVORS, Entry

_FLOOR = 256  # all rows look alike; none needs more


def write(entry: Entry) -> None:
    """Add a row to its chain, inside the caller's transaction."""
    head = _locked_head(entry.chain)
    head.sequence += 1
    sealed = wrap_sealed(Secret(pad(_told(entry), _FLOOR)), keyrings.sealing_key(None, Duty.AUDIT).public)
    head.mac = next_mac(
        _chain_key(entry.chain),
        chain=entry.chain,
        sequence=head.sequence,
        previous=bytes(head.mac),
        content=_bound(entry.day, sealed),
    )
    AuditEntry.objects.create(chain=entry.chain, sequence=head.sequence, day=entry.day, sealed=sealed, mac=head.mac)
    head.save()


def _locked_head(chain: str) -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(chain=chain).first()
    if head is None:
        ChainHead.objects.get_or_create(chain=chain, defaults={"mac": GENESIS})
        head = ChainHead.objects.select_for_update().get(chain=chain)
    return head


def read(row: AuditEntry, auditor: KeyPair) -> dict[str, Any]:
    """Open a row with the auditors' key."""
    told: dict[str, Any] = json.loads(unpad(unwrap_sealed(bytes(row.sealed), auditor).reveal()))
    return told


def is_sound(row: AuditEntry, before: AuditEntry | None) -> bool:
    """Say whether a row is one that this door wrote after the row before it.

    Anybody can seal something to the auditors. The survivors' chain is under a key of the public door and is
    verified by the command only.
    """
    if row.chain == SURVIVORS and settings.DOOR == "staff":
        return True
    previous = GENESIS if before is None else bytes(before.mac)
    content = _bound(row.day, bytes(row.sealed))
    expected = next_mac(
        _chain_key(row.chain), chain=row.chain, sequence=row.sequence, previous=previous, content=content
    )
    return is_equal(expected, bytes(row.mac))


def verify(chain: str) -> bytes:
    """Return the head of a chain after checking every row of it.

    Raises
    ------
    SealError
        Naming the first row that is missing, changed or out of order, or saying that the end was cut off.
    """
    rows = AuditEntry.objects.filter(chain=chain).order_by("sequence")
    head = verify_chain(
        _chain_key(chain), chain, _triples(rows.values_list("sequence", "day", "sealed", "mac").iterator())
    )
    kept = ChainHead.objects.filter(chain=chain).first()
    if kept is None or bytes(kept.mac) != head:
        raise SealError(f"The audit chain {chain} ends before its head: rows were taken away. Compare with a backup.")
    return head


def verify_all() -> tuple[dict[str, str], list[str]]:
    """Return the heads of the chains that are whole, in hex, and what is wrong with the others."""
    heads: dict[str, str] = {}
    faults: list[str] = []
    for chain in chains():
        try:
            heads[chain] = verify(chain).hex()
        except SealError as fault:
            faults.append(f"Chain {chain}: {fault.message()}")
    return heads, faults


def heads() -> dict[str, str]:
    """Return where each chain stands, in hex, as `qorgan audit verify --head` takes it."""
    return {row.chain: bytes(row.mac).hex() for row in ChainHead.objects.order_by("chain")}


def chains() -> list[str]:
    """Return every chain that has rows or a head."""
    with_rows = AuditEntry.objects.order_by().values_list("chain", flat=True).distinct()
    return sorted({*with_rows, *ChainHead.objects.values_list("chain", flat=True)})


def _triples(
    rows: Iterator[tuple[int, date, bytes | memoryview, bytes | memoryview]],
) -> Iterator[tuple[int, bytes, bytes]]:
    for sequence, day, sealed, mac in rows:
        yield sequence, _bound(day, bytes(sealed)), bytes(mac)


def _bound(day: date, sealed: bytes) -> bytes:
    return day.isoformat().encode() + sealed


def _chain_key(chain: str) -> Secret:
    # A door has the key of its own chains only: who takes the public door cannot rewrite what staff did.
    if chain == SURVIVORS:
        return keys.key("public", "audit")
    return keys.key("staff", "audit")


def _told(entry: Entry) -> bytes:
    told = {
        "what": entry.what,
        "who": entry.who,
        "about": entry.about,
        "at": entry.at.isoformat() if entry.at else "",
        "detail": entry.detail,
    }
    return json.dumps(told, ensure_ascii=False).encode()
