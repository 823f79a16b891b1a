"""Every staff page of casework in Kazakh and Russian, empty, filled in and with faults: no English word is left on it."""

import re
import sys
import uuid
from html import unescape
from pathlib import Path

import pytest
from tests.cast import tell
from tests.filling import filled
from tests.web.care import programmes as make
from tests.web.care.test_exceptions import asked
from tests.web.care.test_letters import consented, saved, written

from qorgan.kernel.consent import Purpose
from qorgan.web import handing_over
from qorgan.web.care.actions import referring
from qorgan.web.care.law import law
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.programme.kinds import ABOUT, Kind
from qorgan.web.care.records import ONLY, open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.actions.staff import reading
from qorgan.web.shell import clock

CANARY = "жазба"
# Languages are named in themselves; the rest are names of things, or of the cast of the tests.
ALLOWED = {"English", "CSV", "PDF", "UTF", "Excel", "Qorgan", "SMS", "Centre", "one", "two"}
CAST = {"worker", "supervisor", "facilitator", "partner"}
HIDDEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)
SPOKEN = re.compile(r'(?:aria-label|placeholder|title|alt|data-kept|data-lost)="([^"]*)"')
MARKS = re.compile(
    rf"{CANARY}-[\w-]+|\b[0-9a-f]{{4}}(?:[0-9a-f]{{4}})?\b|\b[0-9a-f]{{8}}-[0-9a-f-]{{27}}\b"
)  # what was filled in, and short numbers


def english(page: str) -> set[str]:
    """Return the words in Latin letters that a page shows or says."""
    said = " ".join([HIDDEN.sub(" ", page), *SPOKEN.findall(page)])
    for one in law().statutes:  # rows of a country pack have one language: how they are cited in others, nobody checked
        said = said.replace(f"{one.act}, {one.article}", "")
    return set(re.findall(r"[A-Za-z]{2,}", MARKS.sub(" ", unescape(said)))) - ALLOWED - CAST


def _fill(worker, case) -> dict[str, str]:
    """Save every form of a case, and return the entry of each."""
    entries, today = {}, clock.today()
    for name, about in FORMS.items():
        if name in {"opening", "exception", "closure"}:
            continue
        entry = entries["order"] if name == "breach" else str(uuid.uuid4()) if about.many else ONLY
        opened = open_case(case, worker.actor.intake)
        told = filled(about, opened, canary=CANARY, today=today)
        told |= {"order": entry} if name == "breach" else {}
        told |= {"withdrawn": ""} if name == "consent" else {}
        form = about.form(told, opened=opened, today=today)
        assert form.is_valid(), form.errors
        now = opened.current(name, entry)
        saved(worker, case, name, entry, now.revision if now else 0, **form.document())
        entries[name] = entry
    return entries


@pytest.fixture
def addresses(worker, supervisor, worker_elsewhere, centre, frozen):
    """Return every address of casework at this centre, below the language, with something on each."""
    her = tell(centre, purposes=(Purpose.CASE, Purpose.CONTACT, Purpose.STATISTICS), words=CANARY)
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    opening = {"called": CANARY, "is_adult": "yes", "speaks": "kk", "region": "KZ-75"}
    case = handing_over.begin_from(by=worker.actor, row=her.disclosure, opening=opening)
    entries = _fill(worker, case)
    there = worker_elsewhere.actor.centre
    told = {"purpose": "referral", "centre": str(there.id), "giver": "herself", "given": "2026-11-20"}
    saved(worker, case, "consent", str(uuid.uuid4()), 0, **told)
    sent = referring.send(by=worker.actor, case=case, centre=there, keys=[], words=CANARY, is_transfer=False)
    referring.decline(by=worker_elsewhere.actor, row=sent, reason="full", words=CANARY)
    consented(worker, case, recipient=CANARY)
    exception, _answer = asked(worker, case, reason=CANARY, recipient=CANARY)
    letter = written(worker, case, recipient=CANARY, language="kk", name=CANARY, need=CANARY, happened=CANARY)
    own = f"cases/{case.pk}"
    ofcase = ["", "/plan", "/statistics", "/hand", f"/handed/{sent.pk}", "/words", "/letter", "/copy"]
    ofcase += [letter.partition(own)[2], f"/exception/{exception}", f"/exception/{exception}/answer", "/closure"]
    for name, entry in entries.items():
        place = f"/{name}/{entry}" if FORMS[name].many else f"/{name}"
        ofcase += [place, f"{place}/paper", *([f"/{name}/{uuid.uuid4()}"] if FORMS[name].many else [])]
    rest = ["today", "calendar", "calendar?span=day", "approvals", "indicators", "cases", "cases/new", "cases/import"]
    rest += ["incoming", "paper", *(f"paper/{name}" for name in FORMS)]
    rest += [f"cases/box/{box}" for box in ("mine", "closing", "closed", "left", "all")]
    return [*rest, *(f"{own}{one}" for one in ofcase), f"d/{her.disclosure.pk}/case"]


