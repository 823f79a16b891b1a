"""The log of what the doors have acknowledged, kept outside them, and what must be true of it after they were killed.

Acknowledged is what she or a worker was told: the answer came in. Everything else may have happened or not, but wholly.
"""

import hashlib
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from threading import Lock

from tests import servers
from tests.servers import Answer, Browser, Doors

_MARK = re.compile(r"\[(k[\w.-]+) begins\]")
_ALTERED = ("altered or put here by somebody else", "changed by somebody or is damaged")


def text_of(name: str, length: int) -> str:
    """Return a text whose every part says whether it is all there."""
    return f"[{name} begins] {' '.join(f'{name}/{number}' for number in range(length))} [{name} ends]"


@dataclass
class Said:
    """Something that was sent, and whether the door said that it had arrived."""

    text: str
    has_arrived: bool = False

    @property
    def name(self) -> str:
        """Return what its first mark says."""
        return _MARK.findall(self.text)[0]


@dataclass
class SentFile:
    """A file that was sent."""

    name: str
    content: bytes
    has_arrived: bool = False

    @property
    def digest(self) -> str:
        """Return what it is known by."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(eq=False)
class Conversation:
    """A disclosure and what followed.

    Parameters
    ----------
    owner : int
        Which of the women writes it: only one at a time holds a code.
    deletion, shredding : str
        ``""``, ``"asked"`` or ``"done"``: whether it was asked for, and whether the door said that it was done.
    """

    first: Said
    token: str
    owner: int
    receipt: str = ""
    messages: list[Said] = field(default_factory=list)
    answers: list[Said] = field(default_factory=list)
    files: list[SentFile] = field(default_factory=list)
    deletion: str = ""
    shredding: str = ""
    number: str = ""

    def said(self) -> list[Said]:
        """Return all texts in it."""
        return [self.first, *self.messages, *self.answers]


@dataclass
class Log:
    """Every conversation, by its name, and what went wrong while they were written."""

    conversations: dict[str, Conversation] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    ended: dict[str, tuple[str, str]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    touched: set[str] = field(default_factory=set)

    def touch(self, conversation: Conversation) -> None:
        """Note that something was sent to it since it was last looked at."""
        with self.lock:
            self.touched.add(conversation.first.name)

    def add(self, conversation: Conversation) -> None:
        """Note a conversation that is about to be sent."""
        with self.lock:
            self.conversations[conversation.first.name] = conversation
        self.touch(conversation)

    def note_number(self, number: str, page: str) -> None:
        """Note under which number the centre finds a conversation, by the words on its page."""
        mark = _MARK.search(page)
        if mark is not None:
            self.conversations[mark.group(1)].number = number

    def fault(self, what: str) -> None:
        """Note what should not be."""
        with self.lock:
            self.faults.append(what)

    def count(self) -> int:
        """Return the disclosures that were acknowledged."""
        return sum(one.first.has_arrived for one in self.conversations.values())


class Busy(Exception):
    """A door said that it cannot now; that is allowed while the database is away."""


def field_on(browser: Browser, path: str, name: str) -> str:
    """Return a hidden field of a page."""
    return servers.hidden(shown(browser.get(path)), name)


def shown(answer: Answer) -> str:
    """Return a page as text; any fault of the door but the stated one is an error."""
    if answer.status == 503:
        raise Busy
    assert answer.status < 500, f"answered with {answer.status}"
    return unescape(answer.text)


def come_back(browser: Browser, receipt: str) -> Answer:
    """Give a code, with whatever else the page asks her browser to send."""
    page = shown(browser.get("/en/come-back"))
    hidden = {name: servers.hidden(page, name) for name in re.findall(r'type="hidden" name="(\w+)"', page)}
    answer = browser.post("/en/come-back", {**hidden, "code": receipt})
    shown(answer)
    return answer


def send_first(browser: Browser, conversation: Conversation) -> None:
    """Send the form, for the first time or again, and note the code."""
    form = {"token": conversation.token, "reader": "region:KZ-75", "words": conversation.first.text}
    answer = browser.post("/en/tell/survivor", form)
    if answer.status == 302:
        conversation.first.has_arrived = True
        conversation.receipt = servers.receipt_on(shown(browser.get("/en/code")))
    else:
        shown(answer)
        raise AssertionError(f"{conversation.first.name}: her form was answered with {answer.status}")


def check(log: Log, doors: Doors, worker: Browser, numbers: Iterable[str], *, also: int, rng: random.Random) -> None:
    """Look at everything that was touched, at some older conversations, and at those that nobody was told of."""
    _find(log, worker, numbers)
    known = sorted(log.conversations)
    names = sorted(log.touched | set(rng.sample(known, min(also, len(known)))))
    for name in names:
        try:
            faults = _looked_at(log.conversations[name], doors, worker)
        except (AssertionError, Busy) as fault:
            faults = [f"{type(fault).__name__}: {fault}"]
        for one in faults:
            log.fault(f"{name}: {one}")
    log.touched.clear()


def _looked_at(conversation: Conversation, doors: Doors, worker: Browser) -> list[str]:
    if not conversation.receipt:
        # Cut off while she sent: sending the same form again leads to the same conversation, made now or then.
        send_first(doors.public(), conversation)
    return [*_as_she_sees_it(conversation, doors.public()), *_as_the_centre_sees_it(conversation, worker)]


def _find(log: Log, worker: Browser, numbers: Iterable[str]) -> None:
    """Open what is not known yet; two conversations of one form, or one that lacks its words, are faults."""
    taken = {one.number: one for one in log.conversations.values() if one.number}
    for number in numbers:
        if number in taken:
            continue
        page = _opened(worker, number)
        mark = _MARK.search(page)
        if mark is None:
            if "Deleted with her code" not in page:
                log.fault(f"{number}: opens without words")
            continue
        conversation = log.conversations[mark.group(1)]
        if conversation.number:
            log.fault(f"{mark.group(1)}: is there twice")
        conversation.number = number
        log.touched.add(conversation.first.name)


def _opened(worker: Browser, number: str) -> str:
    worker.post(f"/en/d/{number}/open", {"form_token": field_on(worker, "/en/inbox", "form_token")})
    return shown(worker.get(f"/en/d/{number}"))


def _as_she_sees_it(conversation: Conversation, her: Browser) -> list[str]:
    answer = come_back(her, conversation.receipt)
    expected = {"": {302}, "asked": {302, 422}, "done": {422}}[conversation.deletion]
    if answer.status not in expected:
        return [f"her code is answered with {answer.status}"]
    if answer.status == 422:
        return []
    page = shown(her.get("/en/talk"))
    lost = [f"she misses the file {one.name}" for one in conversation.files if one.has_arrived and one.name not in page]
    return [*_texts(conversation, page, "she"), *lost]


def _as_the_centre_sees_it(conversation: Conversation, worker: Browser) -> list[str]:
    if not conversation.number:
        return _unknown(conversation, worker)
    answer = worker.get(f"/en/d/{conversation.number}")
    page = shown(answer)
    if answer.status == 404:
        return [] if conversation.shredding else ["the centre does not find it"]
    if conversation.shredding == "done":
        return ["it was destroyed and is there"]
    if "Deleted with her code" in page:
        wrong = ["its words are shown although it is hidden"] if _MARK.search(page) else []
        return wrong if conversation.deletion else ["it is hidden and she did not delete it"]
    if conversation.deletion == "done":
        return ["she deleted it and the centre reads it"]
    return [*_texts(conversation, page, "the centre"), *_files(conversation, page, worker)]


def _unknown(conversation: Conversation, worker: Browser) -> list[str]:
    # Sent again just now, or hidden before anybody had opened it.
    if conversation.deletion:
        return []
    found = re.findall(r"/en/d/([0-9a-f-]{36})", worker.get("/en/inbox").text)
    for number in found:
        if f"[{conversation.first.name} begins]" in _opened(worker, number):
            conversation.number = number
            return _as_the_centre_sees_it(conversation, worker)
    return ["the centre does not find it"]


def _texts(conversation: Conversation, page: str, who: str) -> list[str]:
    found = [f"{who} misses {one.name}" for one in conversation.said() if one.has_arrived and one.text not in page]
    half = [one.name for one in conversation.said() if f"[{one.name} begins]" in page and one.text not in page]
    twice = [one.name for one in conversation.said() if page.count(f"[{one.name} begins]") > 1]
    strange = [mark for mark in _MARK.findall(page) if mark not in {one.name for one in conversation.said()}]
    found += [f"{who} sees only a part of {name}" for name in half] + [f"{who} sees {name} twice" for name in twice]
    found += [f"{who} sees {mark} in another conversation" for mark in strange]
    return found + [f"{who} reads: {words}" for words in _ALTERED if words in page]


def _files(conversation: Conversation, page: str, worker: Browser) -> list[str]:
    links = re.findall(rf'/en/d/{conversation.number}/files/[0-9a-f-]{{36}}(?=")', page)
    digests = [hashlib.sha256(worker.get(link).body).hexdigest() for link in links]
    sent = {one.digest for one in conversation.files}
    lost = [
        f"the centre misses the file {one.name}"
        for one in conversation.files
        if one.has_arrived and one.digest not in digests
    ]
    return lost + ["the centre gets a file that nobody sent so" for digest in digests if digest not in sent]
