"""One browser and two doors for all journeys of a worker process, and the people who walk."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import servers
from tests.journeys.walking import Traces, Walk
from tests.servers import Doors

# Chromium's own calls home are none of ours, and there is no network here to answer them.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
Person = Callable[..., Walk]
expect.set_options(timeout=20_000)  # a busy machine is no fault


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium, once, without windows; what stays on a device is looked for with the whole one (`device.py`).

    Ended with this folder, because its event loop is in Django's way elsewhere.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "chromium is not installed"
    with sync_playwright() as playwright:
        # Pages kept alive for "back" are what a real browser does, so here too.
        browser = playwright.chromium.launch(
            executable_path=path, args=QUIET, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Open both doors over a demonstration."""
    folder = tmp_path_factory.mktemp("journeys")
    data = servers.make_demonstration(folder)
    yield from servers.serving(data, folder)


@pytest.fixture
def traces() -> Iterator[Traces]:
    """Return what all walks of a test leave behind; looked at when the test ends."""
    traces = Traces()
    yield traces
    traces.check()


@pytest.fixture
def person(chromium: Browser, doors: Doors, traces: Traces, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Return a maker of people, each with a browser of her own."""
    walks: list[Walk] = []
    journey = request.module.__name__.rpartition("test_")[2]

    def make(**how: Any) -> Walk:
        walks.append(Walk(chromium, doors, traces, journey=journey, **how))
        return walks[-1]

    yield make
    for walk in walks:
        walk.close()


@pytest.fixture(scope="package")
def signed_in() -> dict[str, Any]:
    """Return the cookies of those who are signed in already; a code counts only once."""
    return {}


@pytest.fixture
def member(person: Person, signed_in: dict[str, Any]) -> Person:
    """Return a maker of signed-in members of staff, each with a browser of her own."""

    def make(name: str, **how: Any) -> Walk:
        if name in signed_in:
            walk = person(door="staff", state=signed_in[name], **how)
            walk.open()
            if not walk.is_at("sign-in"):
                return walk
            walk.close()
        walk = person(door="staff", **how)
        sign_in(walk, name)
        signed_in[name] = walk.context.storage_state()
        return walk

    return make


def sign_in(walk: Walk, name: str) -> None:
    """Sign in through the form; waits for the next code where this one has counted already."""
    one = servers.sign_ins(walk.doors.data)[name]
    for _ in range(3):
        walk.open("sign-in")
        walk.write("name", name)
        walk.write("pass_phrase", one["passphrase"])
        walk.write("code", pyotp.TOTP(one["seed"]).now())
        walk.press()
        if not walk.is_at("sign-in"):
            return
        time.sleep(31 - time.time() % 30)
    raise AssertionError(f"{name} cannot sign in")
