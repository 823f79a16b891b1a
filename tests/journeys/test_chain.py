"""The whole chain of one woman: told, worked with by two centres, closed by two people, and her own copy in her hands."""

from dataclasses import dataclass

import pytest

from tests.journeys import casework, steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

TOLD = "He hid the winter boots and struck her with the coathanger."
WRITTEN = "With the coathanger, in the corridor, before the neighbours came."
NAME, WORD, WHERE = "Walnutgrove", "Blueteapot", "signal: quietlantern"
PLAN = {
    "now": "staying",
    "part_staying": "Away from the corridor, near the balcony.",
    "part_leaving": "To the aunt behind the bakery.",
    "not_needed": ["children", "documents", "money", "phone-and-accounts", "work", "code-word"],
    "paper_is_safe": "no",
}
PLEASE = "Please accompany her to the notary."
INCIDENT = {
    "words": WRITTEN,
    "q_penetration": "no",
    "q_sexual_contact": "no",
    "q_physical_assault": "yes",
    "is_partner": "yes",
}


@dataclass
class Chain:
    """Those who are in it, and where her case is."""

    her: Walk
    worker: Walk
    supervisor: Walk
    elsewhere: Walk
    receipt: str
    case: str


@pytest.fixture
def chain(person: Person, member: Person) -> Chain:
    """Return the chain up to a case that was opened from her conversation."""
    how = {"size": "desktop"}
    worker, supervisor, elsewhere = member("dana", **how), member("aigul", **how), member("saule", **how)
    before = steps.waiting(worker)
    her = person()
    receipt = _tell(her)
    (address,) = steps.waiting(worker) - before
    return Chain(her, worker, supervisor, elsewhere, receipt, _open_case(worker, address))


def _tell(her: Walk) -> str:
    her.open("tell/survivor")
    steps.reader(her, "A").check()
    her.tick("ways", "messenger")
    for name, text in (("where", WHERE), ("word", WORD), ("words", TOLD)):
        her.write(name, text)
    for consent in ("contact", "case", "statistics"):
        her.tick(f"consent_{consent}")
    return steps.send(her)


def _open_case(worker: Walk, address: str) -> str:
    steps.accept(worker, address)
    worker.follow(f"{address}/case")
    assert worker.field("where").input_value() == WHERE, "how she may be reached goes with it"
    assert not worker.holds(TOLD), "her words stay in the conversation"
    casework.fill(worker, called=NAME, is_adult="yes", speaks="en")
    worker.press("main form button")
    assert worker.sees("Only by")
    return casework.address_of(worker)


def _assess_and_plan(chain: Chain) -> None:
    worker, case = chain.worker, chain.case
    casework.save(worker, case, "incident", **INCIDENT)
    assert worker.sees("Physical assault")
    casework.save(worker, case, "risk", flag_strangulation="yes")
    assert worker.sees("high risk")
    casework.save(worker, case, "safety-plan", **PLAN)
    assert worker.sees("waits for a supervisor who did not write it")
    chain.supervisor.open("approvals")
    chain.supervisor.follow(f"{case}/plan")
    assert chain.supervisor.sees(str(PLAN["part_leaving"]))
    casework.look(chain.supervisor)
    chain.supervisor.press("main button[name=to][value=approve]")
    worker.open_address(case)
    assert worker.sees("Supervisor: approved")


def _refer(chain: Chain) -> None:
    worker, elsewhere = chain.worker, chain.elsewhere
    casework.agree_to_centre(worker, chain.case, "B")
    before = casework.incoming(elsewhere)
    sent = casework.hand(worker, chain.case, "B", how="part", words=PLEASE)
    elsewhere.open_address(casework.received(elsewhere, before))
    assert elsewhere.sees(PLEASE)
    assert elsewhere.sees(WRITTEN)
    assert not elsewhere.holds(TOLD), "her conversation stays where she told it"
    casework.look(elsewhere)
    elsewhere.press("main button[name=to][value=accept]")
    assert elsewhere.sees(NAME), "a case of their own"
    assert not elsewhere.holds(WORD.lower())
    worker.open_address(sent)
    assert worker.sees("Accepted")


