"""Answers that must tell nothing: unknown and deleted receipts, unknown names and wrong pass phrases.

Both kinds are asked for in turns, each as often first as second, so that a machine that slows down slows both. The same
answer is checked byte by byte, but for what is new on every page; the same time by an interval for the difference of the
medians.

So many tries at one name would be told to come again, on purpose. Names are therefore asked for in this process, under a
clock that goes on between the tries, and once more under one that stands, where every try is told to wait.
"""

import argparse
import os
import re
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from tests import servers
from tests.servers import Doors

from qorgan.kernel.clock import FrozenClock
from qorgan.vault.receipt import Receipt

_NEW = re.compile(rb'name="(token|form_token)" value="[^"]*"|value="[^"]*"')


def compared(one: Callable[[], bytes], other: Callable[[], bytes], tries: int) -> tuple[np.ndarray, np.ndarray, bool]:
    """Ask both in turns; return seconds of each, and whether the pages were the same."""
    seconds: tuple[list[float], list[float]] = ([], [])
    pages: set[bytes] = set()
    for number in range(tries):
        for kind, ask in ((0, one), (1, other)) if number % 2 else ((1, other), (0, one)):
            began = time.perf_counter()
            page = ask()
            seconds[kind].append(time.perf_counter() - began)
            pages.add(_NEW.sub(b"", page))
    return np.array(seconds[0]), np.array(seconds[1]), len(pages) == 1


def say(name: str, first: np.ndarray, second: np.ndarray, is_same: bool) -> None:
    """Print one line."""
    rng = np.random.default_rng(1)
    picks = rng.integers(0, len(first), (2000, len(first)))
    differences = np.median(first[picks], axis=1) - np.median(second[rng.permuted(picks, axis=0)], axis=1)
    low, high = np.percentile(differences, [2.5, 97.5]) * 1e6
    medians = f"medians {np.median(first) * 1e3:.2f} and {np.median(second) * 1e3:.2f} ms"
    verdict = "within the noise" if low <= 0 <= high else "DIFFERENT"
    pages = "same page" if is_same else "PAGES DIFFER"
    print(
        f"{name:<43} n={len(first):<5} {medians}, difference {low:+.0f} to {high:+.0f} µs: {verdict}; {pages}",
        flush=True,
    )


def receipts(doors: Doors, tries: int) -> None:
    """Compare receipts that never were with one whose conversation was deleted."""
    her = doors.public()
    servers.tell(her, "Something that is deleted soon.")
    deleted = servers.receipt_on(her.get("/en/code").text)
    her.post(
        "/en/talk/delete", {"form_token": servers.hidden(her.get("/en/talk/delete").text, "form_token"), "sure": "on"}
    )
    assert doors.public().come_back(deleted).status == 422, "it is not deleted"

    def ask(receipt: str) -> bytes:
        browser = doors.public()
        return browser.post("/en/come-back", {"token": tokens.pop(), "code": receipt}).body

    tokens = [doors.public().hidden("/en/come-back", "token") for _ in range(2 * tries)]
    say(
        "unknown and deleted receipts", *compared(lambda: ask(Receipt.generate().groups()), lambda: ask(deleted), tries)
    )


def names(data: Path, tries: int) -> None:
    """Compare names that nobody has with a wrong pass phrase of somebody: looked at, and told to wait."""
    os.environ.update(QORGAN_DATA=str(data), DJANGO_SETTINGS_MODULE="qorgan.web.settings.staff")
    import django
    from django.test import Client

    django.setup()
    from qorgan.web.shell import clock, derivation, faults

    faults.set_up()  # says nothing of requests

    moving = FrozenClock(datetime.now(UTC), ZoneInfo("UTC"))
    clock.use(moving)

    def ask(name: str, later: timedelta) -> bytes:
        moving.advance(later)
        fields = {"name": name, "pass_phrase": "a b c d e", "code": "123456"}
        return bytes(Client(HTTP_HOST="127.0.0.1").post("/en/sign-in", fields).content)

    try:
        for said, later in ((", to wait", timedelta()), ("", timedelta(hours=1))):
            for name in ("nobody", "aigul") * 10:
                ask(name, later)
            pair = compared(lambda: ask("nobody", later), lambda: ask("aigul", later), tries)  # noqa: B023 - called at once
            say(f"unknown name and wrong pass phrase{said}", *pair)
    finally:
        derivation.close()


def main() -> None:
    """Compare and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--tries", type=int, default=2000)
    options.add_argument("--only", choices=["receipts", "names"], help="one of the two; both where it is left out")
    given = options.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        data = servers.make_demonstration(Path(folder))
        print(f"{date.today()}  {os.cpu_count()} cores, load {load:.2f} before", flush=True)  # noqa: DTZ011
        if given.only != "names":
            doors = servers.open_doors(data, Path(folder))
            try:
                receipts(doors, given.tries)
            finally:
                doors.stop()
        if given.only != "receipts":
            names(data, given.tries)


if __name__ == "__main__":
    main()
