"""Accept, open, assign, label, close, set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from qorgan.hear.disclosure import summary_of
from qorgan.hear.sketch import has_risk, sketch_of
from qorgan.kernel.errors import QorganError, SealError
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Duty, Member
from qorgan.web.hear.actions.staff import following
from qorgan.web.hear.models import Disclosure, Opening
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing, summaries
from qorgan.web.sealed.models import Envelope, Summary, Wrap
from qorgan.web.sealed.sealing import Opened
from qorgan.web.sealed.shredding import sweep
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import Entry

_AT_ONCE = 200  # summaries written in one transaction


class Taken(QorganError):
    """Another centre has accepted it first."""


@dataclass(frozen=True)
class OpenedThread:
    """A conversation, opened for its centre."""

    disclosure: Disclosure
    entries: list[Opened]
    refused: int

    @property
    def first(self) -> dict[str, Any]:
        """Return the first document, empty where it was refused; with answers and mark as she gave them last."""
        if not self.entries or self.entries[0].row.sequence != 1:
            return {}
        hers = [entry.document for entry in self.entries if entry.row.direction == sealing.In]
        answers: dict[str, str] = {}
        for one in hers:
            answers.update(one.get("answers", {}))
        joins = [one["joins"] for one in hers if "joins" in one]
        return {**self.entries[0].document, "answers": answers, "joins": joins[-1] if joins else ""}

    @property
    def wishes(self) -> Wishes | None:
        """Return what she wishes now."""
        found = [entry.document for entry in self.entries if entry.row.kind == "wishes"]
        return Wishes.from_document(found[-1]) if found else None


@dataclass(frozen=True)
class Listed:
    """A row of the inbox."""

    disclosure: Disclosure
    summary: dict[str, Any]


@transaction.atomic
def open_disclosure(*, by: Actor, disclosure: Disclosure, is_shown: bool = True) -> OpenedThread:
    """Open a conversation; the first centre to open an offered one accepts it, and the others' wraps are destroyed.

    Where it is not shown, because it is only accepted or a file is fetched from it, it is not counted for her to see.

    Raises
    ------
    Taken
        If another centre was first.
    """
    locked = _locked(disclosure)
    if locked.centre_id is None:
        _accept(by, locked)
    elif locked.centre_id != by.member.centre_id:
        raise Taken("Another centre has accepted this one.")
    thread = _opened(by, locked)
    was_open, seen = locked.opened_day is not None, locked.seen_by_centre
    locked.opened_day = locked.opened_day or clock.today()
    locked.seen_by_centre = max([locked.seen_by_centre, *(entry.row.sequence for entry in thread.entries)])
    locked.save(update_fields=["opened_day", "seen_by_centre"])
    if is_shown:
        opening = Opening.objects.get_or_create(disclosure=locked, role=by.first_role)[0]
        Opening.objects.filter(pk=opening.pk).update(count=F("count") + 1)
    _summarise(by, thread)
    record(by, "disclosure.opened", locked, refused=thread.refused)
    if was_open and any(entry.row.kind == "wishes" and entry.row.sequence > seen for entry in thread.entries):
        following.hear(by)  # a case may rest on them, and another centre on the case
    return thread


def _accept(by: Actor, locked: Disclosure) -> None:
    if locked.state == Disclosure.State.HIDDEN:
        raise Taken("She has deleted this one.")
    offers = locked.offers.filter(centre=by.member.centre_id, from_day__lte=clock.today())
    if not by.intake or not offers.exists():
        raise Taken("This one is not offered to your centre.")
    others = Wrap.objects.filter(envelope__thread=locked.pk, to_keyring__isnull=False)
    others.exclude(to_keyring__keyring__centre=by.member.centre_id).delete()
    Summary.objects.filter(thread=locked.pk).exclude(key__keyring__centre=by.member.centre_id).delete()
    transaction.on_commit(sweep)
    locked.offers.all().delete()
    locked.centre = by.centre
    locked.state = Disclosure.State.ACCEPTED
    locked.save(update_fields=["centre", "state"])
    record(by, "disclosure.accepted", locked)


def _opened(by: Actor, disclosure: Disclosure) -> OpenedThread:
    entries, refused = [], 0
    for row in envelopes(disclosure):
        try:
            entries.append(sealing.open_for_centre(row, by.intake))
        except SealError:
            refused += 1
    return OpenedThread(disclosure, entries, refused)


def envelopes(disclosure: Disclosure) -> Iterable[Envelope]:
    """Return a conversation's envelopes in order, with what opening them needs, in few queries."""
    return (
        Envelope.objects.filter(thread=disclosure.pk)
        .select_related("thread")
        .prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring", "wraps__to_keyring__keyring")
        .order_by("sequence")
    )


def _summarise(by: Actor, thread: OpenedThread) -> None:
    if not thread.first or not by.intake:
        return
    known = summaries.read(Summary.objects.filter(thread=thread.disclosure.pk), by.intake)
    labels = known.get(thread.disclosure.pk, {}).get("labels", [])
    purposes = thread.wishes.consents.given if thread.wishes else frozenset()
    fresh = {**summary_of(thread.first, purposes=purposes), "labels": labels}
    if known.get(thread.disclosure.pk) != fresh:
        summaries.write(thread.disclosure.thread, fresh, by.intake[0])


