"""Steps of casework that several journeys share: a case opened at the desk, any form of it filled in, by anybody's hands."""

import os
import subprocess
import sys
from datetime import timedelta

from qorgan.web.shell import clock
from tests.journeys import steps
from tests.journeys.looking import is_wide, violations
from tests.journeys.walking import Walk
from tests.servers import Doors

SAVE = "main form[data-keep] button[name=save]"
KEEP = "main form[data-keep] button[name=keep]"
# As the clockwork of the staff door would, on another day.
REMOVE_COPIES = """
import django; django.setup()
from datetime import date
from qorgan.web.hear import copies
print(copies.remove_old(today=date.fromisoformat({day!r})))
"""


def look(walk: Walk) -> None:
    """Look at a page with a script of our own; in a browser that runs none, nobody can."""
    if walk.size == "desktop":
        assert violations(walk.page) == []
        assert not is_wide(walk.page)


def fill(walk: Walk, **said: str | list[str]) -> None:
    """Fill in fields of the page, each in the way of its kind."""
    for name, value in said.items():
        field = walk.field(name).first
        kind = str(field.evaluate("one => one.type"))
        if kind.startswith("select"):
            walk.reveal(field).select_option(value)
        elif kind in {"checkbox", "radio"}:
            for one in [value] if isinstance(value, str) else value:
                walk.tick(name, one)
        else:
            walk.write(name, str(value))


def begin(worker: Walk, called: str, **more: str | list[str]) -> str:
    """Open a case by hand for an adult who agreed herself, and return its address."""
    worker.open("cases/new")
    fill(worker, **{"called": called, "agreed_by": "herself", "is_adult": "yes", **more})
    worker.press(SAVE)
    assert worker.sees(called)
    return address_of(worker)


def open_form(worker: Walk, case: str, name: str) -> None:
    """Open the first form of a kind that a case leads to; of those with entries, the newest empty one."""
    worker.open_address(case)
    worker.press(worker.page.locator(f'main a.button[href^="{case}/{name}"]').first)


def save(worker: Walk, case: str, name: str, **said: str | list[str]) -> str:
    """Fill in a form of a case, save it, and return the address of the form."""
    open_form(worker, case, name)
    place = address_of(worker)
    fill(worker, **said)
    worker.press(SAVE)
    assert address_of(worker) == case, worker.page.locator(".faults, .error").all_inner_texts()
    return place


def agree(worker: Walk, case: str, purpose: str, **more: str) -> str:
    """Write down that she herself agreed, and return the address of the consent."""
    return save(worker, case, "consent", purpose=purpose, giver="herself", **more)


def centre(walk: Walk, letter: str, name: str = "centre") -> str:
    """Return the value by which a choice names a centre of the demonstration."""
    option = walk.field(name).locator("option", has_text=f"Demonstration centre {letter} ")
    return str(option.get_attribute("value"))


def agree_to_centre(worker: Walk, case: str, letter: str) -> str:
    """Write down that she agreed to her file going to a centre, and return the address of the consent."""
    open_form(worker, case, "consent")
    return agree(worker, case, "referral", centre=centre(worker, letter))


def hand(worker: Walk, case: str, letter: str, *, how: str, words: str) -> str:
    """Hand a case to a centre with all that can go along; return the address of the referral at the sender."""
    worker.open_address(f"{case}/hand")
    fill(worker, centre=centre(worker, letter), how=how, words=words)
    for one in worker.field("entries").all():
        one.check()
    worker.press()
    worker.press("main button[name=send]")
    return address_of(worker)


def received(receiver: Walk, before: set[str]) -> str:
    """Return the address of what came to a centre since."""
    (address,) = incoming(receiver) - before
    return address


def incoming(receiver: Walk) -> set[str]:
    """Return the addresses of all that was handed to a centre."""
    receiver.open("incoming")
    links = receiver.page.locator("main a[href*='/incoming/']").all()
    return {str(one.get_attribute("href")) for one in links}


def address_of(walk: Walk) -> str:
    """Return the address of the page, without its door."""
    return walk.page.url.removeprefix(walk.origin)


def day(days: int) -> str:
    """Return the day so many days from today, as a form wants it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def remove_copies(doors: Doors, *, days: int) -> int:
    """Destroy old copies for her as the staff door does it by itself, as if days had passed; return how many."""
    told = {"QORGAN_DATA": str(doors.data), "DJANGO_SETTINGS_MODULE": "qorgan.web.settings.staff"}
    run = [sys.executable, "-c", REMOVE_COPIES.format(day=day(days))]
    done = subprocess.run(run, check=True, capture_output=True, env={**os.environ, **told})
    return int(done.stdout)


def told(
    her: Walk, worker: Walk, words: str, *, called: str, consents: tuple[str, ...] = ("case",), word: str = ""
) -> tuple[str, str]:
    """Let her tell and a worker open a case of it; return her code, and the address of her case."""
    before = steps.waiting(worker)
    her.open("tell/survivor")
    steps.reader(her, "A").check()
    if word:
        her.write("word", word)
    for one in consents:
        her.tick(f"consent_{one}")
    her.write("words", words)
    receipt = steps.send(her)
    (address,) = steps.waiting(worker) - before
    steps.accept(worker, address)
    worker.follow(f"{address}/case")
    fill(worker, called=called, is_adult="yes")
    worker.press("main form button")
    return receipt, address_of(worker)
