"""A canary sentence and a canary file, sent through the real server, are readable nowhere at rest."""

import os
import shutil
import signal
import socket
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from tests import servers
from tests.deskwork import Desk, give_a_copy
from tests.filling import filled, texts
from tests.searching import files_below, open_files, where
from tests.servers import Doors

from qorgan.web.care.forms.base import CaseForm
from qorgan.web.care.programme.kinds import ABOUT, Kind
from qorgan.web.care.registry import FORMS

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("at-rest")]

CANARY = "Канарейка sings at 03:41 behind the орлеуші door"
FILE_CANARY = "файл-канарейка-7719-kanareika-in-a-picture"
CONTACT_CANARY = "canary-contact-8861"
WORD_CANARY = "canary-safe-word-5520"
ANSWER_CANARY = "ответ-канарейка-4410"
NOTE_CANARY = "заметка-канарейка-9127"
NAME_CANARY = "kanareika-name-3308.png"
CASE_CANARY = "іс-канарейка-6641"
DRAFT_CANARY = "черновик-канарейка-7752"
ALL = [
    CASE_CANARY,
    DRAFT_CANARY,
    CANARY,
    FILE_CANARY,
    CONTACT_CANARY,
    WORD_CANARY,
    ANSWER_CANARY,
    NOTE_CANARY,
    NAME_CANARY,
    # Of incidents that left for statistics: their codes, and the words beside which these stood.
    "physical-assault",
    "family-or-friends",
    "What she said. (invented)",
]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("at-rest")
    data = servers.make_demonstration(folder)
    yield from servers.serving(data, folder)


def _found(doors: Doors, texts: list[str] = ALL) -> list[str]:
    pids = doors.pids() if doors.process.poll() is None else []
    places = [*files_below(doors.data, doors.temporary, doors.log.parent), *open_files(pids)]
    return [one for text in texts for one in where(text, places)]


def _sent_everything(doors: Doors) -> servers.Browser:
    her = doors.public()
    more = {"ways": "call", "where": CONTACT_CANARY, "consent_contact": "on", "consent_case": "on", "word": WORD_CANARY}
    assert servers.tell(her, CANARY, **more).status == 302
    receipt = servers.receipt_on(her.get("/en/code").text)
    token = her.hidden("/en/talk", "form_token")
    assert (
        her.send_file("/en/talk/files", {"form_token": token}, NAME_CANARY, FILE_CANARY.encode() * 9000).status == 302
    )
    worker = servers.sign_in(doors, "dana")
    inbox = worker.get("/en/inbox").text
    import re

    for number in re.findall(r"/en/d/([0-9a-f-]{36})", inbox):
        form = {"form_token": worker.hidden("/en/inbox", "form_token")}
        worker.post(f"/en/d/{number}/open", form)
        worker.post(f"/en/d/{number}/reply", {**form, "words": ANSWER_CANARY})
        worker.post(f"/en/d/{number}/note", {**form, "note-words": NOTE_CANARY})
    case = _worked_a_case(worker, form["form_token"])
    Desk(doors, worker, case, CASE_CANARY).work()
    _worked_the_programme(doors, "marat", "programme", [Kind.PARTICIPANT, Kind.GROUP])
    _worked_the_programme(doors, "gulnar", "partner-safety", [Kind.PARTNER])
    _released_an_incident(doors)
    back = doors.public()
    back.come_back(receipt)
    assert ANSWER_CANARY in back.get("/en/talk").text
    give_a_copy(doors, worker, receipt, WORD_CANARY, CASE_CANARY)
    return her


def _worked_a_case(worker: servers.Browser, token: str) -> str:
    """Write a canary into every text of every form of a case: saved, and kept for now."""
    today = servers.today()
    new = {"called": CASE_CANARY, "agreed_by": "herself", "form_token": token}
    address = worker.post("/en/cases/new", new).place
    worker.post("/en/cases/new", {**new, "called": DRAFT_CANARY, "keep": "script"})
    order = str(uuid.uuid4())
    for name, about in FORMS.items():
        place = f"{address}/{name}" + (f"/{order if name == 'order' else uuid.uuid4()}" if about.many else "")
        for canary, more in ((CASE_CANARY, {}), (DRAFT_CANARY, {"keep": "script"})):
            sent = filled(about, None, canary=canary, today=today) | {"form_token": token, **more}
            sent["began_from"] = "1" if name == "opening" else "0"
            if name == "breach":
                sent["order"] = order
            pairs = [
                (key, one) for key, value in sent.items() for one in (value if isinstance(value, list) else [value])
            ]
            answer = worker.post(place, pairs)
            assert answer.status == (204 if more else 302), (name, answer.status)
        shown = worker.get(place).text
        assert [text for text in texts(about, canary=DRAFT_CANARY, today=today) if text not in shown] == [], name
    _wrote_a_letter(worker, address, token)
    assert CASE_CANARY in worker.get("/en/cases").text
    assert worker.post("/en/cases/box/mine", {"words": CASE_CANARY, "form_token": token}).status == 200
    return address


