"""Fifty senders at once: no error, none lost, and sending twice gives one; on SQLite and on PostgreSQL."""

import sqlite3

import psycopg
import pytest
from tests import servers
from tests.senders import send_at_once
from tests.servers import Browser, Doors

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("many-senders")]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def doors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("senders")
    environment: dict[str, str] = {}
    if request.param == "postgresql":
        environment = {"DATABASE_URL": request.getfixturevalue("postgresql")}
    data = servers.make_demonstration(folder, environment)
    for opened in servers.serving(data, folder, environment):
        opened.environment = environment
        yield opened


def _count(doors: Doors, table: str) -> int:
    query = f"SELECT COUNT(*) FROM {table}"  # noqa: S608 - a fixed word
    url = doors.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as database:
            return int(database.execute(query).fetchone()[0])
    with sqlite3.connect(doors.data / "qorgan.sqlite3") as database:
        return int(database.execute(query).fetchone()[0])


def test_fifty_senders_at_once_lose_nothing_and_sending_twice_gives_one(doors):
    before = _count(doors, "hear_disclosure")
    sending = send_at_once(doors.public_port, n_senders=50, n_each=2, twice=True)
    assert sending.faults == []
    assert len(set(sending.receipts)) == 100
    assert _count(doors, "hear_disclosure") - before == 100
    assert _count(doors, "sealed_envelope") >= 200
    for receipt in sending.receipts[:10]:
        back = Browser(doors.public_port)
        assert back.come_back(receipt).status == 302
        assert "She wrote this." in back.get("/en/talk").text


def test_one_form_sent_by_many_at_the_same_moment_gives_one(doors):
    from concurrent.futures import ThreadPoolExecutor

    before = _count(doors, "hear_disclosure")
    token = Browser(doors.public_port).hidden("/en/tell/survivor", "token")
    form = {"token": token, "reader": "region:KZ-75", "words": "Sent by a shaking finger."}

    def send(_turn: int) -> str:
        browser = Browser(doors.public_port)
        assert browser.post("/en/tell/survivor", form).status == 302
        return servers.receipt_on(browser.get("/en/code").text)

    with ThreadPoolExecutor(12) as pool:
        shown = set(pool.map(send, range(12)))
    assert len(shown) == 1
    assert _count(doors, "hear_disclosure") - before == 1
