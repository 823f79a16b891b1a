"""What she does: tell, write again, change her wishes, add a file, delete. Her acts carry the day only and no id."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError

from qorgan.hear.closing import Phase
from qorgan.hear.contact import SafeContact
from qorgan.hear.disclosure import Disclosure as Told
from qorgan.hear.waiting import cover_day
from qorgan.kernel.consent import Purpose, allows
from qorgan.kernel.errors import QorganError, SealError
from qorgan.vault.receipt import Receipt
from qorgan.web.accounts.keyrings import SealingKey, sealing_keys
from qorgan.web.accounts.models import Centre, Duty
from qorgan.web.hear import receipts, tokens
from qorgan.web.hear.actions.cover import cover_now
from qorgan.web.hear.chosen import choice_of
from qorgan.web.hear.closings import closing_of, phase_of
from qorgan.web.hear.models import Disclosure, Offer, SpentForm
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.files import Incoming
from qorgan.web.sealed.models import Envelope, Thread
from qorgan.web.sealed.sealing import Survivor
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import SURVIVORS, Entry
from qorgan.web.shell.turns import in_turn

FIRST_WISHES = 2  # number of the document with her first wishes; the disclosure is 1
SAFE_WORD_TRIES = 5  # a day; then the word is not looked at until the next, and the page says so


class AlreadySent(QorganError):
    """This form was sent, and she has said that she kept the code."""


@dataclass(frozen=True)
class Sent:
    """A disclosure that has arrived, and the receipt to show."""

    receipt: Receipt
    found: Found
    is_again: bool = False


def submit_disclosure(
    *, token: str, told: Told, wishes: Wishes, centres: Sequence[Centre], cover: Sequence[Centre]
) -> Sent:
    """Seal a disclosure to each centre she chose; sent twice, it is the same one.

    Parameters
    ----------
    centres : sequence of Centre
        Who may read it from today: one, or those of a region that she did not strike out.
    cover : sequence of Centre
        Who may read it if it stays unread, once she ticks that, today or later.

    Raises
    ------
    FormStale
        If the form's token is not good.
    AlreadySent
        If it was sent before and she has kept the code.
    """
    nonce = tokens.nonce_of(token, clock.today())
    receipt = tokens.receipt_for(nonce)
    derived = receipts.derive(receipt)
    try:
        with in_turn():
            SpentForm.objects.create(tag=tokens.spent_tag(nonce), day=clock.today())
            thread = sealing.begin_thread(FIRST_WISHES, clock.today())
            row = sealing.new_survivor_key(thread, 1, derived)
            survivor = Survivor(row, derived.key_pair)
            disclosure = Disclosure.objects.create(thread=thread, received_day=clock.today())
            chosen = {centre.id for centre in centres}
            could = [centre for centre in cover if centre.id not in chosen]
            may = could if allows(wishes.consents, Purpose.OTHER_CENTRE) else []
            readers = _offer(disclosure, centres, may)
            first = {
                **told.to_document(),
                "public_key": derived.key_pair.public.hex(),
                "at": clock.now().isoformat(),
                # Sealed, because rows can be written by others: her later messages go to these and to nobody else.
                "centres": [str(centre.id) for centre in centres],
                "cover": [str(centre.id) for centre in could],
            }
            wishes = replace(wishes, cover=tuple(str(centre.id) for centre in may))
            documents = [("disclosure", first), ("wishes", wishes.to_document())]
            sealing.seal_first(thread=thread, documents=documents, sender=survivor, readers=readers, day=clock.today())
            _record("disclosure.sent")
    except IntegrityError:
        if not SpentForm.objects.filter(tag=tokens.spent_tag(nonce)).exists():
            raise  # nothing has arrived, and she must not be told that it has
        return _sent_before(nonce, receipt)
    return Sent(receipt, Found(disclosure, survivor))


def _offer(disclosure: Disclosure, centres: Sequence[Centre], cover: Sequence[Centre]) -> list[SealingKey]:
    today = clock.today()
    days = [(centre, today) for centre in centres]
    days += [(centre, cover_day(today)) for centre in cover]
    Offer.objects.bulk_create(Offer(disclosure=disclosure, centre=centre, from_day=day) for centre, day in days)
    return sealing_keys([centre for centre, _ in days], Duty.INTAKE)


def _sent_before(nonce: bytes, receipt: Receipt) -> Sent:
    spent = SpentForm.objects.filter(tag=tokens.spent_tag(nonce)).first()
    found = None if spent is None or spent.is_closed else receipts.find(receipt)
    if found is None:
        raise AlreadySent("This has arrived already.")
    return Sent(receipt, found, is_again=True)


@in_turn()
def keep_receipt(*, token: str) -> None:
    """Note that she has kept her code: the form that led to it shows it to nobody any more."""
    # However old the form is by now: it was sent in time.
    SpentForm.objects.filter(tag=tokens.spent_tag(tokens.nonce_of(token, None))).update(is_closed=True)
    _record("receipt.kept")


@in_turn()
def write_message(*, found: Found, words: str, more: Mapping[str, Any] | None = None) -> None:
    """Add a message of hers to the conversation; ``more`` is what she told anew beside it, as in her first document."""
    thread = _read_by_somebody(found).thread
    document = {"words": words, "at": clock.now().isoformat(), **(more or {})}
    _seal(thread, "message", document, found.survivor, _readers(found))
    _record("message.sent")


@in_turn()
def change_wishes(*, found: Found, wishes: Wishes) -> Envelope:
    """Put other wishes in the place of the old ones; from the next moment these hold."""
    disclosure = current(found)
    is_allowed, choice = allows(wishes.consents, Purpose.OTHER_CENTRE), choice_of(found)
    covering = cover_now(found=found, disclosure=disclosure, choice=choice, is_allowed=is_allowed)
    document = replace(wishes, cover=tuple(sorted(covering)), moved=choice.moved).to_document()
    row = _seal(disclosure.thread, "wishes", document, found.survivor, _readers(found, covering))
    _record("wishes.changed")
    return row


@in_turn()
def add_file(*, found: Found, incoming: Incoming) -> None:
    """Give a file that has come in whole its envelope."""
    thread = _read_by_somebody(found).thread
    document = {**incoming.finish(), "at": clock.now().isoformat()}
    incoming.row.envelope = _seal(thread, "file", document, found.survivor, _readers(found))
    incoming.row.save(update_fields=["envelope"])
    _record("file.sent")


@in_turn()
def see_answers(*, found: Found, up_to: int) -> None:
    """Note how far she has read."""
    changed = Disclosure.objects.filter(pk=found.disclosure.pk, seen_by_her__lt=up_to).update(seen_by_her=up_to)
    if changed:
        _record("answers.seen")


@in_turn()
def try_safe_word(*, found: Found, said: str, contact: SafeContact) -> bool:
    """Say whether this is her safe word; somebody who holds her receipt has few guesses a day.

    Raises
    ------
    TooManyTries
        If there were too many wrong ones today.
    """
    disclosure = Disclosure.objects.select_for_update().get(pk=found.disclosure.pk)
    today = clock.today()
    misses = disclosure.safe_word_misses if disclosure.safe_word_missed_day == today else 0
    if misses >= SAFE_WORD_TRIES:
        raise TooManyTries("The word was not right several times today. It can be tried again tomorrow.")
    if contact.is_safe_word(said):
        return True
    disclosure.safe_word_misses, disclosure.safe_word_missed_day = misses + 1, today
    disclosure.save(update_fields=["safe_word_misses", "safe_word_missed_day"])
    _record("safe-word.missed")
    return False


class TooManyTries(QorganError):
    """The safe word was guessed too often today."""


@in_turn()
def delete_conversation(*, found: Found) -> None:
    """Hide everything at once; it is shredded after seven days, and a worker who hears the safe word can do it sooner."""
    disclosure = current(found)
    disclosure.state_before, disclosure.state = disclosure.state, Disclosure.State.HIDDEN
    disclosure.hidden_day = clock.today()
    disclosure.save(update_fields=["state", "state_before", "hidden_day"])
    _record("conversation.deleted")


def current(found: Found) -> Disclosure:
    """Return her conversation, locked.

    Raises
    ------
    Gone
        If it was deleted.
    """
    disclosure = Disclosure.objects.select_for_update().select_related("thread").get(pk=found.disclosure.pk)
    if disclosure.state == Disclosure.State.HIDDEN:
        raise Gone("This conversation is no longer there.")
    return disclosure


def _read_by_somebody(found: Found) -> Disclosure:
    disclosure = current(found)
    closing = closing_of(disclosure)
    if closing is not None and phase_of(closing) is not Phase.READING:
        raise Closed("Nobody at this centre reads any more.")
    return disclosure


class Closed(QorganError):
    """Her centre has closed, so that nothing new reaches anybody."""


class Gone(QorganError):
    """She deleted it, on this or on another device."""


def _readers(found: Found, covering: Collection[str] | None = None) -> list[SealingKey]:
    """Return the keys of those who read it now; without ``covering`` her newest wishes say who covers."""
    fresh = Disclosure.objects.select_related("centre").get(pk=found.disclosure.pk)
    named = (
        [fresh.centre] if fresh.centre is not None else [one.centre for one in fresh.offers.select_related("centre")]
    )
    choice = choice_of(found)
    chosen = choice.centres if covering is None else choice.readers | frozenset(covering) | frozenset(choice.moved)
    if not named or not {str(centre.id) for centre in named} <= chosen:
        raise SealError("This conversation is said to be with a centre that she did not choose. Nothing was sealed.")
    return sealing_keys(named, Duty.INTAKE)


def _seal(
    thread: Thread, kind: str, document: dict[str, Any], survivor: Survivor, readers: Sequence[SealingKey]
) -> Envelope:
    return sealing.seal_from_survivor(
        thread=thread, kind=kind, document=document, sender=survivor, readers=readers, day=clock.today()
    )


def _record(what: str) -> None:
    journal.record(Entry(chain=SURVIVORS, what=what, day=clock.today()))
