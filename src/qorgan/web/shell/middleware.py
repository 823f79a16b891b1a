"""What happens around every request, at both doors."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from qorgan.kernel.errors import QorganError
from qorgan.web.shell import clock, crowd, faults
from qorgan.web.shell.sessions import Sessions
from qorgan.web.shell.wsgi import UNREADABLE

Respond = Callable[[HttpRequest], HttpResponse]

# No faults of ours: nothing is there, or nobody could read what was sent.
NOT_OURS = (Http404, SuspiciousOperation, BadRequest, MultiPartParserError)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    # Not even the style file stays on her phone: a cached file tells that she was here.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noarchive",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=(), interest-cohort=()",
}

_READ_ONLY = "25006"  # PostgreSQL: its disk, or a person, has made it read-only

SURVIVOR_COOKIE = "__Host-q"
SURVIVOR_SESSIONS = Sessions("public", idle=timedelta(minutes=10), longest=timedelta(hours=8))


def headers(respond: Respond) -> Respond:
    """Put the headers on every response, errors and redirects included."""

    def around(request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY:
            request.META["wsgi.url_scheme"] = "https"
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if getattr(response, "keeps_drafts", False):
            response.headers["Content-Security-Policy"] += "; connect-src 'self'"
        return response

    return around


class faults_middleware:  # noqa: N801 - reads as the functions beside it
    """Answer what can be answered, and write one line that holds no word of anybody's."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a known fault into a page with the numbers on it; Django turns the rest into the 500 page."""
        if isinstance(error, NOT_OURS):
            return None  # Django answers with its page
        request.is_written = True  # type: ignore[attr-defined]
        faults.write(error)
        return answer_to(request, error)


def answer_to(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """Return the page that answers a known fault, or None."""
    if is_busy(error):
        return wait_a_moment(render(request, "shell/busy.html", status=status_of(error)))
    if isinstance(error, QorganError):
        return render(request, "shell/fault.html", {"fault": type(error).__name__}, status=status_of(error))
    return None


def is_busy(error: BaseException) -> bool:
    """Say whether trying again in a moment is likely to help: the database is busy, full, away or takes no writes now."""
    takes_no_writes = getattr(error.__cause__, "sqlstate", "") == _READ_ONLY
    return isinstance(error, OperationalError | InterfaceError | crowd.Crowded) or takes_no_writes


def status_of(error: BaseException) -> int:
    """Return the status of a page that answers a fault."""
    if is_busy(error):
        return 503
    return 409 if isinstance(error, QorganError) else 500


def wait_a_moment(response: HttpResponse) -> HttpResponse:
    """Say when to come again."""
    response.headers["Retry-After"] = "30"
    return response


def crowding(respond: Respond) -> Respond:
    """Answer what could not be taken in or read, and let nothing derive that found no place in the line."""

    def around(request: HttpRequest) -> HttpResponse:
        if request.META.get(UNREADABLE):
            return render(request, "shell/not_understood.html", status=400)
        if request.META.get("qorgan.is_dropped"):
            return wait_a_moment(render(request, "shell/busy.html", status=503))
        with crowd.placed(not request.META.get("qorgan.has_no_place")):
            return respond(request)

    return around


def same_site(respond: Respond) -> Respond:
    """Refuse what another site sends. Pages send no referrer, so browsers send ``Origin: null`` from our own forms."""

    def around(request: HttpRequest) -> HttpResponse:
        request.get_host()  # refuses a name that is not ours, by which another site could reach a door inside a network
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not _is_ours(request):
            return HttpResponseForbidden("This form was sent from another site. Open the page here and send it again.")
        return respond(request)

    return around


def _is_ours(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    try:
        return origin == "null" or urlsplit(origin).netloc == request.get_host()
    except ValueError:  # no address at all
        return False


def survivor_session(respond: Respond) -> Respond:
    """Read her cookie where she has one; a cookie that opens nothing is taken away."""

    def around(request: HttpRequest) -> HttpResponse:
        cookie = request.COOKIES.get(SURVIVOR_COOKIE, "")
        request.survivor = SURVIVOR_SESSIONS.read(cookie, now=clock.now()) if cookie else None  # type: ignore[attr-defined]
        response = respond(request)
        if (
            cookie
            and SURVIVOR_COOKIE not in response.cookies
            and SURVIVOR_SESSIONS.read(cookie, now=clock.now()) is None
        ):
            drop_cookie(response, SURVIVOR_COOKIE)
        return response

    return around


def set_cookie(response: HttpResponse, name: str, value: str, *, days: int | None = None) -> None:
    """Set a cookie that is sent to this door only and is out of reach of scripts; without days it dies with the browser."""
    age = None if days is None else days * 24 * 60 * 60
    response.set_cookie(name, value, max_age=age, secure=True, httponly=True, samesite="Strict", path="/")


def drop_cookie(response: HttpResponse, name: str) -> None:
    """Take a cookie away; browsers refuse to unless its attributes are the same."""
    response.set_cookie(name, "", max_age=0, secure=True, httponly=True, samesite="Strict", path="/")
