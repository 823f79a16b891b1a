"""The public door, with her code: the code itself, answers, her own words, wishes, files, deleting."""

import base64
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from qorgan.hear.joining import mark_of, spaced
from qorgan.kernel.consent import Speaker
from qorgan.kernel.errors import SealError
from qorgan.vault.secret import KeyPair, Secret
from qorgan.web.accounts.records import listed_centres
from qorgan.web.hear import gate, receipts, tokens
from qorgan.web.hear.actions import public as actions
from qorgan.web.hear.actions.cover import could_cover
from qorgan.web.hear.chosen import choice_of, newest_wishes_row
from qorgan.web.hear.forms import MessageForm, ReceiptForm, SafeWordForm, WishesForm
from qorgan.web.hear.handing_back import hands_back
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.uploads import Receiving
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.files import LARGEST, PER_THREAD, FileRefused
from qorgan.web.sealed.models import Envelope, SurvivorKey
from qorgan.web.sealed.sealing import Opened, Survivor
from qorgan.web.shell import clock
from qorgan.web.shell.middleware import SURVIVOR_COOKIE, SURVIVOR_SESSIONS, drop_cookie, set_cookie
from qorgan.web.shell.templatetags.shell import spoken

View = Callable[["HttpRequest", "Her"], HttpResponse]


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
        newest = _newest_sequence(self.found)
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
    response: HttpResponse, found: Found, *, first: dict[str, Any] | None = None, is_open: bool = False
) -> str:
    """Open her session and return the token of its forms: her key, wrapped, lives only in its cookie."""
    value = {
        "key_row": found.survivor.row.pk,
        "thread": str(found.disclosure.pk),
        "private": base64.b64encode(found.survivor.key_pair.private.reveal()).decode(),
        "form": secrets.token_urlsafe(18),
        "is_open": is_open,
        "wishes": _newest_sequence(found),
        **(first or {}),
    }
    set_cookie(response, SURVIVOR_COOKIE, SURVIVOR_SESSIONS.open(value, now=clock.now()))
    return str(value["form"])


