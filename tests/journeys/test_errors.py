"""When something is missing or has run out: everything she wrote and chose is still there, and the way on is shown."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from qorgan.vault.receipt import Receipt
from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk
from tests.servers import Doors

BOTH = [
    pytest.param(True, marks=pytest.mark.xdist_group("journeys-script"), id="script"),
    pytest.param(False, marks=pytest.mark.xdist_group("journeys-plain"), id="plain"),
]
pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.parametrize("script", BOTH)]

WORDS = "Before sunrise the samovar was thrown.\n\nI wrapped the splinters in a tablecloth."
NEVER = "never greet the caretaker"


def _is_kept(her: Walk, *, words: str = WORDS) -> None:
    assert her.field("words").input_value() == words
    assert her.field("never").input_value() == NEVER
    assert her.field("hours").input_value() == "Tuesdays"
    assert her.field("word").input_value() == "Pinecone"
    assert her.page.locator("input[name=ways][value=call]").is_checked()
    assert not her.page.locator("input[name=ways][value=text]").is_checked()
    assert her.field("consent_story").is_checked()
    assert not her.field("consent_case").is_checked()
    assert her.field("answer_since").input_value() == "this-week"


def _write_almost_everything(her: Walk, words: str) -> None:
    her.open("tell/survivor")
    her.tick("ways", "call")
    her.write("never", NEVER)
    her.write("hours", "Tuesdays")
    her.write("word", "Pinecone")
    her.tick("consent_story")
    her.write("words", words)
    her.reveal(her.field("answer_since")).select_option("this-week")


def _stale_token(doors: Doors) -> str:
    code = (
        "import django; django.setup()\n"
        "from datetime import timedelta\n"
        "from qorgan.web.hear import tokens\n"
        "from qorgan.web.shell import clock\n"
        "print(tokens.new_token(clock.today() - timedelta(days=5)))"
    )
    own = {"QORGAN_DATA": str(doors.data), "DJANGO_SETTINGS_MODULE": "qorgan.web.settings.public"}
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={**os.environ, **own}
    )
    return run.stdout.strip()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everything_is_still_there_and_the_list_leads_to_each_field(person: Person, script: bool, language: str):
    her = person(script=script, language=language)
    _write_almost_everything(her, "")
    assert her.press("main > form > button") == 422
    _is_kept(her, words="")
    assert her.focused() == "faults", "the list is heard first"
    her.photograph("listed")

    links = her.page.locator(".faults a")
    led = [str(one.get_attribute("href")) for one in links.all()]
    assert led == ["#id_reader", "#id_where", "#id_consent_contact", "#id_words"], "in the order of the page"
    for number, target in enumerate(led):
        links.nth(number).focus()
        her.page.keyboard.press("Enter")
        assert her.focused() == target[1:]
        expect(her.page.locator(target)).to_be_in_viewport()

    her.open("tell/survivor")  # what was typed is in no address and no store: the next form is empty
    assert her.field("never").input_value() == ""


def test_a_mended_form_is_sent_with_all_that_was_kept(person: Person, member: Person, script: bool):
    worker = member("aigul", script=script, size="desktop")
    before = steps.waiting(worker)
    her = person(script=script)
    _write_almost_everything(her, WORDS)
    assert her.press("main > form > button") == 422
    _is_kept(her)
    steps.reader(her, "A").check()
    her.write("where", "walnutphone")
    her.tick("consent_contact")
    steps.send(her)

    (address,) = steps.waiting(worker) - before
    steps.accept(worker, address)
    assert all(worker.sees(text) for text in (WORDS, NEVER, "walnutphone", "Tuesdays"))


@pytest.mark.parametrize("kind", ["old", "foreign", "missing"])
def test_a_form_token_that_is_not_good_keeps_her_words(person: Person, doors: Doors, script: bool, kind: str):
    her = person(script=script)
    _write_almost_everything(her, WORDS)
    steps.reader(her, "A").check()
    her.write("where", "walnutphone")
    her.tick("consent_contact")
    token = {"old": _stale_token(doors) if kind == "old" else "", "foreign": "Zm9yZWlnbg==", "missing": ""}[kind]
    her.field("token").evaluate("(one, value) => { one.value = value }", token)
    assert her.press("main > form > button") == 200
    assert her.is_at("tell/survivor")
    _is_kept(her)
    assert steps.reader(her, "A").is_checked()
    assert her.focused() == "faults"
    steps.send(her)
    assert her.sees(WORDS.splitlines()[0])


def test_a_form_sent_twice_leads_to_the_same_code(person: Person, script: bool):
    her = person(script=script)
    her.open("tell/survivor")
    token = her.field("token").input_value()
    steps.reader(her, "A").check()
    her.write("words", WORDS)
    her.press("main > form > button")
    receipt = steps.receipt_shown(her)

    again = person(script=script)
    again.open("tell/survivor")
    steps.reader(again, "A").check()
    again.write("words", WORDS)
    again.field("token").evaluate("(one, value) => { one.value = value }", token)
    again.press("main > form > button")
    assert steps.receipt_shown(again) == receipt


def test_words_survive_a_form_of_an_earlier_visit_and_a_session_that_ended(person: Person, script: bool):
    her = person(script=script)
    receipt = steps.tell(her, WORDS)
    her.write("words", "Also the mailbox is emptied.")
    form = "main form[action$='/talk/write']"
    her.page.locator(f"{form} [name=form_token]").evaluate("one => { one.value = 'from-another-visit' }")
    assert her.press(f"{form} button") == 403
    assert her.field("words").input_value() == "Also the mailbox is emptied."
    her.press(f"{form} button")
    assert her.is_at("talk")
    assert her.sees("Also the mailbox is emptied.")

    her.write("words", "He counts the matchsticks.")
    her.context.clear_cookies()  # as after ten minutes without a click
    assert her.press(f"{form} button") == 403
    assert her.field("unsent").input_value() == "He counts the matchsticks."
    her.photograph("unsent")
    assert her.give_code("1234") == 422
    assert her.field("unsent").input_value() == "He counts the matchsticks."
    her.give_code(receipt)
    assert her.field("words").input_value() == "He counts the matchsticks."
    her.press(f"{form} button")
    assert her.is_at("talk")
    assert her.sees("He counts the matchsticks.")


def test_a_code_that_opens_nothing_is_answered_alike_whatever_it_was(person: Person, script: bool):
    her = person(script=script)
    receipt = steps.tell(her, WORDS)
    her.follow("/talk/delete")
    her.press("main form button.danger")
    said = []
    for code in (Receipt.generate().groups(), receipt):
        assert steps.come_back(her, code) == 422
        assert her.is_at("come-back")
        assert her.cookies() == []
        assert her.focused() == "faults"
        said.append(her.page.locator("main .faults").inner_text())
    assert said[0] == said[1], "what was deleted is as unknown as what never was"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_typing_error_in_the_code_is_named_beside_the_field(person: Person, script: bool, language: str):
    receipt = Receipt.generate().groups()
    swapped = next(n for n in range(28) if " " not in receipt[n : n + 2] and receipt[n] != receipt[n + 1])
    wrong = f"{receipt[:swapped]}{receipt[swapped + 1]}{receipt[swapped]}{receipt[swapped + 2 :]}"
    her = person(script=script, language=language)
    her.open("come-back")
    faults = []
    for code in (wrong, receipt[:-1], f"{receipt[:-1]}x", receipt):
        assert her.give_code(code) == 422
        faults.append(her.page.locator("#id_code_error").inner_text())
        assert her.field("code").get_attribute("aria-invalid") == "true"
        assert "id_code_error" in str(her.field("code").get_attribute("aria-describedby"))
        assert her.field("code").input_value() == code, "she corrects one digit and need not type all again"
    assert len(set(faults)) == 4
    her.photograph("code")
