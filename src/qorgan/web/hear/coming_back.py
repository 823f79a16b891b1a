"""The page that asks for the code: coming back, and what goes with her over it so that no word is lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from qorgan.web.hear import gate, receipts, tokens
from qorgan.web.hear.forms import MessageForm, ReceiptForm
from qorgan.web.hear.handing_back import hands_back
from qorgan.web.hear.visit import Her, her_visit, is_own_form, newest_sequence, open_session, opens_by_itself
from qorgan.web.shell import clock

View = Callable[[HttpRequest, Her], HttpResponse]


def with_code(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Let in who has given a code; everybody else is asked for it, with nothing said about why."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        her = her_visit(request)
        if her is None:
            return ask_for_code(request, is_writing=view.__name__ == "write")
        request.form_token = her.value["form"]  # type: ignore[attr-defined]
        if request.method == "POST" and view.__name__ != "files" and not is_own_form(request, her):
            return _from_earlier_visit(request)
        return view(request, her)

    guarded.needs_code = True  # type: ignore[attr-defined]
    return guarded


def ask_for_code(request: HttpRequest, *, is_writing: bool) -> HttpResponse:
    """Lead to the page that asks for the code; words of a message go with her."""
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
    newest = newest_sequence(found)  # read first: a safe word set in this moment closes what was found open
    token = open_session(response, found, is_open=opens_by_itself(found), wishes=newest)
    if unsent:
        request.form_token = token  # type: ignore[attr-defined]
        shown = {"form": MessageForm(initial={"words": unsent}), "is_unsent": True}
        response.write(render_to_string("hear/write.html", shown, request))
    return response
