"""From a typed receipt to her thread: one derivation per core at a time, tried under each version of each secret."""

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
    """Return the keys of a receipt that this door gives out itself, under the newest secret."""
    stretched = _stretched(receipt)
    return keys_for(stretched, keys.receipt_secrets()[0])


def derive_handover(receipt: Receipt) -> ReceiptKeys:
    """Return the keys of a receipt that a worker issues, under the newest secret."""
    stretched = _stretched(receipt)
    return keys_for(stretched, keys.handover_secrets()[0])


def find(receipt: Receipt) -> Found | None:
    """Return the thread of a receipt, or None; what she deleted is as unknown as what never was."""
    stretched = _stretched(receipt)
    # All of them, whatever is found: the time must not tell of which version a receipt is.
    tried = [keys_for(stretched, secret) for secret in (*keys.receipt_secrets(), *keys.handover_secrets())]
    candidates = {one.lookup_id: one.key_pair for one in tried}
    rows = SurvivorKey.objects.select_related("thread__disclosure__centre").filter(lookup_id__in=list(candidates))
    row = next(iter(rows), None)
    if row is None or row.thread.disclosure.state == Disclosure.State.HIDDEN:
        return None
    pair = candidates[bytes(row.lookup_id or b"")]
    if survivor_public(row) != pair.public:
        return None
    return Found(row.thread.disclosure, Survivor(row, pair))