def _worked_the_programme(doors: Doors, name: str, place: str, kinds: list[Kind]) -> None:
    """Write a canary into every text of every form of these files: saved, and kept for now."""
    who, today = servers.sign_in(doors, name), servers.today()
    token = who.hidden(f"/en/{place}", "form_token")
    # What one field needs because of another, or because it would end what is written next.
    fitting = {"his_file": "", "group": "", "withdrawn": "", "last_day": "", "programme_ended": ""}
    for kind in kinds:
        forms, begins = ABOUT[kind].forms, CaseForm("new", "", ABOUT[kind].begins, "")
        new = f"/en/{place}/groups/new" if kind == Kind.GROUP else f"/en/{place}/new"
        sent = filled(begins, None, canary=CASE_CANARY, today=today) | {"form_token": token}
        address = who.post(new, _pairs(sent | {key: one for key, one in fitting.items() if key in sent})).place
        for form in [one for one in forms.values() if one.name not in {"breach-report", "ending"}]:
            at = f"{address}/{form.name}" + (f"/{uuid.uuid4()}" if form.many else "")
            for canary, more in ((f"{CASE_CANARY}-again", {}), (DRAFT_CANARY, {"keep": "script"})):
                sent = filled(form, None, canary=canary, today=today)
                sent |= {key: one for key, one in fitting.items() if key in sent}
                sent |= {"form_token": token, "began_from": "0" if form.many else "1", **more}
                answer = who.post(at, _pairs(sent))
                assert answer.status == (204 if more else 302), (form.name, answer.status)
            shown, kept = who.get(at).text, texts(form, canary=DRAFT_CANARY, today=today)
            assert [one for one in kept if one not in shown and not one.endswith(("his_file", "group"))] == [], (
                form.name
            )
        assert CASE_CANARY in who.get(address).text
        if kind == Kind.GROUP:
            sheet = {"number": "2", "day": today.isoformat(), "words": f"{CASE_CANARY}-sheet", "form_token": token}
            assert who.post(f"{address}/sheet", sheet).status == 302
    assert CASE_CANARY in who.get(f"/en/{place}").text


def _released_an_incident(doors: Doors) -> None:
    """Let the demonstration's incident of last month leave, and open it at the statistics office with those before."""
    leader = servers.sign_in(doors, "saule")
    token = leader.hidden("/en/incidents", "form_token")
    assert "Physical assault" in leader.get("/en/incidents").text
    assert leader.post("/en/incidents", {"form_token": token}).status == 302
    assert "<dd>25</dd>" in servers.sign_in(doors, "office-1").get("/en/office").text


def _pairs(sent: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, one) for key, value in sent.items() for one in (value if isinstance(value, list) else [value])]


def _wrote_a_letter(worker: servers.Browser, address: str, token: str) -> None:
    """Write a letter to a service with a canary in each of its texts, and look at it as it is printed."""
    service, common = f"{CASE_CANARY}-service", {"form_token": token, "language": "en"}
    consent = {"purpose": "letter", "recipient": service, "giver": "herself", "began_from": "0"}
    assert worker.post(f"{address}/consent/{uuid.uuid4()}", consent | common).status == 302
    told = {"kind": "health", "recipient": service, "keep": "letter"}
    told |= {slot: f"{CASE_CANARY}-{slot}" for slot in ("name", "need", "happened")}
    written = worker.post(f"{address}/letter", told | common)
    assert written.status == 302
    assert f"{CASE_CANARY}-happened" in worker.get(written.place).text


@pytest.mark.django_db  # forms may ask for centres while they are filled in
def test_nothing_is_readable_while_the_doors_run_after_they_stop_and_after_they_are_killed(doors, tmp_path):
    _sent_everything(doors)
    assert _found(doors) == []

    half, connection = _half_an_upload(doors)
    try:
        assert half > 1_000_000
        assert _found(doors) == []
    finally:
        connection.close()

    doors.stop(signal.SIGKILL)
    assert _found(doors) == []
    again = servers.open_doors(doors.data, doors.log.parent)
    try:
        assert _found(again) == []
    finally:
        again.stop()
    assert _found(doors) == []


def test_the_search_finds_what_is_there(tmp_path: Path):
    """The search itself is seen to work, in every dress, and in a file that was unlinked while open."""
    (tmp_path / "a").write_bytes(CANARY.encode("utf-16-le"))
    assert where(CANARY, files_below(tmp_path))
    with (tmp_path / "b").open("wb") as file:
        file.write(CANARY.encode())
        file.flush()
        (tmp_path / "b").unlink()
        assert any("fd" in one for one in where(CANARY, open_files([os.getpid()])))
    shutil.rmtree(tmp_path)


def _half_an_upload(doors: Doors) -> tuple[int, socket.socket]:
    her = doors.public()
    servers.tell(her, CANARY)
    token = her.hidden("/en/talk", "form_token")
    body, kind = servers.multipart({"form_token": token}, NAME_CANARY, FILE_CANARY.encode() * 300_000)
    cookie = "; ".join(f"{name}={value}" for name, value in her.cookies.items())
    head = (
        f"POST /en/talk/files HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", doors.public_port))
    connection.sendall(head.encode() + body[: len(body) // 2])
    time.sleep(1)
    return len(body) // 2, connection
