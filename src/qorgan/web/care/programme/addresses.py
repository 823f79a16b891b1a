"""The addresses of the programme and of partner safety: the same pages twice, each with the permission of its duty."""

from typing import Any

from django.urls import URLPattern, path

from qorgan.web.accounts.guard import View, staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Duty
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.programme.kinds import Kind
from qorgan.web.care.programme.staff import file, keys, listed, new, sheet
from qorgan.web.care.programme.writing import form, paper


def _guarded(view: View, permission: Permission, *, hands_back: bool = True, **fixed: Any) -> View:
    def page(request: StaffRequest, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs, **fixed)

    return staff_only(permission, hands_back=hands_back)(page)


def _addresses(place: str, duty: Duty, permission: Permission, kind: Kind) -> list[URLPattern]:
    def one(rest: str, view: View, name: str, **fixed: Any) -> URLPattern:
        return path(f"{place}{rest}", _guarded(view, permission, **fixed), name=f"{place}{name}")

    more = []
    if kind == Kind.PARTICIPANT:
        more = [
            one("/groups", listed, "-groups", kind=Kind.GROUP),
            one("/groups/new", new, "-new-group", kind=Kind.GROUP),
            one("/<uuid:number>/sheet", sheet, "-sheet", place=place),
        ]
    return [
        one("", listed, "", kind=kind),
        one("/new", new, "-new", kind=kind),
        # What a form of this page does is not done for a form that this session did not make.
        one("/keys", keys, "-keys", duty=duty, hands_back=False),
        *more,
        one("/<uuid:number>", file, "-file", place=place),
        one("/<uuid:number>/<slug:form>", form, "-form", place=place),
        one("/<uuid:number>/<slug:form>/paper", paper, "-paper", place=place),
        one("/<uuid:number>/<slug:form>/<uuid:entry>", form, "-entry", place=place),
        one("/<uuid:number>/<slug:form>/<uuid:entry>/paper", paper, "-entry-paper", place=place),
    ]


ADDRESSES = [
    *_addresses("programme", Duty.PROGRAMME, Permission.FACILITATE, Kind.PARTICIPANT),
    *_addresses("partner-safety", Duty.PARTNER_SAFETY, Permission.PARTNER_SAFETY, Kind.PARTNER),
]
