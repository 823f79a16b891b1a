"""Her visit: the session that a code opens, and what is open in it."""

import base64
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from django.http import HttpRequest, HttpResponse

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import KeyPair, Secret
from qorgan.web.hear.actions import public as actions
from qorgan.web.hear.chosen import choice_of, newest_wishes_row
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import SurvivorKey
from qorgan.web.sealed.sealing import Survivor
from qorgan.web.shell import clock
from qorgan.web.shell.middleware import SURVIVOR_COOKIE, SURVIVOR_SESSIONS, set_cookie


@dataclass
class Her:
    """Her session, for as long as this request lasts."""

    found: Found
    value: dict[str, Any]
    cookie: str

    @property
    def is_open(self) -> bool:
        """Say whether her own words are open: no safe word is set, or she has given it.

        Where her wishes were changed in another session since, it is asked anew: somebody who came in while there was
        no word is outside as soon as she sets one.
        """
        newest = newest_sequence(self.found)
        if newest and newest != self.value.get("wishes"):
            self.keep_open(opens_by_itself(self.found), wishes=newest)
        return bool(self.value.get("is_open"))

    def keep_open(self, is_open: bool, *, wishes: int) -> None:
        """Note whether her own words are open under these wishes; what was noted under newer ones stays."""

        def alter(value: dict[str, Any]) -> None:
            if wishes >= value.get("wishes", 0):
                value.update(is_open=is_open, wishes=wishes)

        self.keep(alter)

    def keep(self, alter: Callable[[dict[str, Any]], None]) -> None:
        """Change what the session holds now; another tab may have changed it since this request came in."""
        changed = SURVIVOR_SESSIONS.change(self.cookie, alter)
        if changed is None:  # it ended meanwhile; this request still goes by what it read
            alter(self.value)
        else:
            self.value = changed


def open_session(
    response: HttpResponse,
    found: Found,
    *,
    first: dict[str, Any] | None = None,
    is_open: bool = False,
    wishes: int | None = None,
) -> str:
    """Open her session and return the token of its forms: her key, wrapped, lives only in its cookie.

    Parameters
    ----------
    wishes : int, optional
        Number of the wishes under which ``is_open`` was found; those of now where it is left out.
    """
    value = {
        "key_row": found.survivor.row.pk,
        "thread": str(found.disclosure.pk),
        "private": base64.b64encode(found.survivor.key_pair.private.reveal()).decode(),
        "form": secrets.token_urlsafe(18),
        "is_open": is_open,
        "wishes": newest_sequence(found) if wishes is None else wishes,
        **(first or {}),
    }
    set_cookie(response, SURVIVOR_COOKIE, SURVIVOR_SESSIONS.open(value, now=clock.now()))
    return str(value["form"])


def her_visit(request: HttpRequest) -> Her | None:
    """Return her session, None where there is none, or its conversation or code is gone."""
    value = getattr(request, "survivor", None)
    if not value:
        return None
    row = SurvivorKey.objects.select_related("thread__disclosure__centre").filter(pk=value["key_row"]).first()
    if row is None or row.lookup_id is None or row.thread_id != uuid.UUID(value["thread"]):
        return None
    if row.thread.disclosure.state == Disclosure.State.HIDDEN:
        return None
    pair = KeyPair.from_private(Secret(base64.b64decode(value["private"])))
    if sealing.survivor_public(row) != pair.public:
        return None
    return Her(Found(row.thread.disclosure, Survivor(row, pair)), value, request.COOKIES[SURVIVOR_COOKIE])


def is_own_form(request: HttpRequest, her: Her) -> bool:
    """Say whether a form is of this session."""
    return compare_digest(request.POST.get("form_token", "").encode(), her.value["form"].encode())


def believed(found: Found) -> frozenset[str]:
    """Return the ids of the centres whose answers are hers to read."""
    try:
        return choice_of(found).centres
    except SealError:
        return frozenset()  # then her own messages are shown and nobody's answers


def newest_sequence(found: Found) -> int:
    """Return the number of her newest wishes, 0 where there are none."""
    newest = newest_wishes_row(found.disclosure)
    return newest.sequence if newest is not None else 0


def newest_wishes(found: Found) -> Wishes | None:
    """Return what she wishes now; None where the newest is altered, for older ones may lack her safe word."""
    row = newest_wishes_row(found.disclosure)
    if row is None:
        return None
    try:
        return Wishes.from_document(sealing.open_for_survivor(row, found.survivor, chosen=believed(found)).document)
    except SealError:
        return None


def opens_by_itself(found: Found) -> bool:
    """Say whether her own words open without a safe word: she set none. What cannot be opened stays closed."""
    wishes = newest_wishes(found)
    return wishes is not None and not wishes.contact.has_safe_word


def knows_safe_word(found: Found, said: str) -> bool:
    """Say whether this is her safe word; wrong ones are counted.

    Raises
    ------
    TooManyTries
        If there were too many wrong ones today.
    """
    wishes = newest_wishes(found)
    if wishes is None:
        raise SealError("Her wishes cannot be opened.")
    return not wishes.contact.has_safe_word or actions.try_safe_word(found=found, said=said, contact=wishes.contact)
