"""Every staff address with every role: what is not on this list fails, and so does a new address that is not in it."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver
from tests.ledger import proposed
from tests.web.care import programmes as make

from qorgan.web.accounts.models import Member, Role
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions import writing
from qorgan.web.care.models import Case, ProgrammeFile
from qorgan.web.care.records import open_case
from qorgan.web.hear.actions.staff import reading
from qorgan.web.urls import public, staff

ROLES = (
    "nobody",
    "worker",
    "supervisor",
    "administrator",
    "auditor",
    "analyst",
    "worker_elsewhere",
    "facilitator",
    "partner_worker",
    "statistician",
)
READERS = {"worker", "supervisor", "worker_elsewhere"}
LEADERS = {"supervisor", "worker_elsewhere"}
MEMBERS = LEADERS | {"administrator"}
ALL = set(ROLES) - {"nobody"}
FACILITATORS = {"facilitator"}
PARTNERS = {"partner_worker"}
OWN = {"worker", "supervisor"}  # of the centre whose disclosure, member or file is asked for

# name: (roles that see it, roles whose own objects these are; None where there is no object)
ADDRESSES = {
    "start": (ALL, None),
    "sign-in": (set(ROLES), None),
    "sign-out": (set(ROLES), None),
    "join": (set(ROLES), None),
    "account": (ALL, None),
    "pass-phrase": (ALL, None),
    "end-session": (ALL, None),
    "end-other-sessions": (ALL, None),
    "inbox": (READERS, None),
    "box": (READERS, None),
    "alike": (READERS, None),
    "alike-examples": (READERS, None),
    "set-all-aside": (READERS, None),
    "in-bulk": (READERS, None),
    "take-back": (READERS, None),
    "phrases": (READERS, None),
    "thread": (READERS, OWN),
    "open": (READERS, OWN),
    "reply": (READERS, OWN),
    "note": (READERS, OWN),
    "labels": (READERS, OWN),
    "assign": (READERS, OWN),
    "state": (READERS, OWN),
    "receipt": (READERS, OWN),
    "deletion": (READERS, OWN),
    "case-of-conversation": (READERS, OWN),
    "file": (READERS, set()),  # no such file here: nobody gets one
    "copy": (READERS, set()),
    "today": (READERS, None),
    "calendar": (READERS, None),
    "approvals": (LEADERS, None),
    "case-plan": (set(), None),  # of a plan that was written: see tests/web/care/test_approvals.py
    "indicators": (LEADERS, None),
    "report": (LEADERS, None),
    "report-csv": (LEADERS, None),
    "incidents": (LEADERS, None),
    "case-statistics": (READERS, OWN),
    "import-cases": (READERS, None),
    "blanks": (READERS, None),
    "blank": (READERS, None),
    "cases": (READERS, None),
    "case-box": (READERS, None),
    "new-case": (READERS, None),
    "hand-over-cases": (LEADERS, None),
    "case": (READERS, OWN),
    "assign-case": (READERS, OWN),
    "decide-case": (LEADERS, {"supervisor"}),
    "case-form": (READERS, OWN),
    "hand": (READERS, OWN),
    "release": (READERS, OWN),
    "referral": (set(), None),  # of a centre that sent one: see tests/web/care/test_referral.py
    "received": (set(), None),  # of the centre that got it: see there
    "case-words": (READERS, OWN),
    "case-letter": (READERS, OWN),
    "case-letter-paper": (set(), None),  # of a letter that was written: see tests/web/care/test_letters.py
    "case-exception": (set(), None),  # of an exception that was asked for: see tests/web/care/test_exceptions.py
    "incoming": (READERS, None),
    "case-paper": (READERS, OWN),
    "case-entry": (READERS, OWN),
    "case-entry-paper": (READERS, OWN),
    "programme": (FACILITATORS, None),
    "programme-new": (FACILITATORS, None),
    "programme-groups": (FACILITATORS, None),
    "programme-new-group": (FACILITATORS, None),
    "programme-keys": (FACILITATORS, None),
    "programme-sheet": (FACILITATORS, FACILITATORS),
    "programme-file": (FACILITATORS, FACILITATORS),
    "programme-form": (FACILITATORS, FACILITATORS),
    "programme-paper": (FACILITATORS, FACILITATORS),
    "programme-entry": (FACILITATORS, FACILITATORS),
    "programme-entry-paper": (FACILITATORS, FACILITATORS),
    "office": ({"statistician"}, None),
    "office-tables": ({"statistician"}, None),
    "office-csv": ({"statistician"}, None),
    "office-keys": ({"statistician"}, None),
    "partner-safety": (PARTNERS, None),
    "partner-safety-new": (PARTNERS, None),
    "partner-safety-keys": (PARTNERS, None),
    "partner-safety-file": (PARTNERS, PARTNERS),
    "partner-safety-form": (PARTNERS, PARTNERS),
    "partner-safety-paper": (PARTNERS, PARTNERS),
    "partner-safety-entry": (PARTNERS, PARTNERS),
    "partner-safety-entry-paper": (PARTNERS, PARTNERS),
    "lead": (LEADERS, None),
    "cover": (LEADERS, None),
    "own-centre": (LEADERS, None),
    "keys": (LEADERS, None),
    "renew-keys": (LEADERS, None),
    "reseal": (LEADERS, None),
    "give-up-keys": (LEADERS, None),
    "recovery": (READERS, None),
    "make-recovery": (LEADERS, None),
    "use-recovery": (set(), None),  # only for a supervisor without keys: see tests/web/test_recovery.py
    "let-member": (READERS, OWN),
    "let-supervisor": ({"administrator"}, {"administrator"}),
    "alarms-seen": (ALL, None),
    "members": (MEMBERS, None),
    "member": (MEMBERS, {"supervisor"}),
    "confirm-member": (MEMBERS, {"supervisor"}),
    "invite-again": (MEMBERS, {"supervisor"}),
    "end-member": (MEMBERS, {"supervisor"}),
    "end-member-sessions": (MEMBERS, {"supervisor"}),
    "centres": ({"administrator"}, None),
    "centre": ({"administrator"}, {"administrator"}),
    "confirm-centre": ({"administrator"}, {"administrator"}),
    "centre-closing": ({"administrator"}, {"administrator"}),
    "confirm-centre-closing": ({"administrator"}, {"administrator"}),
    "withdraw-centre-closing": ({"administrator"}, {"administrator"}),
    "confirm-supervisor": ({"administrator"}, {"administrator"}),
    "addresses": ({"administrator"}, None),
    "unreviewed": ({"administrator"}, None),
    "guide": (ALL, None),
    "audit": ({"auditor"}, None),
    "auditors": ({"auditor"}, None),
    "renew-audit-keys": ({"auditor"}, None),
    "hand-on": ({"auditor"}, {"auditor"}),
    "ledger": ({"analyst"}, None),
    "ledger-pack": ({"analyst"}, None),
    "ledger-import": ({"analyst"}, None),
    "ledger-new": ({"analyst"}, None),
    "ledger-figure": ({"analyst"}, {"analyst"}),
    "ledger-change": ({"analyst"}, {"analyst"}),
    "ledger-check": ({"analyst"}, {"analyst"}),
    "ledger-answer": ({"analyst"}, {"analyst"}),
    "ledger-publish": ({"analyst"}, {"analyst"}),
    "ledger-withdraw": ({"analyst"}, {"analyst"}),
    "ledger-drop": ({"analyst"}, {"analyst"}),
}


def patterns_of(patterns):
    """Go through the addresses, those of included lists too."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from patterns_of(one.url_patterns)
        else:
            yield one


