"""The public door, with her code: the code itself, answers, her own words, wishes, files, deleting."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qorgan.hear.joining import mark_of, spaced
from qorgan.kernel.consent import Speaker
from qorgan.kernel.errors import SealError
from qorgan.web.accounts.statements import listed_centres
from qorgan.web.hear.actions import public as actions
from qorgan.web.hear.actions.cover import could_cover
from qorgan.web.hear.chosen import choice_of
from qorgan.web.hear.closings import closing_of, phase_of
from qorgan.web.hear.coming_back import ask_for_code, with_code
from qorgan.web.hear.copies import KIND, is_there
from qorgan.web.hear.forms import MessageForm, SafeWordForm, WishesForm
from qorgan.web.hear.handing_back import hands_back
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.uploads import Receiving
from qorgan.web.hear.visit import Her, believed, is_own_form, knows_safe_word, newest_sequence, newest_wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.files import LARGEST, PER_THREAD, FileRefused
from qorgan.web.sealed.models import Envelope
from qorgan.web.sealed.sealing import Opened
from qorgan.web.shell.middleware import SURVIVOR_COOKIE, SURVIVOR_SESSIONS, drop_cookie
from qorgan.web.shell.templatetags.shell import spoken


@with_code
def code(request: HttpRequest, her: Her) -> HttpResponse:
    """Show the code once more until she says that she has kept it."""
    if "receipt" not in her.value:
        return redirect("public:talk")
    return render(request, "hear/code.html", {"receipt": her.value["receipt"], "again": her.value.get("again")})


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


@with_code
def talk(request: HttpRequest, her: Her) -> HttpResponse:
    """Show unread answers first; the rest opens with her safe word, where she set one."""
    entries, refused = _entries(her.found)
    new = [one for one in entries if _is_answer(one) and one.row.sequence > her.found.disclosure.seen_by_her]
    if new:
        actions.see_answers(found=her.found, up_to=max(one.row.sequence for one in new))
        her.keep(lambda value: value.update(new=sorted({*value.get("new", []), *(one.row.sequence for one in new)})))
    # What is new stays in view for this visit, also when she turns to another page and comes back.
    copies = [one for one in entries if one.row.kind == KIND]
    fresh = [one for one in entries if one.row.sequence in her.value.get("new", []) and one not in copies]
    older = [one for one in entries if one.row.kind in {"disclosure", "message", "file"} and one not in fresh]
    shown = {
        "fresh": fresh,
        "older": older if her.is_open else [],
        "is_open": her.is_open,
        "has_copy": any(is_there(one) for one in copies),
        "refused": refused,
        "disclosure": her.found.disclosure,
        "mark": _mark(her.found),
        "openings": list(her.found.disclosure.openings.filter(count__gt=0)),
        "form": MessageForm(),
        "word_form": SafeWordForm(),
        "n_files": sum(one.row.kind == "file" for one in entries),
        "most_files": PER_THREAD,
        "largest": LARGEST // 1024 // 1024,
        **about_closing(her.found),
    }
    return render(request, "hear/talk.html", shown)


def about_closing(found: Found) -> dict[str, Any]:
    """Return what her pages say where her centre closes; nothing where it does not."""
    closing = closing_of(found.disclosure)
    return {"closing": closing, "phase": phase_of(closing)} if closing is not None else {}


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
            return ask_for_code(request, is_writing=True)
        except actions.Closed:
            closed = {"form": form, **about_closing(her.found)}
            return render(request, "hear/write.html", closed, status=409)
        return redirect("public:talk")
    return render(request, "hear/write.html", {"form": form}, status=422 if form.is_bound else 200)


@with_code
def safe_word(request: HttpRequest, her: Her) -> HttpResponse:
    """Open her own words with her safe word."""
    form = SafeWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            newest = newest_sequence(her.found)  # before the word is compared: it may be another a moment later
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
        is_own = is_own_form(request, her)  # reads the form, and with it the file
        if not is_own:
            fault = _("This form is from an earlier visit. Open the page again and choose the file once more.")
        elif receiving.incoming is None or not receiving.is_whole:
            fault = _("No file came in. Choose one and send it again.")
        else:
            actions.add_file(found=her.found, incoming=receiving.incoming)
    except actions.Closed:
        fault = _("Your centre has closed. Nobody there would see the file.")
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
    chosen = believed(found)
    for row in rows:
        try:
            opened.append(sealing.open_for_survivor(row, found.survivor, chosen=chosen))
        except SealError:
            refused += 1
    return opened, refused


def _mark(found: Found) -> str:
    """Return the mark for her of whom a friend or a professional wrote; empty where she wrote herself.

    Not on the page of the code: two numbers side by side would be taken for one another.
    """
    now = newest_wishes(found)
    spoke_for_her = now is not None and now.consents.speaker in {Speaker.FRIEND, Speaker.PROFESSIONAL}
    return spaced(mark_of(found.disclosure.pk)) if spoke_for_her else ""


def _is_answer(entry: Opened) -> bool:
    return entry.row.direction == Envelope.Direction.OUT
