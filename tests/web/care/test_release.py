"""A copy of her file that she asked for: behind her code and safe word, for three days, and nowhere else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.cast import tell
from tests.searching import kept_readable

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Purpose
from qorgan.web import handing_over, releasing
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.writing import save_form
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear import copies
from qorgan.web.hear.actions.staff import reading
from qorgan.web.sealed.models import Envelope
from qorgan.web.shell import clock

ENTRY = "6f0c9d0e-0000-4000-8000-000000000002"
WORDS, INSIDE = "What the worker wrote down with her.", "What nobody ticked."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def case_of(worker, her):
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    return handing_over.begin_from(
        by=worker.actor, row=her.disclosure, opening={"called": "Dina", "speaks": "en", "labels": INSIDE}
    )


@pytest.fixture
def her(centre, worker):
    return tell(centre, purposes=(Purpose.CASE,), contact=SafeContact(safe_word="kettle"))


@pytest.fixture
def case(worker, her):
    found = case_of(worker, her)
    save_form(by=worker.actor, case=found, form=FORMS["incident"], entry=ENTRY, began_from=0, data={"words": WORDS})
    return found


def give(worker, case):
    form = {"entries": [f"incident/{ENTRY}"], "is_asked": "on", "is_safe": "on"}
    return worker.post(f"/en/cases/{case.pk}/copy", form)


def test_a_form_from_before_this_sign_in_gives_no_copy(worker, her, case):
    form = {"entries": [f"incident/{ENTRY}"], "is_asked": "on", "is_safe": "on", "again": "1"}
    assert worker.door.post(f"/en/cases/{case.pk}/copy", form).status_code == 200
    assert not open_case(case, worker.actor.intake).entries("release")


def open_it(her, word="kettle"):
    her.come_back()
    return her.post("/en/talk/word", {"word": word})


def test_she_reads_what_was_ticked_behind_her_code_and_safe_word(worker, her, case):
    assert give(worker, case).status_code == 302
    her.come_back()
    locked = her.door.get("/en/talk").text
    assert "The copy you asked for" in locked
    assert WORDS not in locked
    assert her.door.get("/en/talk/copy").status_code == 302
    open_it(her)
    page = her.door.get("/en/talk/copy").text
    assert WORDS in page
    assert INSIDE not in page
    assert open_case(case, worker.actor.intake).entries("release")


def test_after_three_days_it_is_gone_from_her_page_and_then_from_the_database(worker, her, case, frozen):
    give(worker, case)
    frozen.advance(timedelta(hours=copies.HOURS))
    open_it(her)
    assert "The copy you asked for" not in her.door.get("/en/talk").text
    assert her.door.get("/en/talk/copy").status_code == 302
    frozen.advance(timedelta(days=2))
    copies.remove_old(today=clock.today())
    assert not Envelope.objects.filter(kind=copies.KIND).exists()


def test_without_a_safe_word_there_is_none(worker, centre):
    her = tell(centre, purposes=(Purpose.CASE,))
    case = case_of(worker, her)
    assert "She has set no safe word" in worker.get(f"/en/cases/{case.pk}/copy").text
    with pytest.raises(NotPossible):
        releasing.give(by=worker.actor, case=case, keys=["opening/only"])


def test_a_case_of_the_desk_has_nowhere_to_put_it(worker):
    from qorgan.web.care.actions.writing import begin_case

    given = {"purpose": "case", "giver": "herself", "given": clock.today().isoformat()}
    case = begin_case(by=worker.actor, opening={"called": "Dina"}, consents=[given])
    assert "no conversation on this site" in worker.get(f"/en/cases/{case.pk}/copy").text


def test_nobody_gives_it_who_has_not_thought_of_her_safety(worker, her, case):
    answer = worker.post(f"/en/cases/{case.pk}/copy", {"entries": [f"incident/{ENTRY}"], "is_asked": "on"})
    assert answer.status_code == 422
    assert "show it to her at the desk" in answer.text
    assert not Envelope.objects.filter(kind=copies.KIND).exists()


def test_it_is_given_once_while_it_is_there(worker, her, case):
    give(worker, case)
    assert "A copy is there already" in worker.get(f"/en/cases/{case.pk}/copy").text
    give(worker, case)
    assert Envelope.objects.filter(kind=copies.KIND).count() == 1


def test_it_is_no_entry_of_the_conversation_for_staff(worker, her, case):
    give(worker, case)
    assert WORDS not in worker.get(f"/en/d/{her.disclosure.pk}").text


def _locks(act) -> list[str]:
    """Return the tables that an act reads rows of, in order; what it locks it reads first."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return [one["sql"].split('FROM "')[1].split('"')[0] for one in asked if one["sql"].startswith("SELECT")]


def test_the_conversation_is_locked_before_its_case_by_all_who_lock_both(worker, centre, her, case):
    """Who opens a case from a conversation holds it and looks for its case: who gives a copy must not wait the other way."""
    other = tell(centre, purposes=(Purpose.CASE,))
    reading.open_disclosure(by=worker.actor, disclosure=other.disclosure)
    began = _locks(lambda: handing_over.begin_from(by=worker.actor, row=other.disclosure, opening={"called": "Asel"}))
    gave = _locks(lambda: releasing.give(by=worker.actor, case=case, keys=["opening/only"]))
    for tables in (began, gave):
        assert tables.index("hear_disclosure") < tables.index("care_case")


def test_no_word_of_the_copy_stands_readable_in_any_row(worker, her, case):
    give(worker, case)
    assert kept_readable(WORDS, INSIDE, "kettle") == []