def _staff() -> list[URLPattern]:
    return [one for one in patterns_of(staff.urlpatterns) if one.name != "begin"]


def test_every_staff_address_is_on_the_list():
    assert {one.name for one in _staff()} == set(ADDRESSES)


def test_every_staff_view_names_its_permission():
    named = {one.name: getattr(one.callback, "permission", "none named") for one in _staff()}
    open_to_all = {name for name, permission in named.items() if permission is None}
    assert open_to_all == {"sign-in", "sign-out", "join"}
    assert all(permission is None or isinstance(permission, Permission) for permission in named.values())


@pytest.fixture
def people(
    request,
    worker,
    supervisor,
    auditor,
    analyst,
    worker_elsewhere,
    administrators,
    facilitator,
    partner_worker,
    statistician,
):
    from tests.cast import Door, sign_in_anew

    from qorgan.web.accounts.actions import members as actions

    first, second = administrators
    actions.change_roles(by=first.actor, member=second.actor.member, roles=[Role.ADMINISTRATOR])
    sign_in_anew(second)
    _files_of_the_programme(facilitator, partner_worker)
    return {
        "nobody": Door("staff"),
        "worker": worker,
        "supervisor": supervisor,
        "administrator": second,
        "auditor": auditor,
        "analyst": analyst,
        "worker_elsewhere": worker_elsewhere,
        "facilitator": facilitator,
        "partner_worker": partner_worker,
        "statistician": statistician,
    }


