"""Hand a case to another centre, or take part of it up: every step by the rules of `qorgan.care.referral`.

Both sides' audit has a row of each step. Her consent is asked of the case at that moment, by whoever holds its keys: on
sending by the sender, and again whenever the sender's centre saves a consent. When she takes it back, the wraps of the
other centre go in the same transaction.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qorgan.care.referral import Move, MoveRefused, Side
from qorgan.kernel.errors import QorganError, SealError
from qorgan.web.accounts import keyrings, statements
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Duty
from qorgan.web.accounts.records import check_centre
from qorgan.web.care import summary
from qorgan.web.care.actions.common import NotPossible, check_takes_new, key_of, own, record
from qorgan.web.care.consents import HANDED_OVER, HOLDING, has_own_yes
from qorgan.web.care.conversation import FOLLOWS, heard_of, is_held_back, mark_of
from qorgan.web.care.handed import (
    DRAFT,
    Entry,
    chosen,
    consent_to,
    from_documents,
    is_allowed,
    plain,
    to_documents,
)
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import ONLY, OpenedCase, open_case, seal_record
from qorgan.web.sealed import across, sealing
from qorgan.web.sealed.across import Handed
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import Entry as AuditEntry

FORM: Final = "referral"  # of the record in the sender's case
SENT, ANSWERED, TOLD = "referral", "answer", "heard"  # kinds of documents that go across


@dataclass(frozen=True)
class OpenedReferral:
    """What was handed over, and what was answered."""

    row: Referral
    entries: Sequence[Entry] = field(repr=False)
    words: str = field(repr=False)
    consent: Mapping[str, Any] = field(repr=False)
    answers: Sequence[Handed] = field(repr=False)


@transaction.atomic
def send(*, by: Actor, case: Case, centre: Centre, keys: Collection[str], words: str, is_transfer: bool) -> Referral:
    """Hand the ticked entries of a case to another centre.

    Parameters
    ----------
    keys : collection of str
        Which entries go, as `Entry.key`; how she may be reached always goes along.
    words : str
        What the other centre should know.

    Raises
    ------
    NotPossible
        If the centre is not open or has no keys, the case is not open, one is open there already, or she has not
        allowed it.
    SealError
        If the centre's row or key is not the staff door's.
    """
    key, locked, today = key_of(by), own(by, case), clock.today()
    opened = open_case(locked, by.intake)
    if locked.state != Case.State.OPEN:
        raise NotPossible(_("This case is not open. Only an open case is handed to another centre."))
    if not has_own_yes(opened, today=today):
        raise NotPossible(
            _(
                "Her yes to this file was given to the centre that handed it over. Write down first that she allows it here."
            )
        )
    reader = _reader(centre)
    if locked.referrals.filter(to_centre=centre, state__in=[Referral.State.SENT, Referral.State.ACCEPTED]).exists():
        raise NotPossible(_("This centre has it already. Wait for its answer, or take that one back."))
    row = Referral(
        case=locked, from_centre=locked.centre, to_centre=centre, is_transfer=is_transfer, day=today, state=DRAFT
    )
    follows = mark_of(opened, row)  # before her consent is asked: what she changes after it is news
    row.state = _moved(row, Move.SEND, Side.SENDER, is_allowed=is_allowed(opened, centre, today=today))
    row.thread = sealing.begin_thread(0, today)
    row.save(force_insert=True)
    entries = chosen(opened, keys)
    told = {
        "referral": str(row.id),
        "entries": to_documents(entries),
        "words": words,
        "is_transfer": is_transfer,
        "consent": consent_to(opened, centre, today=today),
        "at": clock.now().isoformat(),
        **follows,
    }
    across.seal_across(thread=row.thread, kind=SENT, document=told, sender=key, reader=reader, day=today)
    _note(by, locked, row, {"to": str(centre.id), "entries": [one.key for one in entries], "words": words})
    summary.write(open_case(locked, by.intake), key, today=today)
    _audit(by, "referral.sent", row)
    return row


def _reader(centre: Centre) -> keyrings.SealingKey:
    if check_centre(Centre.objects.get(pk=centre.pk)).state != Centre.State.OPEN:
        raise NotPossible(_("This centre is not open. Choose another one."))
    try:
        return _newest_key(centre)
    except SealError:
        raise
    except QorganError:
        raise NotPossible(_("Nobody at this centre could read it yet. Choose another one.")) from None


def _newest_key(centre: Centre) -> keyrings.SealingKey:
    # An older row of a centre or key is authentic too: whoever stole a key that was renewed since would put it back.
    if not statements.is_as_said(centre):
        raise SealError("Somebody has put older rows of a centre back. Nothing was sealed. Compare with a backup.")
    return keyrings.sealing_key(centre, Duty.INTAKE)


def _moved(row: Referral, move: Move, side: Side, *, is_allowed: bool, reason: str = "") -> str:
    try:
        return plain(row).moved(move, side, day=clock.today(), is_allowed=is_allowed, reason=reason).state.value
    except MoveRefused:
        if move is Move.SEND:
            raise NotPossible(
                _("She has not allowed that her file goes to this centre. Write her consent down first, with its name.")
            ) from None
        raise NotPossible(_("This is not open any more. Load the page again.")) from None


@transaction.atomic
def open_referral(*, by: Actor, row: Referral) -> OpenedReferral:
    """Open what was handed over, for either side; an opening by the receiver is a row in both audits.

    Raises
    ------
    HeldBack
        If she has changed what she allows, and the sender's centre has not looked at it yet.
    NotPossible
        If it was taken back, or was never for this centre.
    SealError
        If something in it was altered or put there by somebody else.
    """
    handed = _handed(by, row) or _gone()
    if by.member.centre_id != row.from_centre_id:
        _check_heard(row, handed)
    _audit(by, "referral.opened", row)
    return _read(row, handed)


def _handed(by: Actor, row: Referral) -> list[Handed]:
    return across.open_across(row.thread_id, by.intake, between={row.from_centre_id, row.to_centre_id})


def _read(row: Referral, handed: Sequence[Handed]) -> OpenedReferral:
    first = handed[0]
    # The seal says who sent it; what the row says of the two centres must agree, or somebody has changed the row.
    if first.row.kind != SENT or first.sender != row.from_centre_id or first.document.get("referral") != str(row.id):
        raise SealError("What was handed over does not belong to this. It is not shown.")
    answers = [one for one in handed[1:] if one.row.kind == ANSWERED]
    told = first.document
    return OpenedReferral(row, from_documents(told["entries"]), str(told.get("words", "")), told["consent"], answers)


@transaction.atomic
def accept(*, by: Actor, row: Referral, words: str = "") -> Case:
    """Take it up: a case of the receiver's own, with what came along as its first records, and hers to work on.

    Of a transfer all that came along becomes the receiver's, and the sender's case is closed. Otherwise only how she may
    be called and reached: the rest stays lent, and is gone when she or the sender takes it back.

    Raises
    ------
    HeldBack, NotPossible, SealError
        As `open_referral`; and if it was answered before.
    """
    locked, key = _received(by, row), key_of(by)
    handed = _handed(by, locked) or _gone()
    _check_heard(locked, handed)
    opened = _read(locked, handed)
    # Her consent was asked on sending and is asked whenever the sender saves one: where it had been taken back, the row
    # would be revoked and nothing would open here; where it may have been, and nobody has looked, nothing is taken up.
    locked.state = _moved(locked, Move.ACCEPT, Side.RECEIVER, is_allowed=True)
    case = _begin(by, opened)
    locked.received_case = case
    locked.save(update_fields=["state", "received_case"])
    _answer(by, locked, Move.ACCEPT, words=words)
    if locked.is_transfer:
        Case.objects.filter(pk=locked.case_id).update(state=Case.State.CLOSED, closed_day=clock.today())
    _audit(by, "referral.accepted", locked)
    summary.write(open_case(case, by.intake), key, today=clock.today())
    return case


class HeldBack(NotPossible):
    """She has changed what she allows, and nobody of the centre that handed it over has looked at it yet."""


def _gone() -> list[Handed]:
    raise NotPossible(_("This is no longer handed to your centre. Nothing of it can be opened."))


def _check_heard(row: Referral, handed: Sequence[Handed]) -> None:
    if is_held_back(row, handed):
        raise HeldBack(_("She has changed what she allows. This opens again when the other centre has looked at it."))


def _begin(by: Actor, opened: OpenedReferral) -> Case:
    today = clock.today()
    check_takes_new(by)
    thread = sealing.begin_thread(0, today)
    if by.centre is None:
        raise NotPossible(_("This was not sent to your centre."))
    case = Case.objects.create(thread=thread, centre=by.centre, assigned_to=by.member, opened_day=today)
    is_transfer = opened.row.is_transfer
    for one in opened.entries:
        if is_transfer or one.form == "opening":
            _first(by, case, one.form, one.entry, one.data)
    # Her yes to handing the file to this centre is her yes to its keeping one, for as long as that yes stands.
    _first(by, case, "consent", str(uuid.uuid4()), {**opened.consent, "purpose": "case", "via": HANDED_OVER})
    _first(by, case, FORM, str(opened.row.id), {"from": str(opened.row.from_centre_id), "words": opened.words})
    return case


def _first(by: Actor, case: Case, form: str, entry: str, data: Any) -> None:
    number = str(by.member.id)
    seal_record(thread=case.thread, form=form, entry=entry or ONLY, revision=1, data=data, by=number, sender=key_of(by))


@transaction.atomic
def decline(*, by: Actor, row: Referral, reason: str, words: str = "") -> None:
    """Say no, with the reason; nothing of it can be opened here any more.

    Raises
    ------
    NotPossible
        If it was answered before.
    """
    locked = _received(by, row)
    _read(locked, _handed(by, locked) or _gone())  # the answer goes to whom the seal names, not to whom a row names
    locked.state = _moved(locked, Move.DECLINE, Side.RECEIVER, is_allowed=True, reason=reason)
    locked.save(update_fields=["state"])
    _answer(by, locked, Move.DECLINE, words=words, reason=reason)
    across.take_back(locked.thread, locked.to_centre_id, today=clock.today())
    _audit(by, "referral.declined", locked)


@transaction.atomic
def finish(*, by: Actor, row: Referral, words: str = "") -> None:
    """Say that what was asked for is done.

    Raises
    ------
    NotPossible
        If it was not accepted, or has ended.
    """
    locked = _received(by, row)
    _read(locked, _handed(by, locked) or _gone())
    locked.state = _moved(locked, Move.FINISH, Side.RECEIVER, is_allowed=True)
    locked.save(update_fields=["state"])
    _answer(by, locked, Move.FINISH, words=words)
    _audit(by, "referral.done", locked)


@transaction.atomic
def revoke(*, by: Actor, row: Referral) -> None:
    """Take it back as the sender: the other centre opens nothing of it any more.

    Raises
    ------
    NotPossible
        If it has ended.
    """
    locked = _locked(row)
    own(by, locked.case)
    if locked.is_transfer and locked.state == Referral.State.ACCEPTED:
        # The case is theirs: taking it back would leave her with two files in which nobody may write.
        raise NotPossible(_("This is not open any more. Load the page again."))
    _take_back(by, locked, Side.SENDER)


def obey(*, by: Actor, opened: OpenedCase, is_news: bool = False) -> int:
    """Take back every referral of a case that her consents no longer hold for; return how many.

    Where her conversation said something new (``is_news``), the other centre of each that still holds is told that it was
    heard: until then nothing of it opens there.

    What is done is over and stays done, but what was lent for it opens at the other centre no more.
    Called inside the transaction in which a consent is saved, and whenever the case is opened.
    """
    # Which were sent, and to whom, stands in the case too: a row that names another case or centre, or says that it has
    # ended, hides none of them.
    today, count, own_centre = clock.today(), 0, opened.case.centre_id
    sent = {one.entry: str(one.data["to"]) for one in opened.entries(FORM) if "to" in one.data}
    for row in Referral.objects.filter(Q(case=opened.case) | Q(pk__in=sent)):
        to = Centre(id=uuid.UUID(sent.get(str(row.pk), str(row.to_centre_id))))
        is_over = row.state not in HOLDING and not across.is_with_others(row.thread_id, own_centre)
        if not is_over and not is_allowed(opened, to, today=today):
            count += _obeyed(by, _locked(row))
        elif not is_over and is_news:
            _tell_heard(by, opened, _locked(row))
    return count


def _tell_heard(by: Actor, opened: OpenedCase, locked: Referral) -> None:
    # By the record that was just kept, not by what has come since. A centre that has closed is told nothing more.
    follows, heard = mark_of(opened, locked), heard_of(opened)
    if not follows or not across.is_with_others(locked.thread_id, by.member.centre_id):
        return
    follows[FOLLOWS] |= {"up_to": heard.up_to, "is_last": heard.is_last}
    try:
        reader = _newest_key(locked.to_centre)
    except QorganError:
        return  # it stays shut there, and her own centre still opens what is hers
    across.seal_across(
        thread=locked.thread, kind=TOLD, document=follows, sender=key_of(by), reader=reader, day=clock.today()
    )


def _obeyed(by: Actor, locked: Referral) -> bool:
    # Looked at anew under the lock: the other centre may have answered meanwhile, and her no is saved all the same.
    if locked.state in (Referral.State.SENT, Referral.State.ACCEPTED):
        _take_back(by, locked, Side.HER_CONSENT)
        return True
    if across.is_with_others(locked.thread_id, by.member.centre_id):
        across.leave_to(locked.thread, by.member.centre_id, today=clock.today())
        _audit(by, "referral.ended-by-her", locked)
        return True
    return False


def _take_back(by: Actor, locked: Referral, side: Side) -> None:
    locked.state = _moved(locked, Move.REVOKE, side, is_allowed=False)
    locked.save(update_fields=["state"])
    across.leave_to(locked.thread, by.member.centre_id, today=clock.today())
    _audit(by, "referral.revoked" if side is Side.SENDER else "referral.ended-by-her", locked)


def _locked(row: Referral) -> Referral:
    # The case first, always: who saves her consent holds it already, and two who wait for each other would both fail.
    Case.objects.select_for_update(of=("self",)).get(pk=row.case_id)
    rows = Referral.objects.select_for_update(of=("self",)).select_related("thread", "case", "to_centre")
    return rows.get(pk=row.pk)


def _received(by: Actor, row: Referral) -> Referral:
    locked = _locked(row)
    if by.member.centre_id is None or locked.to_centre_id != by.member.centre_id:
        raise NotPossible(_("This was not sent to your centre."))
    return locked


def _answer(by: Actor, row: Referral, move: Move, *, words: str, reason: str = "") -> None:
    reader = _newest_key(row.from_centre)
    told = {"move": move.value, "reason": reason, "words": words, "at": clock.now().isoformat()}
    across.seal_across(
        thread=row.thread, kind=ANSWERED, document=told, sender=key_of(by), reader=reader, day=clock.today()
    )


def _note(by: Actor, case: Case, row: Referral, data: dict[str, Any]) -> None:
    number = str(by.member.id)
    seal_record(thread=case.thread, form=FORM, entry=str(row.id), revision=1, data=data, by=number, sender=key_of(by))


def _audit(by: Actor, what: str, row: Referral) -> None:
    record(by, what, row.case, referral=str(row.id))
    other = row.to_centre_id if by.member.centre_id == row.from_centre_id else row.from_centre_id
    journal.record(AuditEntry(chain=str(other), what=what, day=clock.today(), about=str(row.id), at=clock.now()))
