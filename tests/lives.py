"""What people do at the doors while these are killed: one act at a time, each noted before it is sent and when it arrived."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
import pyotp

from tests import servers
from tests.acknowledged import Busy, Conversation, Log, Said, SentFile, come_back, field_on, send_first, shown, text_of
from tests.servers import Answer, Browser, Doors
from tests.wholeness import Database

_SAID = re.compile(r'<div class="fault"[^>]*>(.*?)</div>', re.DOTALL)  # what a page says is wrong

WORKER, SUPERVISOR = "dana", "aigul"
Act = Callable[[random.Random], None]


@dataclass
class People:
    """Everybody at one pair of doors, from their opening to their end."""

    doors: Doors
    database: Database
    log: Log
    turn: int = 0
    sessions: dict[str, Browser] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)  # of which half minute each member's last code was

    def acts(self, n_women: int) -> list[Act]:
        """Return what they do, each again and again."""
        women: list[Act] = [lambda rng, owner=owner: self.write(owner, rng) for owner in range(n_women)]  # type: ignore[misc]
        return [*women, self.work, self.come_and_leave]

    def session(self, name: str) -> Browser:
        """Return the browser of a member who is signed in."""
        if name not in self.sessions:
            self.sessions[name] = self._sign_in(name)
        return self.sessions[name]

    def write(self, owner: int, rng: random.Random) -> None:
        """Tell, write again, add a file, delete."""
        mine = [one for one in list(self.log.conversations.values()) if one.owner == owner and one.receipt]
        mine = [one for one in mine if not one.deletion]
        if not mine or rng.random() < 0.4:
            self._tell(owner, rng)
            return
        conversation, her = rng.choice(mine), self.doors.public()
        if come_back(her, conversation.receipt).status == 302:
            self._write_more(her, conversation, rng)

    def _tell(self, owner: int, rng: random.Random) -> None:
        her, name = self.doors.public(), f"k{self.turn}-{rng.randrange(2**32):x}"
        first = Said(text_of(name, rng.randrange(400)))
        conversation = Conversation(first, field_on(her, "/en/tell/survivor", "token"), owner)
        self.log.add(conversation)
        send_first(her, conversation)
        if rng.random() < 0.3:
            shown(her.post("/en/code/kept", {"form_token": field_on(her, "/en/code", "form_token")}))

    def _write_more(self, her: Browser, conversation: Conversation, rng: random.Random) -> None:
        self.log.touch(conversation)
        form = {"form_token": field_on(her, "/en/talk/write", "form_token")}
        name = f"{conversation.first.name}.{rng.randrange(2**32):x}"
        choice = rng.random()
        if choice < 0.45:
            said = Said(text_of(name, rng.randrange(400)))
            conversation.messages.append(said)
            said.has_arrived = _went_well(her.post("/en/talk/write", {**form, "words": said.text}), 302)
        elif choice < 0.8 and len(conversation.files) < 5:
            sent = SentFile(f"{name}.bin", rng.randbytes(rng.randrange(1, 1_500_000)))
            conversation.files.append(sent)
            sent.has_arrived = _went_well(her.send_file("/en/talk/files", form, sent.name, sent.content), 302)
        elif choice > 0.85:
            conversation.deletion = "asked"
            if _went_well(her.post("/en/talk/delete", form), 200):
                conversation.deletion = "done"

    def work(self, rng: random.Random) -> None:
        """Accept what waits, answer, and destroy what was deleted and should be gone at once."""
        worker = self.session(WORKER)
        for number in re.findall(r"/en/d/([0-9a-f-]{36})", shown(worker.get("/en/inbox")))[:2]:
            form = {"form_token": field_on(worker, "/en/inbox", "form_token")}
            _went_well(worker.post(f"/en/d/{number}/open", form), 302)
            self.log.note_number(number, shown(worker.get(f"/en/d/{number}")))
        known = [one for one in list(self.log.conversations.values()) if one.number and not one.shredding]
        gone = [one for one in known if one.deletion == "done"]
        if known:
            self._work_on(worker, rng.choice(gone or known), rng)

    def _work_on(self, worker: Browser, conversation: Conversation, rng: random.Random) -> None:
        self.log.touch(conversation)
        place, form = f"/en/d/{conversation.number}", {"form_token": field_on(worker, "/en/inbox", "form_token")}
        if conversation.deletion == "done":
            conversation.shredding = "asked"
            if _went_well(worker.post(f"{place}/deletion", {**form, "checked": "on", "to": "shred"}), 302):
                conversation.shredding = "done"
        else:
            said = Said(text_of(f"{conversation.first.name}.{rng.randrange(2**32):x}", rng.randrange(200)))
            conversation.answers.append(said)
            said.has_arrived = _went_well(worker.post(f"{place}/reply", {**form, "words": said.text}), 302)

    def come_and_leave(self, rng: random.Random) -> None:
        """Invite a colleague, let her join and be confirmed, and end her membership."""
        supervisor, name = self.session(SUPERVISOR), f"leaver-{rng.randrange(2**32):x}"
        form = {"form_token": field_on(supervisor, "/en/members", "form_token")}
        invited = {**form, "sign_in_name": name, "name": name, "language": "en", "roles": "worker"}
        (code,) = _kept(supervisor.post("/en/members", invited))
        phrase, seed, *_print = _kept(self.doors.staff().post("/en/join", {"code": code}))
        number = re.search(rf'/en/members/([0-9a-f-]{{36}})">{name}<', shown(supervisor.get("/en/members")))
        assert number, f"{name} joined and is not among the members"
        place = f"/en/members/{number.group(1)}"
        _went_well(supervisor.post(f"{place}/confirm", form), 302)
        if _went_well(supervisor.post(f"{place}/end", form), 302):
            self.log.ended[name] = (phrase, seed)

    def may_sign_in(self, name: str, phrase: str, seed: str) -> bool:
        """Say whether somebody is let in at the staff door."""
        fields = {"name": name, "pass_phrase": phrase, "code": pyotp.TOTP(seed).now()}
        return _went_well(self.doors.staff().post("/en/sign-in", fields), 302)

    def _sign_in(self, name: str) -> Browser:
        try:
            # A code counts once. Waiting half a minute for the next would make the test long and show nothing.
            self.database.ask("UPDATE accounts_member SET totp_used = NULL")
        except psycopg.OperationalError:
            raise Busy from None
        browser, one = self.doors.staff(), servers.sign_ins(self.doors.data)[name]
        fields = {"name": name, "pass_phrase": one["passphrase"], "code": self._code(name, one["seed"])}
        answer = browser.post("/en/sign-in", fields)
        assert _went_well(answer, 302), f"{name} cannot sign in: {answer.status}, {_SAID.findall(answer.text)}"
        return browser

    def _code(self, name: str, seed: str) -> str:
        """Return a code that this door has not seen: it remembers each, also of a sign-in that was cut off."""
        step = max(int(time.time()) // 30, self.codes.get(name, 0) + 1)
        while step > int(time.time()) // 30 + 1:
            time.sleep(0.5)
        self.codes[name] = step
        return pyotp.TOTP(seed).generate_otp(step)


def _went_well(answer: Answer, status: int) -> bool:
    """Say whether it was acknowledged."""
    shown(answer)
    return answer.status == status


def _kept(answer: Answer) -> list[str]:
    """Return what a page shows only once."""
    return re.findall(r'class="keep">([^<]+)<', shown(answer))
