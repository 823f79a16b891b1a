"""The audit, for auditors."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Centre, Member
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import profile_of
from qorgan.web.audit.chain import read
from qorgan.web.audit.models import AuditEntry, ChainHead
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import COUNTRY, Entry

_ROWS = 200


@staff_only(Permission.AUDIT)
def audit(request: StaffRequest) -> HttpResponse:
    """Show the newest rows of a chain, opened with the auditors' key; reading is itself a row."""
    wanted = request.GET.get("chain", COUNTRY)
    chains = list(ChainHead.objects.values_list("chain", flat=True))
    chain = wanted if wanted in chains else COUNTRY
    rows = AuditEntry.objects.filter(chain=chain).order_by("-sequence")[:_ROWS]
    opened = [_shown(row, request) for row in rows]
    number = str(request.actor.member.id)
    journal.record(Entry(COUNTRY, "audit.read", clock.today(), who=number, at=clock.now(), detail={"count": len(opened)}))
    shown = {"rows": opened, "chain": chain, "chains": [(one, _called(one)) for one in chains]}
    return render(request, "audit/audit.html", shown)


def _shown(row: AuditEntry, request: StaffRequest) -> dict[str, Any]:
    for key in request.actor.audit:
        try:
            told = read(row, key.secret.key_pair)
        except SealError:
            continue
        return {"row": row, **told, "who_name": _name(told["who"])}
    return {"row": row, "what": "", "who_name": "", "at": "", "about": "", "detail": {}}


def _name(number: str) -> str:
    member = Member.objects.filter(id=number).first() if number else None
    return profile_of(member).name if member else ""


def _called(chain: str) -> Any:
    centre = Centre.objects.filter(id=chain).first() if "-" in chain else None
    return centre.name if centre else {"en": chain, "ru": chain, "kk": chain}
