"""A worker of another centre, one without the duty, and somebody signed out see nothing at any step."""

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

WORDS = "Every Sunday the cellar is locked from outside."
ANSWER = "Would a quieter hour suit you better?"
BOXES = ["offered", "open", "mine", "closed", "aside", "deleted"]
BELOW = ["", "/open", "/reply", "/note", "/labels", "/assign", "/state", "/receipt", "/deletion"]


def _sees_nothing(stranger: Walk, address: str) -> None:
    assert address not in steps.waiting(stranger)
    assert stranger.open_address(address) == 404
    assert not any(stranger.holds(text) for text in (WORDS, ANSWER))
    for box in BOXES:
        page = stranger.ask(f"/{stranger.language}/inbox/{box}")
        assert page.status == 200
        assert address not in page.text
    for below in BELOW:
        page = stranger.ask(f"{address}{below}")
        assert page.status == 404, below
        assert not any(text in page.text for text in (WORDS, ANSWER))


def _files_of(worker: Walk) -> list[str]:
    links = worker.page.locator("main a[href*='/files/']")
    return [str(one.get_attribute("href")) for one in links.all()]


def test_a_worker_of_another_centre_sees_nothing_at_any_step(person: Person, member: Person):
    worker = member("aigul", size="desktop")
    stranger = member("saule", size="desktop")
    before = steps.waiting(worker)
    her = person()
    receipt = steps.tell(her, WORDS)
    her.field("file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG no picture"})
    her.press("main form[action$='/talk/files'] button")
    (address,) = steps.waiting(worker) - before
    _sees_nothing(stranger, address)

    steps.accept(worker, address)
    _sees_nothing(stranger, address)

    steps.answer(worker, ANSWER)
    _sees_nothing(stranger, address)
    files = _files_of(worker)
    assert files
    assert [stranger.ask(file).status for file in files] == [404] * len(files)

    worker.press(worker.reveal(worker.page.locator("main form[action$='/assign'] button")))
    _sees_nothing(stranger, address)

    steps.come_back(her, receipt)
    her.follow("/talk/delete")
    her.press("main form button.danger")
    _sees_nothing(stranger, address)
    stranger.photograph("not-found")


@pytest.mark.parametrize("name", ["admin-1", "auditor"])
def test_those_who_lead_or_audit_read_no_survivor(person: Person, member: Person, name: str):
    worker = member("aigul", size="desktop")
    before = steps.waiting(worker)
    steps.tell(person(), WORDS)
    (address,) = steps.waiting(worker) - before
    steps.accept(worker, address)

    other = member(name, size="desktop")
    assert other.open("inbox") == 404
    assert other.open_address(address) == 404
    assert not other.holds(WORDS)
    assert [other.ask(f"{address}{below}").status for below in BELOW] == [404] * len(BELOW)


def test_somebody_who_is_signed_out_is_led_to_the_sign_in(person: Person, member: Person):
    worker = member("aigul", size="desktop")
    before = steps.waiting(worker)
    steps.tell(person(), WORDS)
    (address,) = steps.waiting(worker) - before
    steps.accept(worker, address)

    nobody = person(door="staff", script=False)
    nobody.open_address(address)
    assert nobody.is_at("sign-in")
    assert not nobody.holds(WORDS)
    nobody.photograph("sign-in")
    for below in BELOW:
        answer = nobody.ask(f"{address}{below}")
        assert (answer.status, answer.place) == (302, "/en/sign-in")
