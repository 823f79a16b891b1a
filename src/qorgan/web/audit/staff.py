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
from qorgan.web.audit.chain import is_sound, read
from qorgan.web.audit.models import AuditEntry, ChainHead
from qorgan.web.audit.words import CHAINS, DETAILS, SAID, VALUES
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import COUNTRY, Entry
from qorgan.web.shell.turns import in_turn

_ROWS = 200


@staff_only(Permission.AUDIT)
def audit(request: StaffRequest) -> HttpResponse:
    """Show the newest rows of a chain, opened with the auditors' key; reading is itself a row."""
    wanted = request.GET.get("chain", COUNTRY)
    chains = list(ChainHead.objects.values_list("chain", flat=True))
    chain = wanted if wanted in chains else COUNTRY
    found = AuditEntry.objects.filter(chain=chain).order_by("-sequence")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        found = found.filter(sequence__lt=int(before))
    names = _Names()
    # One row more than is shown: each is believed only where it follows the one before.
    rows = [*found[: _ROWS + 1]]
    following = [*rows[1:], None][: len(rows)]
    opened = [
        _shown(row, request, names) if is_sound(row, before) else _closed(row)
        for row, before in list(zip(rows, following, strict=True))[:_ROWS]
    ]
    number = str(request.actor.member.id)
    with in_turn():
        journal.record(
            Entry(COUNTRY, "audit.read", clock.today(), who=number, at=clock.now(), detail={"count": len(opened)})
        )
    last = opened[-1]["row"].sequence if opened else 1
    shown = {
        "rows": opened,
        "chain": chain,
        "chains": [(one, _called(one)) for one in chains],
        "before": last if last > 1 else 0,
    }
    return render(request, "audit/audit.html", shown)


class _Names(dict[str, str]):
    """Names of members, each opened once."""

    def __missing__(self, number: str) -> str:
        member = Member.objects.filter(id=number).first() if number else None
        self[number] = profile_of(member).name if member else ""
        return self[number]


def _shown(row: AuditEntry, request: StaffRequest, names: _Names) -> dict[str, Any]:
    for key in request.actor.audit:
        try:
            told = read(row, key.secret.key_pair)
        except SealError:
            continue
        about = _about(told, names)
        details = [
            (DETAILS.get(name, name), names[value] if name == "to" else _in_words(name, value))
            for name, value in told["detail"].items()
            if (name, value) != ("refused", 0)
        ]
        said = {"said": SAID.get(told["what"], told["what"]), "about_name": about, "details": details}
        return {"row": row, **told, **said, "who_name": names[told["who"]]}
    return _closed(row)


def _in_words(name: str, value: str | int) -> str | int:
    if name not in VALUES:
        return value
    return ", ".join(str(VALUES[name].get(one, one)) for one in str(value).split(","))


def _closed(row: AuditEntry) -> dict[str, Any]:
    return {"row": row, "what": "", "said": "", "who_name": "", "at": "", "about": "", "details": []}


def _about(told: dict[str, Any], names: _Names) -> Any:
    if told["what"].startswith(("member.", "notice.")):
        return names[told["about"]]
    return _called(told["about"]) if told["what"].startswith("centre.") else ""


def _called(chain: str) -> Any:
    centre = Centre.objects.filter(id=chain).first() if "-" in chain else None
    return centre.name if centre else CHAINS.get(chain, chain)
