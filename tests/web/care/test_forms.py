"""Every form of the registry, by one test each: what is written in it stands there again, in words, on paper, in history."""

import re
import uuid

import pytest
from tests.filling import filled, texts

from qorgan.web.care.actions.writing import save_form
from qorgan.web.care.records import ONLY, open_case
from qorgan.web.care.registry import FORMS, STEPS
from qorgan.web.shell import clock

CANARY = "қанат"


@pytest.fixture
def order(worker, case):
    """Return the entry of an order, for breaches to be about."""
    entry = str(uuid.uuid4())
    data = {"kind": "protection", "first_day": "2026-11-01", "last_day": "2026-12-20"}
    save_form(by=worker.actor, case=case, form=FORMS["order"], entry=entry, began_from=0, data=data)
    return entry


def _entry(name):
    return str(uuid.uuid4()) if FORMS[name].many else ONLY


def _address(case, name, entry):
    return f"/en/cases/{case.pk}/{name}" + ("" if entry == ONLY else f"/{entry}")


def _sent(worker, case, name, **more):
    opened = open_case(case, worker.actor.intake)
    now = opened.current(name)
    sent = filled(FORMS[name], opened, canary=CANARY, today=clock.today())
    return {**sent, "began_from": str(now.revision if now else 0), **more}


@pytest.mark.parametrize("name", FORMS)
def test_everything_that_is_written_stands_there_again(worker, case, order, name):
    entry = _entry(name)
    sent = _sent(worker, case, name)
    answer = worker.post(_address(case, name, entry), sent)
    assert answer.status_code == 302, [one.errors for one in answer.context if hasattr(one, "errors")]
    saved = open_case(case, worker.actor.intake).current(name, entry)
    kept = {field for field, value in sent.items() if value not in ("", [])} - {"began_from"}
    assert set(saved.data) == kept
    page = worker.get(_address(case, name, entry)).content.decode()
    assert [text for text in texts(FORMS[name], canary=CANARY, today=clock.today()) if text not in page] == []


@pytest.mark.parametrize("name", FORMS)
def test_what_is_kept_for_now_is_there_when_she_comes_back_and_saved_nowhere(worker, case, order, name):
    entry = _entry(name)
    before = open_case(case, worker.actor.intake).current(name, entry)
    assert worker.post(_address(case, name, entry), _sent(worker, case, name, keep="script")).status_code == 204
    assert open_case(case, worker.actor.intake).current(name, entry) == before
    page = worker.get(_address(case, name, entry)).content.decode()
    assert [text for text in texts(FORMS[name], canary=CANARY, today=clock.today()) if text not in page] == []
    assert "It is not saved yet" in page


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_form_reads_well_empty_filled_and_on_paper_in_three_languages(worker, case, order, name, language):
    entry = _entry(name)
    address = _address(case, name, entry).replace("/en/", f"/{language}/")
    assert worker.get(address).status_code == 200
    worker.post(address, _sent(worker, case, name))
    paper = worker.get(f"{address}/paper")
    assert paper.status_code == 200
    assert "None" not in paper.content.decode()
    assert worker.get(f"/{language}/cases/{case.pk}").status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_no_page_names_anybody_in_its_title_or_address(worker, case, order, name):
    entry = _entry(name)
    worker.post(_address(case, name, entry), _sent(worker, case, name))
    for address in (_address(case, name, entry), f"/en/cases/{case.pk}", "/en/cases"):
        page = worker.get(address).content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert "Aigerim" not in title
        assert CANARY not in title


def test_every_form_belongs_to_a_step_and_every_step_has_one():
    assert {one.step for one in FORMS.values()} == set(STEPS)


def test_an_entry_of_a_form_of_which_there_is_one_is_no_page(worker, case):
    assert worker.get(f"/en/cases/{case.pk}/risk/{uuid.uuid4()}").status_code == 404
    assert worker.get(f"/en/cases/{case.pk}/incident").status_code == 404
    assert worker.get(f"/en/cases/{case.pk}/nothing").status_code == 404


def test_a_breach_names_its_order_in_words_and_never_by_its_number(worker, case, order):
    entry = str(uuid.uuid4())
    sent = _sent(worker, case, "breach", order=order)
    worker.post(_address(case, "breach", entry), sent)
    paper = worker.get(f"{_address(case, 'breach', entry)}/paper").text
    assert "Protection order of the police · until 20 December 2026" in paper
    assert order not in paper
    changed = worker.post(_address(case, "breach", entry), {**sent, "words": "more"})  # over the revision before
    assert changed.status_code == 409


NEW = [
    *(f"cases/{{case}}/{name}" for name in FORMS if not FORMS[name].many),
    *(f"cases/{{case}}/{name}/{{new}}" for name in FORMS if FORMS[name].many),
    *("cases/new", "cases/{case}/letter", "cases/{case}/words", "cases/{case}/hand"),
]


@pytest.mark.parametrize("address", NEW)
def test_no_list_answers_before_somebody_has_chosen(worker, worker_elsewhere, case, order, address):
    """A browser sends the first line of a list that nobody touched; it must be no answer."""
    there = str(worker_elsewhere.actor.centre.id)
    told = {"purpose": "referral", "centre": there, "giver": "herself", "given": "2026-11-20"}
    save_form(by=worker.actor, case=case, form=FORMS["consent"], entry=str(uuid.uuid4()), began_from=0, data=told)
    page = worker.get(f"/en/{address.format(case=case.pk, new=uuid.uuid4())}").text
    first = dict(re.findall(r'<select name="(\w+)"[^>]*>\s*<option value="([^"]*)"', page))
    assert {name for name, value in first.items() if value} == set()
