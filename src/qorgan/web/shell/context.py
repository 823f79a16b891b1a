"""What every page may show: its language, its address in the other languages, the numbers for help, where exit leads."""

from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation

from qorgan.kernel.packs import Pack, installed_pack
from qorgan.web.shell import assets, clock
from qorgan.web.shell.middleware import SURVIVOR_SESSIONS

# Languages whose texts no native speaker has read yet; the pages say so.
UNREVIEWED = ("kk", "ru")


@cache
def pack() -> Pack:
    """Return the country's pack."""
    return installed_pack(settings.COUNTRY)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the layout needs."""
    language: Any = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "other_languages": [
            (code, name, translate_url(request.path, code)) for code, name in settings.LANGUAGES if code != language
        ],
        "helplines": _helplines(clock.today()),
        "assets": assets.addresses(),
        "is_machine_translated": language in UNREVIEWED,
        "exit_url": pack().exit_page(language).url,
        "idle_seconds": int(SURVIVOR_SESSIONS.idle.total_seconds()),
        "form_token": getattr(request, "form_token", ""),
        # Only the staff door sets an actor, so this also tells which door answers.
        "actor": getattr(request, "actor", None),
        "place": getattr(request.resolver_match, "url_name", ""),
        "layout": "shell/staff.html" if hasattr(request, "actor") else "shell/base.html",
    }


def _helplines(today: date) -> list[dict[str, Any]]:
    return [{"line": one, "needs_check": one.needs_check(today)} for one in pack().helplines_shown(today)]
