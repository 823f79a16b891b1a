"""Send mutated requests to both doors and look at what comes back, what is logged and what memory is held. Tests and soak."""

import http.client
import random
import re
import socket
from dataclasses import dataclass, field
from pathlib import Path

from tests import servers
from tests.killing import pid_of
from tests.lives import People
from tests.mutating import CANARY, Draft, mutated
from tests.searching import files_below, where
from tests.servers import Answer, Browser, Doors

ALWAYS = (
    "content-security-policy",
    "cache-control",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "x-frame-options",
    "x-content-type-options",
    "permissions-policy",
)
# Pages that hand nothing back: whatever they say, they say in our own words.
_SAYS_NOTHING_BACK = {400, 404, 405, 411, 413, 414, 431, 500, 501, 505}
_PUBLIC = ["", "help", "tell", "safety", "about", "code", "talk", "talk/write", "come-back", "leave", "none"]
_STAFF = [
    "",
    "sign-in",
    "join",
    "account",
    "inbox",
    "inbox/mine",
    "phrases",
    "lead",
    "members",
    "centres",
    "audit",
    "none",
]
MOST_KEPT = (
    48 * 1024 * 1024
)  # bytes by which a door may grow once it is warm; one body kept by mistake is up to 1.5 MiB
_PATIENCE = 0.3  # seconds for an answer to what no server can know the end of
_FRESH = 200  # requests until she comes anew, for she may have deleted her conversation
_MOST = 60.0
_SURELY_TAKEN = 16_000  # bytes; of what is larger the rest may be refused before an answer can be read


