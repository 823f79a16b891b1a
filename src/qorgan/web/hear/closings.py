"""Closings of centres, believed only as the staff door signed them. Both doors read them, one can sign."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from qorgan.hear.closing import Phase, phase
from qorgan.kernel.errors import SealError
from qorgan.vault import signing
from qorgan.vault.framing import framed
from qorgan.web.accounts.models import Centre, Duty, Grant, Member, Recovery
from qorgan.web.hear.models import Closing, Disclosure
from qorgan.web.shell import clock, faults, keys


def sign(row: Closing) -> None:
    """Put the staff door's signature on a closing as it is now; the caller saves it."""
    row.signature = signing.sign(keys.signing_key(), _what(row), _body(row))


def check(row: Closing) -> Closing:
    """Return a closing once its signature proves it.

    Raises
    ------
    SealError
        If anybody else wrote it.
    """
    signing.check(keys.verify_key(), _what(row), _body(row), bytes(row.signature))
    return row


def confirmed(centres: Collection[str] | None = None) -> list[Closing]:
    """Return the confirmed closings, of these centres or of all; one whose row was altered is left out, and logged."""
    rows = Closing.objects.select_related("centre").filter(confirmed_by__isnull=False)
    found = []
    for row in rows if centres is None else rows.filter(centre__in=list(centres)):
        try:
            found.append(check(row))
        except SealError as fault:
            faults.write(fault)
    return found


def closing_of(disclosure: Disclosure) -> Closing | None:
    """Return the closing that concerns a conversation: of its centre, or the last where all it was offered to close."""
    if disclosure.centre_id is not None:
        concerned = {str(disclosure.centre_id)}
    else:
        concerned = {str(one) for one in disclosure.offers.values_list("centre_id", flat=True)}
    found = confirmed(concerned)
    return max(found, key=lambda row: row.kept_until) if found and len(found) == len(concerned) else None


def phase_of(row: Closing) -> Phase:
    """Return where a closing stands today."""
    return phase(row.reads_until, row.kept_until, today=clock.today())


def conversations(centre: Centre) -> QuerySet[Disclosure]:
    """Return what is with a centre, or was offered to it and accepted by nobody, and was not deleted."""
    mine = Disclosure.objects.filter(Q(centre=centre) | Q(centre=None, offers__centre=centre))
    return mine.exclude(state=Disclosure.State.HIDDEN).distinct()


def n_open_cases(centre: Centre) -> int:
    """Count the cases of a centre that are not closed; *hear* knows of them only that they point at a centre."""
    return centre.cases.exclude(state="closed").count()


def can_hand_on(centre: Centre) -> bool:
    """Say whether anybody can still open the cases of a centre: a member who holds its keys, or two recovery papers."""
    held = Grant.objects.filter(key__keyring__centre=centre, key__keyring__duty=Duty.INTAKE)
    papers = Recovery.objects.filter(keyring__centre=centre, keyring__duty=Duty.INTAKE)
    return held.filter(member__state=Member.State.ACTIVE).exists() or papers.exists()


def _what(row: Closing) -> str:
    return f"closing/{row.centre_id}"


def _body(row: Closing) -> bytes:
    days = (row.reads_until.isoformat(), row.kept_until.isoformat())
    return framed("qorgan/closing", *days, str(row.proposed_by_id), str(row.confirmed_by_id or ""))
