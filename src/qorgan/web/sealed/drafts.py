"""What a member is still writing: kept sealed under the list key of her keyring, so that a power cut takes nothing.

One row for a thread and a member, or for a member before there is a thread; what she has begun stands inside by its name.
A row whose ciphertext was altered counts as empty: nothing of it can be read, and she writes anew.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import Binding
from qorgan.vault.summary import open_summary, seal_summary
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.accounts.models import Member
from qorgan.web.sealed.models import Draft, Thread
from qorgan.web.shell import journal

FLOOR = 4096  # a page of handwriting; what is shorter looks alike
Begun = dict[str, Any]


def read(member: Member, thread: Thread | uuid.UUID | None, held: Iterable[HeldKey]) -> dict[str, Begun]:
    """Return what a member has begun, by name."""
    row = Draft.objects.filter(member=member, thread=thread).first()
    return _opened(row, held) if row else {}


def keep(member: Member, thread: Thread | None, name: str, begun: Mapping[str, Any], held: Sequence[HeldKey]) -> bool:
    """Keep what she has written so far, in the caller's transaction; say whether it is new under this name."""
    journal.check_may_act()
    row, _is_new = Draft.objects.get_or_create(
        member=member, thread=thread, defaults={"key": held[0].row, "ciphertext": b""}
    )
    row = Draft.objects.select_for_update(of=("self",)).get(pk=row.pk)
    known = _opened(row, held)
    _write(row, {**known, name: dict(begun)}, held[0])
    return name not in known


def forget(member: Member, thread: Thread | None, name: str, held: Sequence[HeldKey]) -> None:
    """Forget what was saved or is no longer wanted; a row that holds nothing more goes."""
    journal.check_may_act()
    row = Draft.objects.select_for_update(of=("self",)).filter(member=member, thread=thread).first()
    if row is None:
        return
    left = {other: begun for other, begun in _opened(row, held).items() if other != name}
    if left:
        _write(row, left, held[0])
    else:
        row.delete()


def move(row: Draft, held: Sequence[HeldKey]) -> None:
    """Seal a row to the newest key of its keyring; one that cannot be opened goes."""
    begun = _opened(row, held)
    if begun:
        _write(row, begun, held[0])
    else:
        row.delete()


def _write(row: Draft, begun: Mapping[str, Begun], key: HeldKey) -> None:
    row.key = key.row
    row.version += 1
    row.ciphertext = seal_summary({"begun": begun}, key.secret.list_key, _binding(row), floor=FLOOR)
    row.save()


def _opened(row: Draft, held: Iterable[HeldKey]) -> dict[str, Begun]:
    own = {key.row.id: key.secret.list_key for key in held}
    if row.key_id not in own or not row.version:
        return {}
    try:
        found: dict[str, Begun] = open_summary(bytes(row.ciphertext), own[row.key_id], _binding(row))["begun"]
    except SealError:
        return {}
    return found


def _binding(row: Draft) -> Binding:
    # The row's own id stands for the thread before there is one; the member is bound with the key.
    return Binding("draft", row.id, row.thread_id or row.id, row.version, f"draft/{row.key_id}/{row.member_id}")
