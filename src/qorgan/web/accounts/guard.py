"""The guard before every staff view."""

from collections.abc import Callable
from functools import wraps
from hmac import compare_digest
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from qorgan.web.accounts.permissions import Permission
from qorgan.web.shell import journal

WRITTEN = ("words", "note-words", "phrases")  # fields of staff forms that hold sentences

_BUTTONS = frozenset({"keep", "discard", "save"})  # with which a view does something before it looks at the form
_NEVER_BACK = _BUTTONS | {"form_token", "again"}
_SENTENCE = 20  # signs; what is shorter comes back with the whole form

View = Callable[..., HttpResponseBase]


def staff_only(permission: Permission, *, hands_back: bool = False) -> Callable[[View], View]:
    """Let only members with this permission in, and only forms that this session made.

    With ``hands_back`` all that stood in a form comes back, in one step, once she has signed in again: the view gets it
    with ``request.is_stale`` set, and shows it without saving anything. Should it try, it is refused.

    Somebody who is not signed in is led to the sign-in. A member without the permission gets the same 404 as for a
    page that does not exist, so that addresses tell nothing.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if actor is None:
                if request.method == "POST":
                    return _not_sent(request, hands_back=hands_back)
                return redirect("staff:sign-in")
            if permission is not Permission.SELF and not actor.may(permission):
                raise Http404
            if request.method == "POST" and not _is_own_form(request):
                if not (hands_back and request.POST.get("again")) or _BUTTONS & request.POST.keys():
                    return _not_sent(request, hands_back=hands_back)
                return _shown_again(view, request, *args, **kwargs)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def open_to_all(view: View) -> View:
    """Mark one of the few staff views that need no sign-in: joining, signing in and out."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def _shown_again(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    request.is_stale = True  # type: ignore[attr-defined]
    try:
        with journal.only_shown():
            return view(request, *args, **kwargs)
    except journal.OnlyShown:  # a view that forgot to look: nothing was done, and her words come back once more
        return _not_sent(request, hands_back=True)


def _not_sent(request: HttpRequest, *, hands_back: bool) -> HttpResponseBase:
    # Pages are never stored, so going back would show an empty field: what she wrote is handed back to her here.
    sent = {name: values for name, values in request.POST.lists() if name not in _NEVER_BACK} if hands_back else {}
    names = [name for name, (value, *_more) in sent.items() if len(value.strip()) > _SENTENCE] if sent else WRITTEN
    written = [request.POST[name] for name in names if request.POST.get(name, "").strip()]
    again = [(name, value) for name, values in sent.items() for value in values]
    return render(request, "accounts/signed_out.html", {"written": written, "again": again}, status=403)


def _is_own_form(request: HttpRequest) -> bool:
    sent, own = request.POST.get("form_token", ""), getattr(request, "form_token", "")
    return bool(own) and compare_digest(sent.encode(), own.encode())
