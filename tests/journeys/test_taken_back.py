"""In the middle of the work she takes her consent back, on the site or at the desk, and every page obeys at once."""

import pytest

from tests.journeys import casework, steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

NAME, WORD = "Hazelbrook", "Yellowkettle"
HAPPENED = "He cut the sleeves of every coat."
CLINIC, NEED = "Maplewood clinic", "stitches looked at"
TAKEN_BACK = "She has taken back her consent to this file."


def _work(worker: Walk, case: str, elsewhere: Walk) -> dict[str, str]:
    """Write down, allow and hand over what is to stop; return where each of it is."""
    answers = {"q_penetration": "no", "q_sexual_contact": "no", "q_physical_assault": "yes"}
    incident = casework.save(worker, case, "incident", words=HAPPENED, place_region="KZ-75", **answers)
    casework.save(worker, case, "follow-up", planned=casework.day(0))
    casework.agree(worker, case, "letter", recipient=CLINIC)
    casework.agree_to_centre(worker, case, "B")
    before = casework.incoming(elsewhere)
    casework.hand(worker, case, "B", how="part", words="")
    return {"incident": incident, "letter": _letter(worker, case), "received": casework.received(elsewhere, before)}


def _letter(worker: Walk, case: str) -> str:
    worker.open_address(f"{case}/letter")
    casework.fill(worker, kind="health", recipient=CLINIC, language="en")
    worker.press("main button[name=next]")
    casework.fill(worker, happened=HAPPENED, need=NEED)
    worker.press("main button[name=look]")
    worker.press("main button[name=keep]")
    assert worker.sees(HAPPENED)
    return casework.address_of(worker)


def _takes_it_back_herself(her: Walk, receipt: str) -> None:
    steps.come_back(her, receipt)
    her.follow("/talk/wishes")
    her.write("word", WORD)
    her.press()
    her.open("talk/wishes")
    her.untick("consent_case")
    her.press()
    assert her.sees("They hold from now on")


def _writes_it_down(worker: Walk, case: str) -> None:
    worker.open_address(case)
    worker.press(worker.page.get_by_role("link", name="The centre keeps a file about her"))
    casework.fill(worker, withdrawn=casework.day(0))
    worker.press(casework.SAVE)


def _everything_obeys(worker: Walk, elsewhere: Walk, case: str, place: dict[str, str]) -> None:
    worker.open_address(case)
    assert worker.sees(TAKEN_BACK)
    assert not worker.sees("What is due")
    casework.look(worker)
    worker.open_address(place["letter"])
    assert not worker.holds(HAPPENED)
    worker.open_address(f"{place['incident']}/paper")
    assert not worker.holds(HAPPENED)
    casework.look(worker)
    worker.open_address(f"{case}/statistics")
    assert worker.sees("Nothing of this case is counted")
    worker.open_address(place["incident"])
    casework.fill(worker, words="And the scarves.")
    worker.press(casework.SAVE)
    assert worker.status == 409
    assert worker.holds("And the scarves."), "what she wrote is not lost"
    worker.open("today")
    assert not worker.holds(NAME)
    elsewhere.open_address(place["received"])
    assert not elsewhere.holds(HAPPENED)


def test_on_the_site_by_her(person: Person, member: Person):
    worker, elsewhere, her = member("dana", size="desktop"), member("saule", size="desktop"), person()
    receipt, case = casework.told(her, worker, HAPPENED, called=NAME, consents=("case", "statistics"), word=WORD)
    place = _work(worker, case, elsewhere)
    _takes_it_back_herself(her, receipt)
    _everything_obeys(worker, elsewhere, case, place)


def test_at_the_desk_by_a_worker(member: Person):
    worker, elsewhere = member("dana", size="desktop"), member("saule", size="desktop")
    case = casework.begin(worker, NAME)
    place = _work(worker, case, elsewhere)
    _writes_it_down(worker, case)
    _everything_obeys(worker, elsewhere, case, place)
