"""A case of the desk: consent first, an incident, the risk, a plan kept while it is written, closing with approval."""

import pytest
from playwright.sync_api import expect

from tests.journeys import casework
from tests.journeys.casework import KEEP, SAVE
from tests.journeys.casework import look as _look
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

NAME = "Walnutgrove"
PLAN = "The bicycle shed has a second door."
CALLER = {
    "came": "phone",
    "ways": "call",
    "where": "the number of her colleague",
    "hours": "the lunch break",
    "never": "never ring after dinner",
}


def _begin(worker: Walk) -> str:
    """Open a case by hand and return its address."""
    worker.open("cases/new")
    _look(worker)
    worker.press(SAVE)
    assert worker.status == 422
    _look(worker)
    worker.write("called", NAME)
    worker.field("agreed_by").select_option("herself")
    worker.tick("is_adult", "yes")
    worker.press(SAVE)
    assert worker.sees(NAME)
    _look(worker)
    return worker.page.url.removeprefix(worker.origin)


def _form(worker: Walk, case: str, name: str) -> None:
    worker.open_address(case)
    worker.follow_first(f"{case}/{name}")
    _look(worker)


def _assess(worker: Walk, case: str) -> None:
    _form(worker, case, "incident")
    worker.tick("q_penetration", "no")
    worker.tick("q_sexual_contact", "no")
    worker.tick("q_physical_assault", "yes")
    worker.press(SAVE)
    assert worker.sees("Physical assault")
    _form(worker, case, "risk")
    worker.tick("flag_strangulation", "yes")
    worker.press(SAVE)
    assert worker.sees("high risk")


def test_a_walk_in_case_from_consent_to_closing(member: Person):
    worker = member("dana", size="desktop")
    case = _begin(worker)
    _assess(worker, case)
    _form(worker, case, "safety-plan")
    worker.write("part_leaving", PLAN)
    expect(worker.page.locator("#kept")).to_be_visible()
    worker.open("cases")
    _look(worker)
    _form(worker, case, "safety-plan")
    assert worker.holds(PLAN), "it was kept while she paused"
    worker.press(SAVE)
    worker.open_address(f"{case}/safety-plan/paper")
    assert not worker.holds(PLAN), "no place for a paper is known to be safe"
    _look(worker)
    _form(worker, case, "closure")
    worker.field("reason").select_option("reached")
    worker.press(SAVE)
    assert worker.sees("waits for approval to close")
    supervisor = member("aigul", size="desktop")
    supervisor.open("cases/box/closing")
    supervisor.follow(case)
    supervisor.press("main button[name=to][value=close]")
    assert supervisor.sees("Closing approved")
    _look(supervisor)


def test_without_a_script_on_a_narrow_screen_she_keeps_it_with_a_button(member: Person):
    worker = member("dana", size="narrow", script=False)
    case = _begin(worker)
    _form(worker, case, "safety-plan")
    worker.write("part_leaving", PLAN)
    worker.press(KEEP)
    assert worker.sees("Begun and not saved")
    _look(worker)
    worker.follow(f"{case}/safety-plan")
    assert worker.holds(PLAN)
    worker.press(SAVE)
    assert not worker.sees("Begun and not saved")


def test_a_case_by_phone_keeps_beside_every_form_how_she_may_be_called_back(member: Person):
    worker = member("dana", size="desktop")
    case = casework.begin(worker, NAME, **CALLER)
    assert worker.sees("She has not agreed to be reached"), "that she called allows nobody to call back"
    assert not worker.holds(CALLER["where"])
    casework.agree(worker, case, "contact")
    for name in ("incident", "risk", "safety-plan", "follow-up"):
        casework.open_form(worker, case, name)
        rules = worker.page.locator(".rules").inner_text()
        assert all(CALLER[one] in rules for one in ("where", "hours", "never")), name
    worker.open_address(f"{case}/opening")
    assert worker.field("came").input_value() == "phone"
    _look(worker)
