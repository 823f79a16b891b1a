"""Her device: a browser whose files stay in a folder when it is closed, and a search of all of them."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Browser, BrowserContext

from tests.journeys.conftest import QUIET
from tests.journeys.walking import Traces, Walk
from tests.servers import Doors

ENCODINGS = ("utf-8", "utf-16-le")


class Device:
    """One profile of Debian's chromium; its files are searched while no browser is open on it."""

    def __init__(self, browser: Browser, doors: Doors, traces: Traces, folder: Path) -> None:
        self.doors, self.folder = doors, folder
        self._kind, self._traces = browser.browser_type, traces
        self._arguments: list[str] = []
        self._open: list[Walk] = []

    def new_context(self, *, storage_state: None, **how: Any) -> BrowserContext:
        """Open the browser on this profile, where `Walk` opens a fresh one."""
        context = self._kind.launch_persistent_context(
            self.folder,
            executable_path=shutil.which("chromium"),
            args=[*QUIET, *self._arguments],
            ignore_default_args=["--disable-back-forward-cache"],
            **how,
        )
        if self._arguments:
            context.new_page = lambda: context.pages[0]  # type: ignore[method-assign]  # a new one would be a usual one
        return context

    def browse(self, *, script: bool = True, is_private: bool = False) -> Walk:
        """Open the browser at the public door, in a private window or not."""
        self._arguments = ["--incognito"] if is_private else []
        walk = Walk(cast("Browser", self), self.doors, self._traces, script=script, size="desktop")
        walk.context.unroute_all()  # a route would switch the cache off, and the cache is to be searched
        self._open.append(walk)
        return walk

    def close(self) -> None:
        """Close the browser, so that it writes down what it wants to keep."""
        while self._open:
            self._open.pop().close()

    def open_and_close(self) -> None:
        """Open the browser once more and close it, with nothing done."""
        self.browse().page.wait_for_timeout(1000)  # it tidies up what it kept of the last time
        self.close()

    def places_of(self, *texts: str) -> set[str]:
        """Return which stores of the browser hold one of the texts: the first folder or file below its profile."""
        sought = [text.encode(encoding) for text in texts for encoding in ENCODINGS]
        found = set()
        for file in self.folder.rglob("*"):
            if file.is_file() and any(one in file.read_bytes() for one in sought):
                parts = file.relative_to(self.folder).parts
                store = parts[1] if parts[0] == "Default" else parts[0]
                found.add(store.removesuffix("-journal").removesuffix("-wal"))
        return found

    def places_of_the_site(self) -> set[str]:
        """Return which stores name this site."""
        return self.places_of(f"127.0.0.1:{self.doors.public_port}")

    def history(self) -> dict[str, str]:
        """Return the addresses in the history with their titles."""
        return dict(self._rows("History", "SELECT url, title FROM urls"))

    def cookies(self) -> list[str]:
        """Return the names of the cookies on the disk."""
        return [name for (name,) in self._rows("Cookies", "SELECT name FROM cookies")]

    def _rows(self, store: str, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "Default" / store)) as database:
            return database.execute(query).fetchall()