def list_disclosures(*, by: Actor, rows: Sequence[Disclosure]) -> list[Listed]:
    """Open a list: summaries where there are some, the first envelope of unseen rows else. One audit row with the count.

    What was unseen gets a summary of its own, so that no list opens it again. Nothing but those and the audit row is
    written, in short transactions: a long list must not hold up survivors who send meanwhile.
    """
    numbers = [row.pk for row in rows]
    known = summaries.read(Summary.objects.filter(thread__in=numbers), by.intake)
    known |= summarise_unseen(by, [number for number in numbers if number not in known])
    with transaction.atomic():
        record(by, "disclosures.listed", None, count=len(rows))
    return [Listed(row, known.get(row.pk, {})) for row in rows]


def summarise_unseen(by: Actor, threads: Sequence[Any]) -> dict[Any, dict[str, Any]]:
    """Open first envelopes in memory and keep their summaries; with a sketch of the words where nobody has read them."""
    fresh: dict[Any, dict[str, Any]] = {}
    for envelope in first_envelopes(threads):
        try:
            document = sealing.open_for_centre(envelope, by.intake).document
        except SealError:
            continue
        fresh[envelope.thread_id] = summary_of(document, purposes=frozenset())
        if not has_risk(document):
            fresh[envelope.thread_id]["sketch"] = sketch_of(document.get("words", "")).to_text()
    numbers = list(fresh)
    for start in range(0, len(numbers), _AT_ONCE):
        part = {number: fresh[number] for number in numbers[start : start + _AT_ONCE]}
        sealed = summaries.sealed(part, by.intake[0])
        with transaction.atomic():
            # Looked at under the lock: another centre may have accepted one meanwhile, or she has deleted it.
            ours = Disclosure.objects.select_for_update().filter(Q(centre=by.member.centre_id) | Q(centre=None))
            there = set(ours.exclude(state=Disclosure.State.HIDDEN).filter(pk__in=part).values_list("pk", flat=True))
            Summary.objects.bulk_create((row for row in sealed if row.thread_id in there), ignore_conflicts=True)
    return fresh


@transaction.atomic
def list_deleted(*, by: Actor, rows: Sequence[Disclosure]) -> list[Listed]:
    """List what she deleted without opening anything of it; still one audit row with the count."""
    record(by, "disclosures.listed", None, count=len(rows))
    return [Listed(row, {}) for row in rows]


def first_envelopes(threads: Sequence[Any]) -> Iterable[Envelope]:
    """Return the first envelopes of conversations, with what opening them needs, in few queries."""
    return (
        Envelope.objects.filter(thread__in=threads, sequence=1)
        .select_related("thread")
        .prefetch_related(
            "thread__survivor_keys",
            "wraps__from_survivor",
            "wraps__from_keyring__keyring",
            "wraps__to_keyring__keyring",
        )
    )


@transaction.atomic
def assign(*, by: Actor, disclosure: Disclosure, to: Member) -> None:
    """Give a conversation to a member of the same centre who can read it."""
    locked = own(by, disclosure)
    holds = (
        to.centre_id == by.member.centre_id
        and to.state == Member.State.ACTIVE
        and to.grants.filter(key__keyring__duty=Duty.INTAKE).exists()
    )
    if not holds:
        raise QorganError(_("She cannot read it: she has no keys of this centre. Choose somebody else."))
    locked.assigned_to = to
    locked.save(update_fields=["assigned_to"])
    record(by, "disclosure.assigned", locked, to=str(to.id))


@transaction.atomic
def set_labels(*, by: Actor, disclosure: Disclosure, labels: Sequence[str]) -> None:
    """Put labels on a row of the list; they are sealed like everything else."""
    locked = own(by, disclosure)
    known = summaries.read(Summary.objects.filter(thread=locked.pk), by.intake).get(locked.pk, {})
    summaries.write(locked.thread, {**known, "labels": list(labels)}, by.intake[0])
    record(by, "disclosure.labelled", locked)


@transaction.atomic
def change_state(*, by: Actor, disclosure: Disclosure, to: str) -> None:
    """Close, reopen, set aside or take back. Nothing is ever lost by it, and she can still write."""
    locked = own(by, disclosure)
    allowed = {
        Disclosure.State.ACCEPTED: {Disclosure.State.CLOSED, Disclosure.State.ASIDE},
        Disclosure.State.CLOSED: {Disclosure.State.ACCEPTED},
        Disclosure.State.ASIDE: {Disclosure.State.ACCEPTED},
    }
    if to not in allowed.get(Disclosure.State(locked.state), set()):
        raise QorganError(_("This step is not possible now. Somebody may have taken it already; load the page again."))
    locked.state = to
    locked.save(update_fields=["state"])
    record(by, f"disclosure.{to}", locked)


def _locked(disclosure: Disclosure) -> Disclosure:
    return Disclosure.objects.select_for_update().select_related("thread").get(pk=disclosure.pk)


def own(by: Actor, disclosure: Disclosure) -> Disclosure:
    locked = _locked(disclosure)
    if locked.centre_id != by.member.centre_id or locked.centre_id is None:
        raise Taken("This one is not with your centre.")
    return locked


def own_or_offered(by: Actor, disclosure: Disclosure) -> Disclosure:
    """Return the row, locked, where it is with her centre or offered to it and with nobody yet.

    Raises
    ------
    Taken
        If it is neither.
    """
    locked = _locked(disclosure)
    offered = locked.offers.filter(centre=by.member.centre_id, from_day__lte=clock.today())
    if locked.centre_id is None and by.member.centre_id is not None and offered.exists():
        return locked
    return own(by, disclosure)


def record(by: Actor, what: str, about: Disclosure | None, **detail: str | int) -> None:
    """Write the audit row of a worker's act."""
    journal.record(
        Entry(
            chain=by.chain,
            what=what,
            day=clock.today(),
            who=str(by.member.id),
            about=str(about.pk) if about else "",
            at=clock.now(),
            detail=dict(detail),
        )
    )
