"""Any centre in her region: each can see that somebody wrote, the first to accept is the only one that can read."""

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

WORDS = "He hides the passport under the piano."


def _tell_any(her: Walk, *, but: str = "") -> str:
    her.open("tell/survivor")
    steps.choose_any(her, but=but)
    her.write("words", WORDS)
    return steps.send(her)


def _new(before: set[str], after: set[str]) -> str:
    (address,) = after - before
    return address


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_first_to_accept_is_the_only_reader(person: Person, member: Person, script: bool):
    first = member("aigul", script=script, size="desktop")
    second = member("saule", script=script, size="desktop")
    before, before_second = steps.waiting(first), steps.waiting(second)
    her = person(language="ru", script=script)
    receipt = _tell_any(her)

    address = _new(before, steps.waiting(first))
    assert _new(before_second, steps.waiting(second)) == address
    second.open_address(address)
    assert not second.holds(WORDS)

    steps.accept(first, address)
    assert first.sees(WORDS)

    assert second.press(f"main form[action='{address}/open'] button") in {404, 409}
    second.photograph("taken")
    assert not second.holds(WORDS)
    assert steps.waiting(second) == before_second
    assert second.open_address(address) == 404
    assert not second.holds(WORDS)

    back = person(language="ru", script=script)
    steps.come_back(back, receipt)
    assert back.sees("центр A ("), "she sees which centre opened it"
    assert not back.sees("центр B (")
    back.photograph("opened")


def test_a_centre_that_is_struck_out_never_sees_that_somebody_wrote(person: Person, member: Person):
    chosen, struck = member("aigul", size="desktop"), member("saule", size="desktop")
    before, before_struck = steps.waiting(chosen), steps.waiting(struck)
    her = person(script=False)
    _tell_any(her, but="B")

    address = _new(before, steps.waiting(chosen))
    assert steps.waiting(struck) == before_struck
    assert struck.open_address(address) == 404
    steps.accept(chosen, address)
    assert chosen.sees(WORDS)


def test_with_all_centres_struck_out_she_is_asked_to_choose(person: Person):
    her = person()
    her.open("tell/survivor")
    steps.choose_any(her, but="AB")
    her.write("words", WORDS)
    assert her.press("main > form > button") == 422
    assert her.page.locator(".faults a[href='#id_reader']").count() == 1
    assert her.field("strike").nth(0).is_checked()
    assert her.field("strike").nth(1).is_checked()
    assert her.field("words").input_value() == WORDS
