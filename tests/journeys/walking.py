"""Somebody before a browser: what she opens, writes and presses, and what must never happen around her."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Request, Response, Route, WebError

from qorgan.kernel.packs import installed_pack
from tests import servers
from tests.servers import Answer, Doors

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
EXITS = {page.language: page.url for page in installed_pack("kz").exit_pages}
WEATHER = "<!doctype html><html lang=en><link rel=icon href='data:,'><title>Weather</title><h1>Cloudy</h1></html>"
OUTPUT = Path(__file__).parents[2] / "test-output"


@dataclass
class Traces:
    """What is left of all walks of a test: every address that was asked for, every title, every stray request."""

    addresses: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    exits: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)

    def check(self) -> None:
        """Nothing went to another place, no page stumbled, and no address or title tells what somebody wrote."""
        assert self.strays == [], f"asked for at another place, or with a referrer: {self.strays}"
        assert self.faults == [], f"the browser complained: {self.faults}"
        told = [one for one in {*self.addresses, *self.titles} if self._tells(unquote(one).casefold())]
        assert told == [], f"an address or a title holds what somebody wrote: {told}"

    def _tells(self, shown: str) -> bool:
        return any(self._is_in(text.casefold(), shown) for text in self.written)

    @staticmethod
    def _is_in(text: str, shown: str) -> bool:
        if re.fullmatch(r"[0-9a-f]{8}", text):
            return False  # the number of a file, typed off a page: it stands in addresses, and tells nothing
        digits = re.sub(r"\D", "", text)
        if len(digits) >= 20 and digits in shown:
            return True
        words = set(re.findall(r"[^\W\d_]{5,}", text))
        numbers = set(re.findall(r"\d{5,}", text))
        # A random id or the mark of the style file may hold any digits; a group of a code stands alone.
        return any(word in shown for word in words) or any(
            re.search(rf"(?<![0-9a-z]){number}(?![0-9a-z])", shown) for number in numbers
        )


def _is_an_answer(said: str) -> bool:
    # What the door means to say: not found, not allowed, not understood, come a little later. Or a test cut the line.
    meant = any(f"the server responded with a status of {status}" in said for status in ("4", "503"))
    return meant or "ERR_INTERNET_DISCONNECTED" in said


class Walk:
    """One browser of one person at one door, with its own cookies."""

    def __init__(
        self,
        browser: Browser,
        doors: Doors,
        traces: Traces,
        *,
        door: str = "public",
        language: str = "en",
        script: bool = True,
        size: str = "phone",
        scheme: str = "light",
        state: Any = None,
        journey: str = "",
    ) -> None:
        self.doors, self.traces, self.door, self.language, self.size = doors, traces, door, language, size
        self.journey = journey
        self.origin = f"http://127.0.0.1:{doors.public_port if door == 'public' else doors.staff_port}"
        self._own = {f"127.0.0.1:{doors.public_port}", f"127.0.0.1:{doors.staff_port}"}
        self.status = 0
        self.headers: dict[str, str] = {}
        self.context = browser.new_context(
            java_script_enabled=script,
            locale=LOCALES[language],
            color_scheme=scheme,  # type: ignore[arg-type]
            storage_state=state,
            **SIZES[size],
        )
        self.context.set_default_timeout(20_000)
        self.context.on("request", self._asked)
        self.context.on("weberror", self._stumbled)
        self.context.on("console", self._complained)
        self.context.route(lambda address: urlsplit(address).netloc not in self._own, self._elsewhere)
        self.page = self.context.new_page()
        # Playwright's own routes do not see where a redirection leads to, and the exit is one.
        self._devtools = self.context.new_cdp_session(self.page)
        self._devtools.on("Fetch.requestPaused", self._left)
        self._devtools.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})

    # what is written down

    def _asked(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.netloc in self._own:
            self.traces.addresses.append(f"{place.path}?{place.query}#{place.fragment}")
        # An empty one is none. After a redirection devtools names the first page, though nothing is sent: see `_left`.
        if request.headers.get("referer") and not request.redirected_from:
            self.traces.strays.append(f"{request.url} with the referrer {request.headers['referer']}")

    def _elsewhere(self, route: Route) -> None:
        self.traces.strays.append(route.request.url)
        route.abort()

    def _left(self, paused: dict[str, Any]) -> None:
        number, asked = paused["requestId"], paused["request"]
        if paused["resourceType"] != "Document" or asked["url"] not in EXITS.values():
            self.traces.strays.append(asked["url"])
            self._devtools.send("Fetch.failRequest", {"requestId": number, "errorReason": "BlockedByClient"})
            return
        self.traces.exits.append(asked["url"])
        if "Referer" in asked["headers"]:
            self.traces.strays.append(f"{asked['url']} with the referrer {asked['headers']['Referer']}")
        kind = [{"name": "Content-Type", "value": "text/html"}]
        body = base64.b64encode(WEATHER.encode()).decode()
        answer = {"requestId": number, "responseCode": 200, "responseHeaders": kind, "body": body}
        self._devtools.send("Fetch.fulfillRequest", answer)

    def _stumbled(self, error: WebError) -> None:
        self.traces.faults.append(str(error.error))

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _is_an_answer(message.text):
            self.traces.faults.append(message.text)

    def _arrived(self, response: Response | None) -> int:
        place = urlsplit(self.page.url)
        if place.netloc in self._own:
            self.traces.addresses.append(f"{place.path}?{place.query}#{place.fragment}")
            self.traces.titles.append(self.page.title())
            assert self.page.locator("html").get_attribute("lang") == self.language
        self.status = response.status if response else 0
        self.headers = response.headers if response else {}
        return self.status

    # what she does

    def open(self, path: str = "") -> int:
        """Type an address below her language."""
        return self.open_address(f"/{self.language}/{path}")

    def open_address(self, address: str) -> int:
        """Type an address."""
        return self._arrived(self.page.goto(f"{self.origin}{address}"))

    def follow(self, ending: str) -> int:
        """Follow a link of the page's text."""
        return self.press(self.page.locator(f'main a[href$="{ending}"]').first)

    def follow_first(self, part: str) -> int:
        """Follow the first link of the page's text whose address holds a part."""
        return self.press(self.page.locator(f'main a[href*="{part}"]').first)

    def press(self, what: Locator | str = "main form button") -> int:
        """Press something that leads to a page."""
        with self.turning():
            self._located(what).click()
        return self.status

    @contextmanager
    def turning(self) -> Iterator[None]:
        """Wait for the page that follows, and write it down."""
        with self.page.expect_navigation() as turned:
            yield
        self._arrived(turned.value)

    def write(self, name: str, text: str) -> None:
        """Write into a field; none of it may turn up in an address or a title, but the name of a colleague may."""
        if (self.door, name) != ("staff", "name"):
            self.traces.written.add(text)
        self.reveal(self.field(name)).fill(text)

    def tick(self, name: str, value: str = "on") -> None:
        """Tick a box or choose a button of a group."""
        if value == "on":
            self.reveal(self.field(name)).check()
        else:
            self.reveal(self.page.locator(f'input[name="{name}"][value="{value}"]')).check()

    def untick(self, name: str) -> None:
        """Take a tick away."""
        self.field(name).uncheck()

    def reveal(self, what: Locator) -> Locator:
        """Open what hides it, as anybody would: by its summary."""
        closed = what.locator("xpath=ancestor::details[not(@open)]")
        while closed.count():
            closed.first.locator("> summary").click()
        return what

    def open_all(self) -> None:
        """Open everything that is folded."""
        closed = self.page.locator("main details:not([open]) > summary:visible")
        while closed.count():
            closed.first.click()

    def give_code(self, receipt: str) -> int:
        """Write her code and open."""
        self.write("code", receipt)
        return self.press()

    def ask(self, address: str) -> Answer:
        """Ask for an address with her cookies but without turning the page."""
        port = urlsplit(self.origin).port
        assert port
        cookies = {str(one.get("name")): str(one.get("value")) for one in self.context.cookies()}
        return servers.Browser(port, cookies).get(address)

    # what she sees

    def field(self, name: str) -> Locator:
        """Return a field by its name."""
        return self.page.locator(f'main [name="{name}"]')

    def _located(self, what: Locator | str) -> Locator:
        return self.page.locator(what).first if isinstance(what, str) else what

    def sees(self, text: str) -> bool:
        """Say whether the page shows a text."""
        return text in self.page.locator("body").inner_text()

    def holds(self, text: str) -> bool:
        """Say whether a text is anywhere in the page, shown or not, or in a field of it."""
        values = self.page.locator("input, textarea").evaluate_all("all => all.map(one => one.value)")
        return text in self.page.content() or any(text in value for value in values)

    def is_at(self, path: str) -> bool:
        """Say whether she is at an address below her language."""
        return urlsplit(self.page.url).path == f"/{self.language}/{path}"

    def focused(self) -> str:
        """Return the id, else the class, else the tag of what has the keyboard."""
        said = "(one => one.id || one.className || one.tagName.toLowerCase())(document.activeElement)"
        return str(self.page.evaluate(said))

    def cookies(self) -> list[str]:
        """Return the names of her cookies."""
        return [str(one.get("name")) for one in self.context.cookies()]

    def photograph(self, step: str) -> None:
        """Keep a picture of the page; folders of pictures are not tracked."""
        folder = OUTPUT / "screens"
        folder.mkdir(parents=True, exist_ok=True)
        name = "-".join([self.journey, step, self.language, self.size])
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def close(self) -> None:
        """Close this browser, cookies and all."""
        self.context.close()
