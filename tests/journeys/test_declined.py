"""A case that was to move is declined with a reason: its centre sees why, has it still, and tells her."""

import pytest

from tests.journeys import casework, steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

TOLD = "The stairwell lamp is broken on purpose."
NAME, PLEASE = "Chestnutrow", "She longs for your town and its river."
NO_ROOM = "Two beds become free in January."
ANSWER = "They have no bed until January. Your file is with us alone. Shall we ask further away?"


def _decline(elsewhere: Walk, place: str) -> None:
    elsewhere.open_address(place)
    casework.fill(elsewhere, words=NO_ROOM)
    elsewhere.press("main button[name=to][value=decline]")
    assert elsewhere.status == 422, "a no has a reason"
    assert elsewhere.holds(NO_ROOM), "what was written is kept"
    casework.look(elsewhere)
    elsewhere.field("reason").select_option("full")
    elsewhere.press("main button[name=to][value=decline]")
    assert elsewhere.sees("Nothing of it can be opened here")
    assert not elsewhere.holds(NAME)
    assert not elsewhere.holds(PLEASE)


def test_the_sender_reads_why_owns_the_case_still_and_she_is_told(person: Person, member: Person):
    worker, elsewhere = member("dana", size="desktop"), member("saule", size="desktop")
    her = person()
    receipt, case = casework.told(her, worker, TOLD, called=NAME)
    casework.agree_to_centre(worker, case, "B")
    before = casework.incoming(elsewhere)
    sent = casework.hand(worker, case, "B", how="transfer", words=PLEASE)
    assert worker.sees("the case moves")
    _decline(elsewhere, casework.received(elsewhere, before))

    worker.open_address(sent)
    assert all(worker.sees(one) for one in ("Declined: We have no place or nobody free now", NO_ROOM))
    casework.look(worker)
    casework.save(worker, case, "action", service="shelter", by_whom="Dana herself")
    assert worker.sees("with Dana"), "nobody but the sender ever owned it"

    worker.press(worker.page.get_by_role("link", name="The conversation it came from"))
    steps.answer(worker, ANSWER)
    steps.come_back(her, receipt)
    assert her.sees(ANSWER)
