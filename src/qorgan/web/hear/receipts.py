"""From a typed receipt to her thread: one derivation per core at a time, tried under each secret."""

import os
import threading
from dataclasses import dataclass

from qorgan.vault.receipt import Receipt, ReceiptKeys, keys_for, stretch
from qorgan.vault.secret import Secret
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed.models import SurvivorKey
from qorgan.web.sealed.sealing import Survivor, survivor_public
from qorgan.web.shell import crowd, keys

_CORES = threading.Semaphore(os.cpu_count() or 1)


@dataclass(frozen=True)
class Found:
    """Her thread and her key."""

    disclosure: Disclosure
    survivor: Survivor


def _stretched(receipt: Receipt) -> Secret:
    crowd.need_place()
    with _CORES:
        return stretch(receipt, keys.salt())


def derive(receipt: Receipt) -> ReceiptKeys:
    """Return the keys of a receipt that this door gave out itself."""
    stretched = _stretched(receipt)
    return keys_for(stretched, keys.receipt_secret())


def derive_handover(receipt: Receipt) -> ReceiptKeys:
    """Return the keys of a receipt that a worker issues."""
    stretched = _stretched(receipt)
    return keys_for(stretched, keys.handover_secret())


def find(receipt: Receipt) -> Found | None:
    """Return the thread of a receipt, or None; what she deleted is as unknown as what never was."""
    stretched = _stretched(receipt)
    candidates = [keys_for(stretched, keys.receipt_secret()), keys_for(stretched, keys.handover_secret())]
    rows = SurvivorKey.objects.select_related("thread__disclosure__centre").filter(
        lookup_id__in=[candidate.lookup_id for candidate in candidates]
    )
    row = next(iter(rows), None)
    if row is None or row.thread.disclosure.state == Disclosure.State.HIDDEN:
        return None
    pair = next(one.key_pair for one in candidates if one.lookup_id == bytes(row.lookup_id or b""))
    if survivor_public(row) != pair.public:
        return None
    return Found(row.thread.disclosure, Survivor(row, pair))
