"""The public door: pages without a sign-in, and the form of telling."""

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.gzip import gzip_page

from qorgan.hear.disclosure import Disclosure as Told
from qorgan.kernel.consent import Speaker
from qorgan.kernel.errors import SealError
from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.keyrings import sealing_key
from qorgan.web.accounts.models import Centre, Duty
from qorgan.web.accounts.needs import NEEDS
from qorgan.web.accounts.statements import listed_centres
from qorgan.web.hear import gate, tokens
from qorgan.web.hear.actions import openings, resending
from qorgan.web.hear.actions import public as actions
from qorgan.web.hear.coming_back import already_sent, come_back
from qorgan.web.hear.conversation import code, code_kept, delete, files, safe_word, talk, wishes, write
from qorgan.web.hear.forms import HelpForm, TellForm
from qorgan.web.hear.handing_back import hands_back
from qorgan.web.hear.models import ShortAddress
from qorgan.web.hear.moving import move
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.visit import knows_safe_word, open_session, opens_by_itself
from qorgan.web.shell import clock
from qorgan.web.shell.context import pack, page
from qorgan.web.shell.middleware import SURVIVOR_COOKIE, SURVIVOR_SESSIONS, drop_cookie

__all__ = [
    "about",
    "before_telling",
    "code",
    "code_kept",
    "come_back",
    "delete",
    "files",
    "get_help",
    "home",
    "leave",
    "move",
]
__all__ += ["safe_word", "safety", "short_address", "talk", "tell", "wishes", "write"]

_TOKEN = "0token0token0token0"  # noqa: S105 - stands in the kept page where each form's own token is put in
_PRICE = "0price0price0price0"


@gzip_page
def home(request: HttpRequest) -> HttpResponse:
    """Show what one can do here."""
    return render(request, "hear/home.html")


@gzip_page
def safety(request: HttpRequest) -> HttpResponse:
    """Tell what this site protects and what it cannot."""
    shown = {"exit": pack().exit_page(_language()), "backup_days": settings.BACKUP_DAYS}
    return render(request, "hear/safety.html", shown)


@gzip_page
def about(request: HttpRequest) -> HttpResponse:
    """Tell who runs this site."""
    centres = _centres()
    prints = [(one, fingerprint(sealing_key(one, Duty.INTAKE).public)) for one in centres]
    shown = {"is_demonstration": any(one.is_demonstration for one in centres), "prints": prints}
    return render(request, "hear/about.html", shown)


@gzip_page
def get_help(request: HttpRequest) -> HttpResponse:
    """Show the numbers, then centres by region, need and language."""
    form = HelpForm(request.POST or None, language=_language())
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    centres = [one for one in _centres() if _fits(one, chosen)]
    found = [(region, [one for one in centres if one.region == region.code]) for region in pack().regions]
    shown = {
        "form": form,
        "found": [pair for pair in found if pair[1]],
        "needs": dict(NEEDS),
        "is_chosen": any(chosen.values()),
    }
    return render(request, "hear/help.html", shown)


def _fits(centre: Centre, chosen: dict[str, str]) -> bool:
    return (
        chosen.get("region", "") in {"", centre.region}
        and (not chosen.get("need") or chosen["need"] in centre.needs)
        and (not chosen.get("speaks") or chosen["speaks"] in centre.languages)
    )


@gzip_page
def before_telling(request: HttpRequest) -> HttpResponse:
    """Say, before anything is asked, what is safe to know; then ask who speaks."""
    return render(request, "hear/before_telling.html")


def _tell_again(request: HttpRequest, trouble: str, *, speaker: str) -> HttpResponse:
    form = TellForm(request.POST, speaker=Speaker(speaker), centres=_Directory.last).unjudged()
    # The same token: should it have arrived after all, sending it again is the same message.
    return _form_again(request, form, request.POST.get("token", ""), trouble=trouble)


@gzip_page
@hands_back(_tell_again)
def tell(request: HttpRequest, speaker: str) -> HttpResponse:
    """Show the form, or take what she sends."""
    if speaker not in set(Speaker):
        raise Http404
    if request.method != "POST":
        listed = tuple(Centre.objects.listed().values_list("id", "revision", "statement__number"))
        kept = _form_page(_language(), speaker, listed, clock.today())
        kept = kept.replace(_TOKEN, tokens.new_token(clock.today()))
        return HttpResponse(kept.replace(_PRICE, str(gate.price_ahead("tell"))))
    form = TellForm(request.POST, speaker=Speaker(speaker), centres=_centres())
    if not form.is_valid():
        return _form_again(request, form, request.POST.get("token", ""))
    return _send(request, form)