@dataclass
class Pestering:
    """Both doors under mutated requests.

    Parameters
    ----------
    seed : int
        Of every request; only tokens and codes differ from run to run.
    """

    doors: Doors
    people: People
    seed: int
    faults: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)  # noqa: S311 - a seed makes the requests the same again
        self._her = self.doors.public()
        self._token = ""

    def run(self, count: int) -> None:
        """Send so many requests; what is wrong is in `faults`."""
        for number in range(count):
            if number % _FRESH == 0:
                self._come_anew()
            door = self._rng.choice(("public", "public", "staff"))
            draft = self._draft_public() if door == "public" else self._draft_staff()
            port = self.doors.public_port if door == "public" else self.doors.staff_port
            raw = mutated(draft, self._rng)
            for fault in self._sent(port, draft, raw):
                said = self.doors.said_last("ERROR") if "with 5" in fault else ""
                self.faults.append(f"{number} at the {door} door: {fault}: {said}{raw[:300]!r}")
        self.faults += where(CANARY, [self.doors.log, *files_below(self.doors.temporary)])

    def memory(self) -> dict[str, int]:
        """Return what each door holds, in bytes."""
        return {door: _resident(pid_of(self.doors, door)) for door in ("public", "staff")}

    def check_normal(self) -> None:
        """Use both doors as people do."""
        self._come_anew()
        assert "Your conversation" in self._her.get("/en/talk").text
        assert self.people.session("aigul").get("/en/inbox").status == 200

    def _come_anew(self) -> None:
        self._her = self.doors.public()
        token = self._her.hidden("/en/tell/survivor", "token")
        form = {"token": token, "reader": "region:KZ-75", "words": "Written between the requests."}
        assert self._her.post("/en/tell/survivor", form).status == 302
        self._token = self._her.hidden("/en/talk", "form_token")

    def _draft_public(self) -> Draft:
        token = self._her.hidden("/en/tell/survivor", "token").encode() if self._rng.random() < 0.25 else b""
        words = (b"words", CANARY.encode())
        own = (b"form_token", self._token.encode())
        wishes = [(b"ways", b"call"), (b"where", CANARY.encode()), (b"word", b"plum"), (b"consent_contact", b"on")]
        forms: list[tuple[str, list[tuple[bytes, bytes]], bytes | None]] = [
            ("help", [(b"region", b"KZ-75"), (b"need", b"home"), (b"speaks", b"kk")], None),
            (
                "come-back",
                [(b"token", token), (b"code", b"12345 12345 12345 12345 12345"), (b"unsent", CANARY.encode())],
                None,
            ),
            ("talk/write", [own, words], None),
            ("talk/word", [own, (b"word", CANARY.encode())], None),
            ("talk/wishes", [own, *wishes], None),
            ("talk/files", [own], CANARY.encode() * 2000),
            ("talk/delete", [own], None),
            ("code/kept", [own], None),
        ]
        if token:
            forms = [("tell/survivor", [(b"token", token), (b"reader", b"region:KZ-75"), words, *wishes], None)]
        path, fields, file = self._rng.choice(forms)
        if self._rng.random() < 0.25:
            return Draft(b"GET", f"/en/{self._rng.choice(_PUBLIC)}".encode(), [], _cookie(self._her))
        return Draft(b"POST", f"/en/{path}".encode(), fields, _cookie(self._her), file)

    def _draft_staff(self) -> Draft:
        name = self._rng.choice(("aigul", "admin-1"))
        browser = self.people.session(name)
        if not hasattr(browser, "form"):
            self._read_own(browser, name)
        own, words = (b"form_token", browser.form.encode()), CANARY.encode()
        about = self._rng.choice(browser.places)
        forms = [
            (f"{about}/open", []),
            (f"{about}/reply", [(b"words", words)]),
            (f"{about}/note", [(b"note-words", words)]),
            (f"{about}/labels", [(b"labels", words)]),
            (f"{about}/assign", [(b"to", b"11111111-1111-4111-8111-111111111111")]),
            (f"{about}/state", [(b"to", b"closed")]),
            (f"{about}/receipt", [(b"heard", words), (b"checked", b"on")]),
            (f"{about}/deletion", [(b"heard", words), (b"to", b"undo")]),
            ("/en/inbox", [(b"speaks", b"kk"), (b"label", words)]),
            ("/en/phrases", [(b"phrases", words)]),
            ("/en/members", [(b"sign_in_name", words), (b"name", words), (b"language", b"kk"), (b"roles", b"worker")]),
            ("/en/lead/cover", [(b"member", b"x"), (b"first_day", b"2026-11-01"), (b"last_day", b"2026-11-02")]),
            ("/en/centres", [(b"name_en", words), (b"region", b"KZ-75"), (b"answer_days", b"1")]),
            ("/en/addresses", [(b"code", words), (b"language", b"kk")]),
            ("/en/join", [(b"code", words)]),
        ]
        if self._rng.random() < 0.04:
            fields = [(b"name", words), (b"pass_phrase", words), (b"code", b"123456")]
            return Draft(b"POST", b"/en/sign-in", fields)
        if self._rng.random() < 0.25:
            place = self._rng.choice([about, *(f"/en/{one}" for one in _STAFF)])
            return Draft(b"GET", place.encode(), [], _cookie(browser))
        path, fields = self._rng.choice(forms)
        return Draft(b"POST", path.encode(), [own, *fields], _cookie(browser))

    def _read_own(self, browser: Browser, name: str) -> None:
        """Note the token of a member's forms and the addresses of conversations that she may name."""
        start = "/en/members" if name == "aigul" else "/en/centres"
        browser.form = browser.hidden(start, "form_token")  # type: ignore[attr-defined]
        found = re.findall(r"/en/d/[0-9a-f-]{36}", browser.get("/en/inbox").text)
        browser.places = found or ["/en/d/11111111-1111-4111-8111-111111111111"]  # type: ignore[attr-defined]

    def _sent(self, port: int, draft: Draft, raw: bytes) -> list[str]:
        try:
            answer = answered(port, raw, _MOST if draft.is_framed else _PATIENCE, draft.method.decode("latin-1"))
        except (TimeoutError, http.client.HTTPException, ConnectionError) as fault:
            # Refused while it was still being sent, or still waited for: only a whole request must have an answer.
            return [type(fault).__name__] if draft.is_framed and len(raw) < _SURELY_TAKEN else []
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        return _wrong_in(answer)


def answered(port: int, raw: bytes, seconds: float = _MOST, method: str = "GET") -> Answer:
    """Send bytes as they are and return what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as wire:
        wire.sendall(raw)
        response = http.client.HTTPResponse(wire, method=method)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())


def _wrong_in(answer: Answer) -> list[str]:
    found = [f"{answer.status} without {name}" for name in ALWAYS if name not in answer.headers]
    if answer.status >= 500 and answer.status != 503:
        found.append(f"answered with {answer.status}")
    if answer.status == 503 and "retry-after" not in answer.headers:
        found.append("503 without a time to come again")
    if CANARY in str(answer.headers):
        found.append(f"{answer.status} with words of theirs in a header")
    if answer.status in _SAYS_NOTHING_BACK and CANARY.encode() in answer.body:
        found.append(f"{answer.status} with words of theirs on the page")
    page = answer.body.lower()
    return found + [f"names {word.decode()}" for word in (b"traceback", b"django", b"waitress") if word in page]


def _cookie(browser: Browser) -> bytes:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items()).encode()


def _resident(pid: int) -> int:
    (line,) = [one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def begin(folder: Path, seed: int) -> Pestering:
    """Open doors for it."""
    from tests.acknowledged import Log
    from tests.wholeness import Database

    doors = servers.open_doors(servers.make_demonstration(folder), folder)
    return Pestering(doors, People(doors, Database(doors.data), Log()), seed)