def _found(member, addresses, language):
    wrong = {}
    for one in addresses:
        answer = member.get(f"/{language}/{one}")
        if answer.status_code == 404 and "box/" in one:
            continue
        assert answer.status_code == 200, one
        if words := english(answer.text):
            wrong[one] = words
    return wrong


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_page_of_casework_shows_an_english_word(supervisor, addresses, language):
    assert _found(supervisor, addresses, language) == {}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_fault_of_a_form_is_told_in_english(worker, supervisor, addresses, language):
    case, wrong = Case.objects.get(), {}
    for name, about in FORMS.items():
        bad = {
            field: ["?"] if "choices" not in dir(one) else ["nothing-of-the-list"]
            for field, one in about.form.base_fields.items()
        }
        rest = f"/{uuid.uuid4()}" if about.many else ""
        for told in ({}, bad):
            answer = worker.post(f"/{language}/cases/{case.pk}/{name}{rest}", {"began_from": "9", **told})
            told_wrong = english(answer.text) - {"nothing", "of", "the", "list"}
            if told_wrong:
                wrong[name] = told_wrong
    for one in ("hand", "copy", "letter", "words"):
        answer = worker.post(f"/{language}/cases/{case.pk}/{one}", {"x": "1"})
        if english(answer.text):
            wrong[one] = english(answer.text)
    assert wrong == {}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_comes_from_another_centre_shows_no_english_word(worker_elsewhere, addresses, language):
    row = Referral.objects.get()
    assert _found(worker_elsewhere, ["incoming", f"incoming/{row.pk}"], language) == {}


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("kind", Kind)
def test_no_page_of_the_programme_shows_an_english_word(facilitator, partner_worker, kind, language):
    who = partner_worker if kind == Kind.PARTNER else facilitator
    row = getattr(make, kind)(
        who, called=CANARY, **({"where": CANARY} if kind == Kind.PARTNER else {"ordered_by": CANARY})
    )
    place, new = ABOUT[kind].place, "groups/new" if kind == Kind.GROUP else "new"
    found = [place, f"{place}/{new}", f"{place}/keys", f"{place}/{row.pk}"]
    found += [f"{place}/{row.pk}/sheet"] if kind == Kind.GROUP else []
    for form in ABOUT[kind].forms.values():
        found.append(f"{place}/{row.pk}/{form.name}" + (f"/{uuid.uuid4()}" if form.many else ""))
        answer = who.post(f"/{language}/{found[-1]}", {"began_from": "0", "day": "?"})
        assert english(answer.text) == set(), form.name
    assert _found(who, found, language) == {}


def test_no_text_hides_where_no_catalogue_finds_it(tmp_path):
    sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
    from check_catalogues import hidden

    assert hidden() == []
    (tmp_path / "one.py").write_text("said = f\"{gettext('Save')} it\"")
    assert len(hidden(tmp_path)) == 1


def test_the_search_finds_an_english_word_wherever_it_is_said():
    assert english('<p>Сақтау <b>Save</b></p><i aria-label="Close it"></i><script>let x</script>') == {
        "Save",
        "Close",
        "it",
    }
    assert english("<p>іс be85c3e6, жазба-words, CSV</p>") == set()
