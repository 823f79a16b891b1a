"""For all staff: who has read which page of the guide, which facts it rests on, and which sentences wait for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from qorgan.kernel.facts import Fact
from qorgan.kernel.guide import GuidePage, Line
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.hear.guide import guide
from qorgan.web.shell import clock


@dataclass(frozen=True)
class _Row:
    """A page: its texts in the languages of the pack, and its sentences that wait, in the language of the reader."""

    page: GuidePage
    texts: tuple[GuidePage, ...]
    waiting: tuple[Line, ...]


@dataclass(frozen=True)
class _Used:
    """A fact that pages rest on, and how it stands today."""

    id: str
    says: Any
    fact: Fact[Any]
    pages: tuple[GuidePage, ...]
    state: str
    note: str


@staff_only(Permission.SELF)
def guide_texts(request: StaffRequest) -> HttpResponse:
    """Show pages and languages, reviewed or not; facts, and what is hidden because of them."""
    today, language = clock.today(), translation.get_language()
    shown = {
        "rows": list(_rows(language, today)),
        "codes": tuple(guide().pages),
        "facts": list(_facts(language, today)),
    }
    return render(request, "hear/staff/guide.html", shown)


def _rows(language: Any, today: date) -> Iterator[_Row]:
    for page in guide().pages.get(language, ()):
        texts = tuple(one for pages in guide().pages.values() for one in pages if one.slug == page.slug)
        yield _Row(page, texts, guide().hidden(page, today))


def _facts(language: Any, today: date) -> Iterator[_Used]:
    pages = guide().pages.get(language, ())
    notes = {one.id: one.note for one in guide().helplines} | {one.id: one.note for one in guide().facts}
    shown = guide().values(language, today)
    for name, fact in guide().all_facts().items():
        used = tuple(one for one in pages if name in one.needs)
        if used:
            yield _Used(name, fact.value, fact, used, _state(fact, today, is_shown=name in shown), notes[name] or "")


def _state(fact: Fact[Any], today: date, *, is_shown: bool) -> str:
    if fact.is_shown(today):
        return "checked"
    if is_shown:
        return "exception"
    return "ended" if fact.is_checked(today) else "unchecked"
