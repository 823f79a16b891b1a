"""The guide at the public door: short pages out of the country's pack, without what nobody vouches for today."""

from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.gzip import gzip_page

from qorgan.kernel.guide import Guide, GuidePage, installed_guide
from qorgan.web.shell import clock, context

# Pages in English are written by those who build this site, and say nothing about a translation.
_WRITTEN_IN: Final = "en"


def guide() -> Guide:
    """Return the guide of the country's pack."""
    return installed_guide(settings.COUNTRY)


@gzip_page
def contents(request: HttpRequest) -> HttpResponse:
    """List the pages of the guide."""
    return HttpResponse(_contents(_language(), clock.today(), request.path))


@gzip_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page of the guide."""
    found = guide().page(_language(), slug)
    if found is None:
        raise Http404
    return HttpResponse(_shown(found.language, found.slug, clock.today(), request.path))


@lru_cache(maxsize=16)
def _contents(language: Any, today: date, path: str) -> str:
    """Render the list once for each language and day."""
    pages = guide().pages.get(language, ())
    return _rendered("hear/guide.html", path, {"pages": pages}, is_reviewed=all(one.is_reviewed for one in pages))


@lru_cache(maxsize=128)
def _shown(language: Any, slug: str, today: date, path: str) -> str:
    """Render a page once for each language and day: what expires goes from it the next morning."""
    page, following = _pair(language, slug)
    shown = {
        "page": page,
        "blocks": guide().shown(page, today),
        "following": following,
        "is_checked_text": any(one.id in page.needs for one in guide().facts),
    }
    return _rendered("hear/guide_page.html", path, shown, is_reviewed=page.is_reviewed)


def _pair(language: Any, slug: str) -> tuple[GuidePage, GuidePage | None]:
    """Return a page and the one after it."""
    pages = guide().pages[language]
    place = [one.slug for one in pages].index(slug)
    return pages[place], pages[place + 1] if place + 1 < len(pages) else None


def _rendered(template: str, path: str, shown: dict[str, Any], *, is_reviewed: bool) -> str:
    request = HttpRequest()
    request.path = path
    request.resolver_match = None
    layout = context.page(request)
    is_unread = layout["language"] != _WRITTEN_IN and not is_reviewed
    layout["is_machine_translated"] = layout["is_machine_translated"] or is_unread
    return render_to_string(template, {**layout, **shown, "place": "guide"})


def _language() -> Any:
    return translation.get_language() or settings.LANGUAGE_CODE