def _a_case(worker):
    """Return a case of the centre, the same for all addresses of a test."""
    found = Case.objects.first()
    return found or writing.begin_case(
        by=worker.actor,
        opening={"called": "Nameless"},
        consents=[{"purpose": "case", "giver": "herself", "given": "2026-11-20"}],
    )


def _is_of_a_case(name):
    return name in {"case", "assign-case", "decide-case", "hand", "referral", "release"} or (
        name.startswith("case-") and name not in {"case-box", "case-of-conversation"}
    )


ENTRY = uuid.UUID("00000000-0000-4000-8000-000000000001")


def _files_of_the_programme(facilitator, partner_worker):
    """Begin a participant, a group and a contact with a partner, each with something that has an entry."""
    make.group(facilitator)
    row, hers = make.participant(facilitator), make.partner(partner_worker)
    session = {"number": 1, "day": "2026-10-01", "attendance": "came"}
    make.save(facilitator, row, "session", session, entry=str(ENTRY))
    make.save(partner_worker, hers, "report", {"day": "2026-11-20", "report": "safer"}, entry=str(ENTRY))


def _of_programme(pattern):
    is_hers, has_entry = pattern.name.startswith("partner-safety"), "entry" in pattern.name
    kind = "partner" if is_hers else "group" if pattern.name == "programme-sheet" else "participant"
    form = ("report" if is_hers else "session") if has_entry else ("opening" if is_hers else "intake")
    values = {"uuid:number": ProgrammeFile.objects.get(kind=kind).pk, "slug:form": form, "uuid:entry": ENTRY}
    address = f"/en/{pattern.pattern}"
    for name, value in values.items():
        address = address.replace(f"<{name}>", str(value))
    return address


def _address(pattern, survivor, worker, centre):
    case = _a_case(worker)
    consent = open_case(case, worker.actor.intake).entries("consent")[0]
    about = {
        "thread": survivor.disclosure.pk,
        "case": case.pk,
        "member": worker.actor.member.id,
        "centre": centre.id,
        "auditor": Member.objects.filter(roles__role=Role.AUDITOR).first().id,
    }
    kind = (
        "case"
        if _is_of_a_case(pattern.name)
        else "auditor"
        if pattern.name == "hand-on"
        else "member"
        if "member" in pattern.name or pattern.name in {"invite-again", "confirm-supervisor", "let-supervisor"}
        else "centre"
        if "centre" in pattern.name
        else "thread"
    )
    values = {"number": about[kind], "envelope": uuid.uuid4(), "referral": uuid.uuid4(), "box": "mine"}
    if pattern.name.startswith(("programme", "partner-safety")):
        return _of_programme(pattern)
    values |= {"form": "consent" if "entry" in pattern.name else "opening", "entry": consent.entry}
    address = f"/en/{pattern.pattern}"
    for name, value in values.items():
        for converter in ("uuid", "str", "slug"):
            address = address.replace(f"<{converter}:{name}>", str(value))
    if "<int:number>" in address:
        address = address.replace("<int:number>", str(proposed().figure_id))
    return address


