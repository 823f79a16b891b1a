"""What she allows now: the consents of a case as `qorgan.care.consent` reads them, and the one question `decide`.

Every page, letter and export that shares something asks `decide` at that moment and never keeps the answer. Consents that
she gave in a conversation on this site follow that conversation (`conversation`): as soon as her wishes there no longer hold
one, it counts as taken back, also if nobody has opened the case since.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from qorgan.care.answers import Answer
from qorgan.care.consent import Consent, Content, Decision, Excepted, Purpose, allows
from qorgan.care.guardianship import ChildRules, Giver, Guardian, Subject
from qorgan.kernel.errors import InputError, SealError
from qorgan.web.care.conversation import SAID_THERE, is_held_back, still_allows
from qorgan.web.care.forms.base import answer_in, day_in
from qorgan.web.care.forms.opening import AGE_BANDS, adulthood, ages
from qorgan.web.care.law import law
from qorgan.web.care.models import Referral
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.sealed import across

HANDED_OVER: Final = (
    "referral"  # in a consent's data, of a case that another centre handed over; and the form of its record
)
HOLDING: Final = (Referral.State.SENT, Referral.State.ACCEPTED, Referral.State.DONE)
NOTHING_MORE: Final = frozenset(
    {"consent", "closure"}
)  # forms that stay open when she takes her consent to the file back


def subject_of(opened: OpenedCase, *, today: date) -> Subject:
    """Return whose case it is, as the rules of consent ask."""
    data = opened.data("opening")
    guardian = Guardian(answer_in(data, "guardian_is_safe"), answer_in(data, "guardian_is_suspected"))
    adult = adulthood(data, today=today)
    age = None
    if data.get("birth_year"):
        youngest = ages(int(data["birth_year"]), today)[0]
        age = youngest if (youngest >= 18) == (adult is Answer.YES) and youngest >= 0 else None
    elif data.get("age_band"):
        age = AGE_BANDS[data["age_band"]][1]
    return Subject(age=age, is_adult=adult, guardian=guardian)


def consents_of(opened: OpenedCase) -> list[Consent]:
    """Return the consents of a case as they stand."""
    if "consents" not in opened.worked_out:
        found = [_consent(record, opened) for record in opened.entries("consent")]
        opened.worked_out["consents"] = [one for one in found if one is not None]
    return list(opened.worked_out["consents"])


def _consent(record: Record, opened: OpenedCase) -> Consent | None:
    data = record.data
    try:
        consent = Consent(
            purpose=Purpose(data["purpose"]),
            recipient=recipient_of(data),
            giver=Giver(data["giver"]),
            given=day_in(data, "given") or date.max,
            with_assent=bool(data.get("with_assent")),
            withdrawn=day_in(data, "withdrawn"),
        )
    except (InputError, KeyError, ValueError):
        return None
    if consent.withdrawn is None and not _still_said(data.get("via", ""), opened, consent.purpose):
        return replace(consent, withdrawn=consent.given)
    return consent


def recipient_of(data: Mapping[str, Any]) -> str:
    """Return who would get it: the id of a centre on the platform, or the name of a service outside."""
    return str(data.get("centre") or data.get("recipient", ""))


def _still_said(via: str, opened: OpenedCase, purpose: Purpose) -> bool:
    if via == SAID_THERE:
        return still_allows(opened, purpose)
    # The file here rests on her yes to handing it over, which she gave and takes back at the other centre.
    return via != HANDED_OVER or _is_still_lent(opened)


def _is_still_lent(opened: OpenedCase) -> bool:
    # The state is a plain row, and so is who sent it. What was handed over must still open here, be what this file was
    # begun with, and come from the centre that stands in it: turned round, a row would have nobody who hears her no.
    row = Referral.objects.filter(received_case=opened.case.pk, state__in=HOLDING).first()
    came = opened.current(HANDED_OVER, str(row.id)) if row is not None else None
    if row is None or came is None or came.data.get("from") != str(row.from_centre_id):
        return False
    try:
        handed = across.open_across(row.thread_id, opened.held, between={row.from_centre_id, row.to_centre_id})
    except SealError:
        return False
    is_it = any(one.document.get("referral") == str(row.id) for one in handed)
    return is_it and not is_held_back(row, handed)


def decide(
    opened: OpenedCase,
    *,
    purpose: Purpose,
    recipient: str = "",
    content: frozenset[Content] = frozenset(),
    exceptions: tuple[Excepted, ...] = (),
    today: date,
) -> Decision:
    """Say whether something may be shared or done now."""
    return allows(
        subject=subject_of(opened, today=today),
        consents=consents_of(opened),
        exceptions=exceptions,
        rules=child_rules(),
        purpose=purpose,
        recipient=recipient,
        content=content,
        day=today,
    )


def child_rules() -> ChildRules:
    """Return the pack's rules about children; empty where it has none. A row counts only while a lawyer's check of it stands."""
    return law().children


def is_taken_back(opened: OpenedCase, *, today: date) -> bool:
    """Say whether she has taken her consent to the file itself back: then nothing more is written but its closing."""
    own = [one for one in consents_of(opened) if one.purpose is Purpose.CASE]
    return bool(own) and not any(one.holds(today) for one in own)


def has_own_yes(opened: OpenedCase, *, today: date) -> bool:
    """Say whether she has allowed the file here, and not only that another centre hands it over.

    What rests on her yes elsewhere is not handed on: there she takes it back, and nobody further on would hear of it.
    """
    if not any(one.data.get("via") == HANDED_OVER for one in opened.entries("consent")):
        return True
    here = [one for one in opened.entries("consent") if one.data.get("via") != HANDED_OVER]
    found = [consent for one in here if (consent := _consent(one, opened)) is not None]
    return any(one.purpose is Purpose.CASE and one.holds(today) for one in found)
