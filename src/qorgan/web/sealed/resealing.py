"""Seal a centre's conversations anew after its keys are believed stolen: in steps, each of which may be the last for now.

It helps against who has the old key and gets the database later. What he has of it already, he can read.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import wrap_between, wrap_sealed
from qorgan.vault.secret import Secret
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.sealed import drafts, summaries
from qorgan.web.sealed.across import Across, payload_across
from qorgan.web.sealed.models import Draft, Envelope, Summary, Wrap
from qorgan.web.sealed.office import Office, payload_for_office
from qorgan.web.sealed.sealing import payload_for_centre


def old_wraps(newest: HeldKey) -> QuerySet[Wrap]:
    """Return the wraps that older keys of this keyring still open."""
    return Wrap.objects.filter(to_keyring__keyring=newest.row.keyring_id).exclude(to_keyring=newest.row)


def old_summaries(newest: HeldKey) -> QuerySet[Summary]:
    """Return the list rows that older keys of this keyring still open."""
    return Summary.objects.filter(key__keyring=newest.row.keyring_id).exclude(key=newest.row)


def old_drafts(newest: HeldKey) -> QuerySet[Draft]:
    """Return what members are still writing that older keys of this keyring still open."""
    return Draft.objects.filter(key__keyring=newest.row.keyring_id).exclude(key=newest.row)


def payload_of(row: Envelope, held: Sequence[HeldKey]) -> Secret:
    """Unwrap an envelope for sealing it anew, each kind as its readers do.

    Raises
    ------
    SealError
        If it was altered, or put there by somebody else.
    """
    opens = {Across: payload_across, Office: payload_for_office}
    return opens.get(Envelope.Direction(row.direction), payload_for_centre)(row, held)


@transaction.atomic
def reseal(held: Sequence[HeldKey], *, after: int, n: int) -> tuple[int, int]:
    """Wrap up to ``n`` envelopes and list rows to the newest key in the place of older ones.

    Parameters
    ----------
    held : sequence of HeldKey
        All versions, newest first.
    after : int
        Number of the last wrap that was looked at; 0 to begin.

    Returns
    -------
    tuple of int
        The number of the last wrap looked at, and how many could not be opened: these are left as they are, for they
        were altered or put there by somebody else.
    """
    newest = held[0]
    pair, refused = newest.secret.key_pair, 0
    rows = old_wraps(newest).filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))
    rows = rows.select_related("envelope").prefetch_related("envelope__wraps__from_survivor")
    for wrap in rows.prefetch_related("envelope__wraps__from_keyring__keyring")[:n]:
        after = wrap.pk
        try:
            payload = payload_of(wrap.envelope, held)
        except SealError:
            refused += 1
            continue
        # A record at the statistics office stays without a sender: that, and a signature inside, is how it is read.
        is_anonymous = wrap.envelope.direction == Office
        wrap.box = (
            wrap_sealed(payload, pair.public) if is_anonymous else wrap_between(payload, pair.private, pair.public)
        )
        wrap.to_keyring, wrap.from_keyring = newest.row, None if is_anonymous else newest.row
        wrap.from_survivor = None
        wrap.save(update_fields=["box", "to_keyring", "from_keyring", "from_survivor"])
    for summary in old_summaries(newest).select_related("thread", "key")[:n]:
        told = summaries.read([summary], held).get(summary.thread_id)
        if told is None:
            summary.delete()  # the next opener writes it anew
        else:
            summaries.write(summary.thread, told, newest)
    for draft in old_drafts(newest).select_for_update(of=("self",))[:n]:
        drafts.move(draft, held)
    return after, refused
