"""What goes along with a referral, and the referral as the plain rules see it.

The part of the file that is handed over is a list of entries as they stand when it is sent; later saves do not follow. How
she may be reached always goes along: whoever has her file must know what endangers her.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from qorgan.care.consent import Content, Decision, Purpose
from qorgan.care.referral import Referral as Plain
from qorgan.care.referral import State
from qorgan.web.accounts.models import Centre
from qorgan.web.care.consents import consents_of, decide, has_own_yes, is_taken_back
from qorgan.web.care.forms.base import CaseForm
from qorgan.web.care.models import Referral
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.care.registry import FORMS

ALWAYS: Final = ("opening",)  # with it goes how she may be reached
DRAFT: Final = State.DRAFT.value  # no row has it: it is the state before sending
NEVER: Final = frozenset({"consent", "exception", "closure"})  # what is allowed to this centre says nothing of another
WHOLE_FILE: Final = frozenset({Content.FILE})


@dataclass(frozen=True)
class Entry:
    """One entry of a case that was handed over, or could be."""

    form: str
    entry: str
    data: Mapping[str, Any] = field(repr=False)

    @property
    def about(self) -> CaseForm:
        """Return its form."""
        return FORMS[self.form]

    @property
    def key(self) -> str:
        """Return how a form of a page names it."""
        return f"{self.form}/{self.entry}"

    def shown(self, *, today: date) -> list[tuple[Any, Any]]:
        """Return label and text of all that it says."""
        return self.about.form.shown(self.data, today=today)


def entries_of(opened: OpenedCase) -> list[Entry]:
    """Return what of a case can be handed over, in the order of the steps."""
    return [_entry(one) for name in FORMS if name not in NEVER for one in opened.entries(name)]


def chosen(opened: OpenedCase, keys: Collection[str]) -> list[Entry]:
    """Return the entries that were ticked, and what always goes along."""
    return [one for one in entries_of(opened) if one.form in ALWAYS or one.key in keys]


def _entry(record: Record) -> Entry:
    # What no field of the form shows is for this centre only, such as the id of her conversation.
    ours = FORMS[record.form].form.CARRIED
    return Entry(record.form, record.entry, {name: value for name, value in record.data.items() if name not in ours})


def to_documents(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return what is sealed."""
    return [{"form": one.form, "entry": one.entry, "data": dict(one.data)} for one in entries]


def from_documents(documents: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Read what was sealed; a form that this version does not know is left out."""
    found = [Entry(str(one["form"]), str(one["entry"]), one["data"]) for one in documents]
    return [one for one in found if one.form in FORMS]


def may_go(opened: OpenedCase, centre: Centre, *, today: date) -> Decision:
    """Say whether the file may be handed to a centre now: by her consent to this centre, never by an exception."""
    return decide(opened, purpose=Purpose.REFERRAL, recipient=str(centre.id), content=WHOLE_FILE, today=today)


def consent_to(opened: OpenedCase, centre: Centre, *, today: date) -> dict[str, Any]:
    """Return who gave the consent by which the file goes, and when, for the file at the other centre."""
    own = (one for one in consents_of(opened) if one.purpose is Purpose.REFERRAL and one.recipient == str(centre.id))
    found = next(one for one in own if one.holds(today))
    return {"giver": found.giver.value, "given": found.given.isoformat(), "with_assent": found.with_assent}


def is_allowed(opened: OpenedCase, centre: Centre, *, today: date) -> bool:
    """Say the same in one word; where she has taken the file itself back, or allowed it elsewhere only, nothing of it goes."""
    if is_taken_back(opened, today=today) or not has_own_yes(opened, today=today):
        return False
    return may_go(opened, centre, today=today).is_allowed


def plain(row: Referral) -> Plain:
    """Return a referral as the rules of `qorgan.care.referral` see it."""
    return Plain(str(row.from_centre_id), str(row.to_centre_id), is_transfer=row.is_transfer, state=State(row.state))
