"""A flood for a minute, and a survivor in the middle of it: with script she must get through within 60 seconds.

A quarter of the flood has no token of ours, a quarter has tokens and no work, half has done the work, from a budget that is printed: processes that reckon as
fast as they can. Doors, flood and browser share the same cores, so that the flood slows her browser as well.
"""

import argparse
import multiprocessing
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from operator import itemgetter
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests import servers
from tests.servers import Browser, Doors

from qorgan.hear.work import work_for

PATH = "/en/tell/survivor"
WORDS = "She wrote this while many did. " * 20
_WITHOUT = 10
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


def junk(port: int, seconds: float, out: "multiprocessing.Queue[Counter[str]]") -> None:
    """Send forms with tokens that were never given out."""
    counted: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        fields = {"token": "A" * 48, "reader": "region:KZ-75", "words": WORDS}
        counted[f"no token, {_status(port, fields)}"] += 1
    out.put(counted)


def plain(port: int, seconds: float, out: "multiprocessing.Queue[Counter[str]]") -> None:
    """Fetch forms and send them without work, as those without script do: these share her turns."""
    counted: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            token, _price = _form(port)
        except OSError:
            continue
        fields = {"token": token, "reader": "region:KZ-75", "words": WORDS}
        counted[f"no work, {_status(port, fields)}"] += 1
    out.put(counted)


def worked(port: int, seconds: float, out: "multiprocessing.Queue[Counter[str]]") -> None:
    """Fetch forms, do the work that is asked, and send."""
    counted: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            token, price = _form(port)
        except OSError:
            continue
        if price > 2_000_000 and time.monotonic() + 5 > until:
            break
        counted["hashes"] += price
        fields = {"token": token, "work": work_for(token, price), "reader": "region:KZ-75", "words": WORDS}
        counted[f"worked, {_status(port, fields)}"] += 1
        counted["highest price"] = max(counted["highest price"], price)
    out.put(counted)


def _form(port: int) -> tuple[str, int]:
    page = Browser(port).get(PATH).text
    return servers.hidden(page, "token"), int(re.findall(r'data-price="(\d+)"', page)[0])


def _status(port: int, fields: dict[str, str]) -> int:
    try:
        return Browser(port).post(PATH, fields).status
    except OSError:
        return 0


def with_script(doors: Doors) -> float:
    """Tell with a browser; return seconds from pressing to the page with the code."""
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"http://127.0.0.1:{doors.public_port}{PATH}")
        page.locator("input[name=reader][value='region:KZ-75']").evaluate("one => one.checked = true")
        page.locator("textarea[name=words]").fill("One real message.")
        began = time.monotonic()
        page.locator("main > form > button").click()
        page.wait_for_url("**/en/code")
        took = time.monotonic() - began
        browser.close()
    return took


def without_script(doors: Doors, longest: float) -> tuple[float, float, bool]:
    """Tell without a script, trying again every ten seconds; return the wait told, the wait it took, whether it arrived."""
    token, _price = _form(doors.public_port)
    fields = {"token": token, "reader": "region:KZ-75", "words": "One real message, no script."}
    began, told = time.monotonic(), 0.0
    while time.monotonic() - began < longest:
        answer = Browser(doors.public_port).post(PATH, fields)
        if answer.status in {302, 303}:
            return told, time.monotonic() - began, True
        fields["turn"] = servers.hidden(answer.text, "turn")
        told = told or float(answer.headers.get("retry-after", 0))
        time.sleep(10)
    return told, time.monotonic() - began, False


def main() -> None:
    """Flood, measure, print."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument(
        "--room", type=int, default=300, help="places before work is asked for; the doors' default is 10,000"
    )
    given = options.parse_args()
    environment = {"QORGAN_ROOM": str(given.room)}
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        data = servers.make_demonstration(Path(folder), environment)
        doors = servers.open_doors(data, Path(folder), environment)
        try:
            spawn = multiprocessing.get_context("spawn")
            out = spawn.Queue()
            kinds = [junk, plain, worked, worked]
            flood = [spawn.Process(target=one, args=(doors.public_port, given.seconds, out)) for one in kinds]
            for process in flood:
                process.start()
            time.sleep(given.seconds / 2)
            price = _form(doors.public_port)[1]
            took = with_script(doors)
            with ThreadPoolExecutor(_WITHOUT) as pool:
                plainly = list(pool.map(lambda _: without_script(doors, 300), range(_WITHOUT)))
            counted = sum((out.get() for _ in flood), Counter())
            for process in flood:
                process.join()
        finally:
            doors.stop()
    print(f"{date.today()}  {os.cpu_count()} cores, load {load:.2f} before; flood, doors and browser share them")  # noqa: DTZ011
    print(f"flood of {given.seconds:.0f} s by 4 processes, room of {given.room} places:")
    for name, n in sorted(counted.items()):
        print(f"  {name:<24} {n:>14,}")
    print(f"price asked of her browser in the middle {price:>14,} hashes")
    print(f"with script, from pressing to her code   {took:>14.1f} s   (to hit: <= 60)")
    for told, waited, has_arrived in sorted(plainly, key=itemgetter(1)):
        said = f"arrived after {waited:.0f} s" if has_arrived else f"not arrived after {waited:.0f} s"
        print(f"without script: {f'told {told:.0f} s, ' if told else ''}{said}")


if __name__ == "__main__":
    main()