def _send(request: HttpRequest, form: TellForm) -> HttpResponse:
    try:
        gate.pass_through("tell", request.POST)
        sent = actions.submit_disclosure(
            token=request.POST.get("token", ""),
            told=_told(form),
            wishes=form.wishes(),
            centres=form.cleaned_data["reader"],
            cover=form.cover(),
        )
    except tokens.FormStale:
        return _form_again(request, form, tokens.new_token(clock.today()), trouble="old", status=200)
    except gate.NotYet as wait:
        response = _form_again(request, form, request.POST["token"], turn=wait.turn, status=503)
        return gate.say_when(response, wait.turn)
    except actions.AlreadySent:
        return already_sent(request, form.cleaned_data["words"])
    kept_code = {"receipt": sent.receipt.groups(), "token": request.POST["token"]}
    if sent.is_again:
        return _tell_more(request, form, sent.found, kept_code)
    response = redirect("public:code")
    open_session(response, sent.found, first=kept_code, is_open=True, wishes=actions.FIRST_WISHES)
    return response


def _tell_more(request: HttpRequest, form: TellForm, found: Found, kept_code: dict[str, Any]) -> HttpResponse:
    """Add what is new in a form that was sent before; where it is for others now, hand it back as a new one."""
    is_she = _is_she(found, form)
    try:
        again = resending.add_what_differs(
            found=found,
            told=_told(form),
            wishes=form.wishes(),
            centres=form.cleaned_data["reader"],
            knows_word=is_she,
        )
    except resending.OtherReaders:
        response = _form_again(request, form, tokens.new_token(clock.today()), trouble="readers", status=409)
        open_session(response, found, first=kept_code, is_open=is_she)
        return response
    response = redirect("public:code")
    open_session(response, found, first={**kept_code, "again": asdict(again)}, is_open=is_she)
    return response


def _told(form: TellForm) -> Told:
    data = form.cleaned_data
    return Told(data["words"], form.speaker, _language(), form.answers(), data.get("joins", ""))


def _is_she(found: Found, form: TellForm) -> bool:
    """Say whether the form that was sent again has her safe word: its token alone opens nothing she closed by it."""
    if opens_by_itself(found):
        return True
    said = form.wishes().contact
    try:
        return said.has_safe_word and knows_safe_word(found, said.safe_word)
    except (actions.TooManyTries, SealError):
        return False


def _form_again(
    request: HttpRequest,
    form: TellForm,
    token: str,
    *,
    trouble: str = "",
    turn: gate.Turn | None = None,
    status: int = 422,
) -> HttpResponse:
    price = turn.price if turn else gate.price_ahead("tell")
    shown = {**_form_context(form), "token": token, "trouble": trouble, "turn": turn, "price": price}
    return render(request, "hear/tell.html", shown, status=status)


@lru_cache(maxsize=64)
def _form_page(language: str, speaker: str, listed: tuple[tuple[UUID, int], ...], day: date) -> str:
    """Render the empty form once per language, speaker, directory and day."""
    form = TellForm(speaker=Speaker(speaker), centres=_centres())
    request = HttpRequest()
    request.path = f"/{language}/tell/{speaker}"
    request.resolver_match = None
    return render_to_string(
        "hear/tell.html", {**_form_context(form), **page(request), "token": _TOKEN, "price": _PRICE}
    )


def _form_context(form: TellForm) -> dict[str, Any]:
    places = [(region, [one for one in form.centres if one.region == region.code]) for region in pack().regions]
    return {
        "form": form,
        "places": [pair for pair in places if pair[1]],
        "speaker": str(form.speaker),
        "needs": dict(NEEDS),
    }


def _centres() -> list[Centre]:
    _Directory.last = listed_centres()
    return _Directory.last


class _Directory:
    """The centres as last read, for the page that gives her words back while the database is away."""

    last: ClassVar[list[Centre]] = []


def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a printed address to help, and count the day."""
    address = ShortAddress.objects.filter(code=code, is_open=True).first()
    if address is None:
        raise Http404
    openings.count_short_address(address=address)
    language = address.language or settings.LANGUAGE_CODE
    return HttpResponseRedirect(f"/{language}/help")


def leave(request: HttpRequest) -> HttpResponse:
    """End her session, clear what can be cleared, and go to a page about the weather."""
    SURVIVOR_SESSIONS.end(request.COOKIES.get(SURVIVOR_COOKIE, ""))
    response = HttpResponseRedirect(pack().exit_page(_language()).url)
    response.status_code = 303
    drop_cookie(response, SURVIVOR_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _language() -> Any:
    return translation.get_language() or settings.LANGUAGE_CODE
