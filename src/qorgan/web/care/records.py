"""What was written in a case, opened once for a request: what stands, what stood before, and the time line.

Every save is an envelope of kind ``record`` for the centre only. Its document is
``{form, entry, revision, data, at, by}``: *form* names a form of the registry (`registry.FORMS`), *entry* is the id of
the thing (one incident, one order), or ``only`` for a form of which a case has one, *revision* counts from 1 within
form and entry, *data* is what the form's ``document()`` returned, *at* is an exact time, *by* a member's id.
Nothing is changed or deleted: the newest revision stands, older ones are its history.

Other threads of the centre (a programme's file, say) keep records in the same way: `open_records` and `seal_record` take
any thread and the keyring that it is sealed to; `OpenedCase` adds what a case alone has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.care.models import Case
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope, Thread
from qorgan.web.shell import clock

KIND = "record"
ONLY = "only"  # the entry of a form of which a case has one


@dataclass(frozen=True)
class Record:
    """One save of one form."""

    form: str
    entry: str
    revision: int
    data: Mapping[str, Any]
    at: str
    by: str

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Record":
        """Read what was sealed."""
        return cls(
            form=str(document["form"]),
            entry=str(document["entry"]),
            revision=int(document["revision"]),
            data=document["data"],
            at=str(document["at"]),
            by=str(document["by"]),
        )

    def to_document(self) -> dict[str, Any]:
        """Return what is sealed."""
        told = {"form": self.form, "entry": self.entry, "revision": self.revision, "data": dict(self.data)}
        return {**told, "at": self.at, "by": self.by}


@dataclass(frozen=True)
class Records:
    """All records of one thread in the order of writing; ``refused`` counts those that somebody altered or took out."""

    all: Sequence[Record] = ()
    refused: int = 0

    @cached_property
    def _newest(self) -> dict[tuple[str, str], Record]:
        # Two of one revision cannot both have been saved; the later one stands, and the history shows both.
        return {(one.form, one.entry): one for one in self.all}

    def current(self, form: str, entry: str = ONLY) -> Record | None:
        """Return what stands of a form, or of one entry of it; None where nothing was saved."""
        return self._newest.get((form, entry))

    def entries(self, form: str) -> list[Record]:
        """Return what stands of each entry of a form, the first begun first."""
        return [one for (name, _entry), one in self._newest.items() if name == form]

    def history(self, form: str, entry: str = ONLY) -> list[Record]:
        """Return every save of an entry, the oldest first."""
        return [one for one in self.all if (one.form, one.entry) == (form, entry)]

    def timeline(self) -> list[Record]:
        """Return every save of every form, the newest first."""
        return list(reversed(self.all))

    def data(self, form: str, entry: str = ONLY) -> Mapping[str, Any]:
        """Return what stands of a form as data, empty where nothing was saved."""
        found = self.current(form, entry)
        return found.data if found else {}


@dataclass(frozen=True)
class OpenedCase:
    """A case with all that was written in it."""

    case: Case
    records: Records = field(repr=False)
    held: Sequence[HeldKey] = field(repr=False, default=())
    worked_out: dict[str, Any] = field(repr=False, compare=False, default_factory=dict)  # for this request only

    def current(self, form: str, entry: str = ONLY) -> Record | None:
        """Return what stands of a form, or of one entry of it."""
        return self.records.current(form, entry)

    def entries(self, form: str) -> list[Record]:
        """Return what stands of each entry of a form, the first begun first."""
        return self.records.entries(form)

    def history(self, form: str, entry: str = ONLY) -> list[Record]:
        """Return every save of an entry, the oldest first."""
        return self.records.history(form, entry)

    def timeline(self) -> list[Record]:
        """Return every save, the newest first."""
        return self.records.timeline()

    def data(self, form: str, entry: str = ONLY) -> Mapping[str, Any]:
        """Return what stands of a form as data, empty where nothing was saved."""
        return self.records.data(form, entry)


def open_records(thread: Thread | Any, held: Sequence[HeldKey]) -> Records:
    """Open every record of a thread with a keyring; what somebody altered is counted and left out.

    Sequence numbers follow one another, so that what was taken out from between is counted too; not what was at the end.
    """
    found, refused, n, last = [], 0, 0, 0
    rows = Envelope.objects.filter(thread=thread, kind=KIND, direction=sealing.Inside).order_by("sequence")
    for row in rows.prefetch_related("wraps__from_keyring__keyring", "wraps__from_survivor"):
        n, last = n + 1, row.sequence
        try:
            found.append(Record.from_document(sealing.open_for_centre(row, held).document))
        except SealError:
            refused += 1
    return Records(found, refused + last - n)


def seal_record(
    *, thread: Thread, form: str, entry: str, revision: int, data: Mapping[str, Any], by: str, sender: HeldKey
) -> Record:
    """Seal one save into a thread, in the caller's transaction."""
    record = Record(form, entry, revision, data, clock.now().isoformat(), by)
    sealing.seal_inside(thread=thread, kind=KIND, document=record.to_document(), sender=sender, day=clock.today())
    return record


def open_case(case: Case, held: Sequence[HeldKey]) -> OpenedCase:
    """Open a case; no audit row: actions and pages that show it write that themselves."""
    return OpenedCase(case, open_records(case.pk, held), held)
