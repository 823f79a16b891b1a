"""Answer her, keep notes she cannot see, give files out."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from qorgan.hear.attachments import reading_copy
from qorgan.kernel.errors import QorganError
from qorgan.web.accounts import phrases as own_phrases
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Member
from qorgan.web.hear.actions.staff.reading import own, record
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed import files, sealing
from qorgan.web.shell import clock


@transaction.atomic
def reply(*, by: Actor, disclosure: Disclosure, words: str) -> None:
    """Seal an answer to her; it waits for her on this site and is sent nowhere."""
    locked = own(by, disclosure)
    if locked.state == Disclosure.State.HIDDEN:
        raise QorganError("She has deleted this conversation. An answer would not reach her.")
    document = {"words": words, "at": clock.now().isoformat(), "by": by.first_role}
    sealing.seal_to_survivor(
        thread=locked.thread, kind="message", document=document, sender=by.intake[0], day=clock.today()
    )
    record(by, "answer.sent", locked)


@transaction.atomic
def add_note(*, by: Actor, disclosure: Disclosure, words: str) -> None:
    """Seal a note to the centre itself."""
    locked = own(by, disclosure)
    document = {"words": words, "at": clock.now().isoformat(), "member": str(by.member.id)}
    sealing.seal_inside(thread=locked.thread, kind="note", document=document, sender=by.intake[0], day=clock.today())
    record(by, "note.written", locked)


@transaction.atomic
def give_file(*, by: Actor, disclosure: Disclosure, document: Mapping[str, Any]) -> Iterator[bytes]:
    """Open a file as she sent it, hidden data included."""
    record(by, "file.opened", own(by, disclosure), copy="original")
    return files.pieces(document)


def give_reading_copy(*, by: Actor, disclosure: Disclosure, document: Mapping[str, Any]) -> bytes | None:
    """Open a picture and draw it anew without what is hidden in it; None where it is no picture."""
    with transaction.atomic():  # and no longer: drawing takes seconds, and others write meanwhile
        record(by, "file.opened", own(by, disclosure), copy="reading")
    return reading_copy(b"".join(files.pieces(document)))


@transaction.atomic
def save_phrases(*, by: Actor, phrases: list[str]) -> None:
    """Keep a worker's own reply phrases, sealed under her own key."""
    sealed = own_phrases.seal(phrases, by.member, by.key_pair)
    Member.objects.filter(id=by.member.id).update(phrases=sealed)
    record(by, "phrases.saved", None, count=len(phrases))


def phrases_of(by: Actor) -> list[str]:
    """Return her reply phrases."""
    sealed = Member.objects.values_list("phrases", flat=True).get(id=by.member.id)
    return own_phrases.opened(bytes(sealed), by.member, by.key_pair) if sealed else []