def with_code(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Let in who has given a code; everybody else is asked for it, with nothing said about why."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        value = getattr(request, "survivor", None)
        her = _her(request, value) if value else None
        if her is None:
            return _ask_for_code(request, is_writing=view.__name__ == "write")
        request.form_token = her.value["form"]  # type: ignore[attr-defined]
        if request.method == "POST" and view.__name__ != "files" and not _is_own_form(request, her):
            return _from_earlier_visit(request)
        return view(request, her)

    guarded.needs_code = True  # type: ignore[attr-defined]
    return guarded


def _ask_for_code(request: HttpRequest, *, is_writing: bool) -> HttpResponse:
    unsent = request.POST.get("words", "") if is_writing else ""
    if not unsent:
        return redirect("public:come-back")
    # Ten minutes went by while she wrote. Her words stay on her screen and nowhere else.
    return _code_page(request, ReceiptForm(), status=403, unsent=unsent)


def _from_earlier_visit(request: HttpRequest) -> HttpResponse:
    words = request.POST.get("words", "")
    if not words:
        return render(request, "shell/not_understood.html", status=403)
    return render(
        request, "hear/write.html", {"form": MessageForm(initial={"words": words}), "is_unsent": True}, status=403
    )


def already_sent(request: HttpRequest, words: str) -> HttpResponse:
    """Say that a form has arrived before and that she kept its code; what she sent now is handed back.

    Its key is not used any more, so nobody can compare, or add, without the code.
    """
    return _code_page(request, ReceiptForm(), unsent=words, has_arrived=True)


def _her(request: HttpRequest, value: dict[str, Any]) -> Her | None:
    row = SurvivorKey.objects.select_related("thread__disclosure__centre").filter(pk=value["key_row"]).first()
    if row is None or row.lookup_id is None or row.thread_id != uuid.UUID(value["thread"]):
        return None
    if row.thread.disclosure.state == Disclosure.State.HIDDEN:
        return None
    pair = KeyPair.from_private(Secret(base64.b64decode(value["private"])))
    if sealing.survivor_public(row) != pair.public:
        return None
    return Her(Found(row.thread.disclosure, Survivor(row, pair)), value, request.COOKIES[SURVIVOR_COOKIE])


def _is_own_form(request: HttpRequest, her: Her) -> bool:
    return compare_digest(request.POST.get("form_token", "").encode(), her.value["form"].encode())


@with_code
def code(request: HttpRequest, her: Her) -> HttpResponse:
    """Show the code once more until she says that she has kept it."""
    if "receipt" not in her.value:
        return redirect("public:talk")
    shown = {"receipt": her.value["receipt"], "again": her.value.get("again"), "mark": _mark(her.found)}
    return render(request, "hear/code.html", shown)


def _mark(found: Found) -> str:
    """Return the mark for her of whom a friend or a professional wrote; empty where she wrote herself."""
    now = newest_wishes(found)
    spoke_for_her = now is not None and now.consents.speaker in {Speaker.FRIEND, Speaker.PROFESSIONAL}
    return spaced(mark_of(found.disclosure.pk)) if spoke_for_her else ""


@with_code
def code_kept(request: HttpRequest, her: Her) -> HttpResponse:
    """Forget the code here: from now on only she has it."""
    if request.method == "POST" and "receipt" in her.value:
        actions.keep_receipt(token=her.value["token"])
        her.keep(_forget_code)
    return redirect("public:talk")


def _forget_code(value: dict[str, Any]) -> None:
    for name in ("token", "receipt", "again"):
        value.pop(name, None)


def _code_again(request: HttpRequest, trouble: str) -> HttpResponse:
    return _code_page(request, ReceiptForm(request.POST).unjudged(), **_carried(request), trouble=trouble)


def _code_page(
    request: HttpRequest, form: ReceiptForm, *, turn: gate.Turn | None = None, status: int = 200, **shown: Any
) -> HttpResponse:
    # One that waits keeps its token: with another it would draw another turn.
    token = request.POST["token"] if turn else tokens.new_token(clock.today())
    price = turn.price if turn else gate.price_ahead("come-back")
    shown = {**shown, "form": form, "turn": turn, "token": token, "price": price}
    return render(request, "hear/come_back.html", shown, status=status)


def _carried(request: HttpRequest) -> dict[str, Any]:
    """Return what goes with her over the page that asks for the code: words not sent yet, and why they are there."""
    return {"unsent": request.POST.get("unsent", ""), "has_arrived": "arrived" in request.POST}


@hands_back(_code_again)
def come_back(request: HttpRequest) -> HttpResponse:
    """Take her code; a wrong one is answered as an unknown one."""
    form = ReceiptForm(request.POST or None)
    if request.method != "POST":
        return _code_page(request, form)
    unsent = request.POST.get("unsent", "")
    try:
        if form.is_valid():
            gate.pass_through("come-back", request.POST)
    except tokens.FormStale:
        return _code_page(request, form, **_carried(request), trouble="old")
    except gate.NotYet as wait:
        return gate.say_when(_code_page(request, form, turn=wait.turn, status=503, **_carried(request)), wait.turn)
    found = receipts.find(form.cleaned_data["code"]) if form.is_valid() else None
    if found is None:
        if form.is_valid():
            form.add_error("code", _("There is nothing to open with this code. Please look at it once more."))
        return _code_page(request, form, status=422, **_carried(request))
    response = HttpResponse() if unsent else redirect("public:talk")
    token = open_session(response, found, is_open=opens_by_itself(found))
    if unsent:
        request.form_token = token  # type: ignore[attr-defined]
        shown = {"form": MessageForm(initial={"words": unsent}), "is_unsent": True}
        response.write(render_to_string("hear/write.html", shown, request))
    return response


@with_code
def talk(request: HttpRequest, her: Her) -> HttpResponse:
    """Show unread answers first; the rest opens with her safe word, where she set one."""
    entries, refused = _entries(her.found)
    new = [one for one in entries if _is_answer(one) and one.row.sequence > her.found.disclosure.seen_by_her]
    if new:
        actions.see_answers(found=her.found, up_to=max(one.row.sequence for one in new))
        her.keep(lambda value: value.update(new=sorted({*value.get("new", []), *(one.row.sequence for one in new)})))
    # What is new stays in view for this visit, also when she turns to another page and comes back.
    fresh = [one for one in entries if one.row.sequence in her.value.get("new", [])]
    older = [one for one in entries if one.row.kind in {"disclosure", "message", "file"} and one not in fresh]
    shown = {
        "fresh": fresh,
        "older": older if her.is_open else [],
        "is_open": her.is_open,
        "refused": refused,
        "disclosure": her.found.disclosure,
        "mark": _mark(her.found),
        "openings": list(her.found.disclosure.openings.filter(count__gt=0)),
        "form": MessageForm(),
        "word_form": SafeWordForm(),
        "n_files": sum(one.row.kind == "file" for one in entries),
        "most_files": PER_THREAD,
        "largest": LARGEST // 1024 // 1024,
    }
    return render(request, "hear/talk.html", shown)


def _message_again(request: HttpRequest, trouble: str) -> HttpResponse:
    # Her session may not have been read; the form's own token is looked at when she sends it again.
    request.form_token = request.POST.get("form_token", "")  # type: ignore[attr-defined]
    return render(request, "hear/write.html", {"form": MessageForm(request.POST).unjudged(), "trouble": trouble})


@hands_back(_message_again)
@with_code
def write(request: HttpRequest, her: Her) -> HttpResponse:
    """Add a message."""
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_message(found=her.found, words=form.cleaned_data["words"])
        except actions.Gone:  # deleted in this moment, on another device
            return _ask_for_code(request, is_writing=True)
        return redirect("public:talk")
    return render(request, "hear/write.html", {"form": form}, status=422 if form.is_bound else 200)


@with_code
def safe_word(request: HttpRequest, her: Her) -> HttpResponse:
    """Open her own words with her safe word."""
    form = SafeWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            newest = _newest_sequence(her.found)  # before the word is compared: it may be another a moment later
            if knows_safe_word(her.found, form.cleaned_data["word"]):
                her.keep_open(True, wishes=newest)
                return redirect("public:talk")
            form.add_error("word", _("This is another word. You can try again."))
        except actions.TooManyTries:
            form.add_error("word", _("Another word was given several times today. You can try again tomorrow."))
    return render(request, "hear/safe_word.html", {"form": form}, status=422 if form.is_bound else 200)


@with_code
def wishes(request: HttpRequest, her: Her) -> HttpResponse:
    """Show and change how she may be reached and what she allows."""
    if not her.is_open:
        return redirect("public:safe-word")
    now = newest_wishes(her.found)
    if now is None:
        raise SealError("Her wishes cannot be opened.")
    speaker = now.consents.speaker
    form = WishesForm(request.POST or None, speaker=speaker, initial=WishesForm.initial_from(now))
    form.tell_of_cover(_about_cover(her.found))
    if request.method == "POST" and form.is_valid():
        written = actions.change_wishes(found=her.found, wishes=form.wishes())
        her.keep_open(True, wishes=written.sequence)
        return render(request, "hear/wishes_changed.html")
    return render(request, "hear/wishes.html", {"form": form}, status=422 if form.is_bound else 200)


def _about_cover(found: Found) -> str:
    if found.disclosure.centre_id is not None:
        return _("A centre has opened it, so no other one will read it, whatever you tick here.")
    others = could_cover(choice_of(found), listed_centres())
    if not others:
        return _("There is no other centre for this conversation now, so this changes nothing.")
    names = ", ".join(spoken(one.name) for one in others)
    return _("These are: %(names)s. The days count from the day you wrote first.") % {"names": names}


@with_code
def files(request: HttpRequest, her: Her) -> HttpResponse:
    """Take a file, piece by piece, straight into sealed storage."""
    if request.method != "POST":
        return redirect("public:talk")
    receiving = Receiving(request, her.found)
    fault = ""
    try:
        is_own = _is_own_form(request, her)  # reads the form, and with it the file
        if not is_own:
            fault = _("This form is from an earlier visit. Open the page again and choose the file once more.")
        elif receiving.incoming is None or not receiving.is_whole:
            fault = _("No file came in. Choose one and send it again.")
        else:
            actions.add_file(found=her.found, incoming=receiving.incoming)
    except FileRefused:
        fault = _("This file could not be taken: it is larger than 20 MB, or there are five files already.")
    except BaseException:
        receiving.drop()
        raise
    if fault:
        receiving.drop()
        return render(request, "hear/file_refused.html", {"fault": fault}, status=422)
    return redirect("public:talk")


@with_code
def delete(request: HttpRequest, her: Her) -> HttpResponse:
    """Hide everything at once, to be destroyed after seven days."""
    if request.method != "POST":
        return render(request, "hear/delete.html", {"backup_days": settings.BACKUP_DAYS})
    actions.delete_conversation(found=her.found)
    SURVIVOR_SESSIONS.end(her.cookie)
    response = render(request, "hear/deleted.html")
    drop_cookie(response, SURVIVOR_COOKIE)
    return response


def _entries(found: Found) -> tuple[list[Opened], int]:
    rows = (
        Envelope.objects.filter(thread=found.disclosure.pk)
        .exclude(direction=Envelope.Direction.INSIDE)
        .prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring")
        .order_by("sequence")
    )
    opened, refused = [], 0
    chosen = _chosen(found)
    for row in rows:
        try:
            opened.append(sealing.open_for_survivor(row, found.survivor, chosen=chosen))
        except SealError:
            refused += 1
    return opened, refused


def _is_answer(entry: Opened) -> bool:
    return entry.row.direction == Envelope.Direction.OUT


def _chosen(found: Found) -> frozenset[str]:
    try:
        return choice_of(found).centres
    except SealError:
        return frozenset()  # then her own messages are shown and nobody's answers


def _newest_sequence(found: Found) -> int:
    newest = newest_wishes_row(found.disclosure)
    return newest.sequence if newest is not None else 0


def newest_wishes(found: Found) -> Wishes | None:
    """Return what she wishes now; None where the newest is altered, for older ones may lack her safe word."""
    row = newest_wishes_row(found.disclosure)
    if row is None:
        return None
    try:
        return Wishes.from_document(sealing.open_for_survivor(row, found.survivor, chosen=_chosen(found)).document)
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