def _follow_up(chain: Chain) -> None:
    worker, case = chain.worker, chain.case
    missed = casework.save(worker, case, "follow-up", planned=casework.day(-2), way="messenger")
    worker.open("today")
    assert "Follow-up" in worker.page.locator(".tell.alarm", has_text=NAME).inner_text(), "missed, and said so"
    casework.look(worker)
    worker.open_address(missed)
    casework.fill(worker, outcome="not-reached")
    worker.press(casework.SAVE)
    worker.open("today")
    assert worker.page.locator(".tell.alarm", has_text=NAME).count() == 0
    kept = {"outcome": "met", "contact_day": casework.day(0), "safety": "safer"}
    casework.save(worker, case, "follow-up", planned=casework.day(0), **kept)
    assert worker.sees("We spoke")
    assert worker.sees("She could not be reached safely")


def _be_warned_of_the_order(chain: Chain) -> None:
    worker, case = chain.worker, chain.case
    days = {"first_day": casework.day(-23), "last_day": casework.day(7)}
    casework.save(worker, case, "order", kind="protection", **days)
    assert worker.sees("an order ends in 7 days")
    worker.open("today")
    ending = worker.page.locator("section", has=worker.page.locator("h2", has_text="Orders that end"))
    assert "in 7 days" in ending.locator("li", has_text=NAME).inner_text()
    worker.open("calendar?span=week")
    warned = worker.page.locator("section.now li", has_text=NAME)
    assert any("An order ends" in one for one in warned.all_inner_texts()), "on its day, a week before"


def _close(chain: Chain) -> None:
    worker, case = chain.worker, chain.case
    casework.save(worker, case, "closure", reason="reached")
    assert worker.sees("waits for approval to close")
    assert worker.page.locator("main button[value=close]").count() == 0, "who asks does not decide"
    chain.supervisor.open("approvals")
    chain.supervisor.follow(case)
    chain.supervisor.press("main button[name=to][value=close]")
    assert chain.supervisor.sees("Closing approved")
    worker.open_address(case)
    assert worker.sees("closed")


def _give_her_a_copy(chain: Chain) -> None:
    worker = chain.worker
    worker.open_address(chain.case)
    worker.follow(f"{chain.case}/copy")
    incidents = worker.page.locator("main input[name=entries][value^='incident/']")
    incidents.check()
    worker.press()
    assert worker.status == 422, "only when she asked, and when somebody thought of her safety"
    assert incidents.is_checked(), "what was chosen is kept"
    casework.look(worker)
    worker.tick("is_asked")
    worker.tick("is_safe")
    worker.press()
    worker.follow(f"{chain.case}/copy")
    assert worker.sees("A copy is there already"), "once"


def _read_it(chain: Chain, her: Walk) -> None:
    steps.come_back(her, chain.receipt)
    assert her.sees("The copy you asked for")
    her.open("talk/copy")
    assert her.is_at("talk/word"), "her code alone does not open it"
    her.write("word", "Greykettle")
    her.press()
    assert not her.holds(WRITTEN)
    her.write("word", WORD)
    her.press()
    her.open("talk/copy")
    assert her.sees(WRITTEN)
    assert not her.holds(PLAN["part_leaving"]), "what was not ticked is not in it"


def test_from_her_words_to_the_copy_in_her_hands(chain: Chain, person: Person):
    _assess_and_plan(chain)
    _refer(chain)
    _follow_up(chain)
    _be_warned_of_the_order(chain)
    _close(chain)
    _give_her_a_copy(chain)
    _read_it(chain, chain.her)
    assert casework.remove_copies(chain.worker.doors, days=3) == 0, "it stays for its three days"
    assert casework.remove_copies(chain.worker.doors, days=4) == 1
    chain.her.open("talk/copy")
    assert chain.her.is_at("talk"), "gone, also for who has it open"
    assert not chain.her.holds("The copy you asked for")