@pytest.mark.parametrize("role", ROLES)
def test_every_staff_address_is_refused_to_everybody_who_should_not_see_it(
    role, people, survivor, worker, supervisor, centre
):
    reading.open_disclosure(by=supervisor.actor, disclosure=survivor.disclosure)
    wrong = []
    for pattern in _staff():
        seen_by, own = ADDRESSES[pattern.name]
        if pattern.name in {"sign-out", "pass-phrase"}:
            continue  # asked for below: they change the one who asks
        response = people[role].get(_address(pattern, survivor, worker, centre))
        may_see = role in seen_by and (own is None or role in own)
        expected = {200, 302} if may_see else {302} if role == "nobody" else {404}
        led_to_sign_in = response.status_code == 302 and response["Location"].endswith("/sign-in")
        ok = response.status_code in expected and (role == "nobody" and not may_see) == led_to_sign_in
        if not ok:
            wrong.append((pattern.name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(ALL))
def test_no_form_is_taken_without_the_token_of_this_session(role, people, survivor, worker, centre):
    member = people[role]
    for pattern in _staff():
        seen_by, own = ADDRESSES[pattern.name]
        if pattern.name not in {"sign-in", "sign-out", "join"} and role in seen_by and (own is None or role in own):
            response = member.door.post(_address(pattern, survivor, worker, centre), {"form_token": "forged"})
            assert response.status_code == 403, pattern.name


def test_a_member_who_was_ended_is_out_at_her_next_step(supervisor, worker):
    from qorgan.web.accounts.actions.members import end

    assert worker.get("/en/inbox").status_code == 200
    end(by=supervisor.actor, member=worker.actor.member)
    assert worker.get("/en/inbox").status_code == 302


def test_a_member_who_has_joined_sees_only_her_account_until_she_is_confirmed(supervisor, centre):
    from tests.cast import signed_in

    from qorgan.web.accounts.actions.members import invite
    from qorgan.web.accounts.models import Role
    from qorgan.web.accounts.profiles import Profile

    _row, code = invite(
        by=supervisor.actor, centre=centre, sign_in_name="new", profile=Profile("new"), roles=[Role.WORKER]
    )
    new = signed_in("new", code)
    assert new.get("/en/account").status_code == 200
    assert new.get("/en/inbox").status_code == 404


PUBLIC_WITH_CODE = {"code", "code-kept", "talk", "write", "safe-word", "wishes", "files", "move", "delete", "her-file"}
PUBLIC_OPEN = {"start", "short-address", "home", "help", "tell", "tell-as", "come-back", "safety", "about", "leave"}
PUBLIC_OPEN |= {"numbers", "figure", "figure-json", "figure-csv", "guide", "guide-page"}


def test_every_public_address_is_on_the_list():
    assert {one.name for one in patterns_of(public.urlpatterns)} == PUBLIC_WITH_CODE | PUBLIC_OPEN


def test_what_needs_her_code_is_refused_without_it(db):
    from tests.cast import Door

    for pattern in patterns_of(public.urlpatterns):
        if pattern.name in PUBLIC_WITH_CODE:
            assert pattern.callback.needs_code
            response = Door("public").get(f"/en/{pattern.pattern}")
            assert (response.status_code, response["Location"]) == (302, "/en/come-back"), pattern.name
