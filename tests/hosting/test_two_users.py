"""Two users, two database roles: both doors work, and what one of them was not given it cannot take."""

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from psycopg import errors
from tests import roles, servers
from tests.hosting import two_users
from tests.hosting.two_users import IS_TWO, Place

from qorgan.web.sealed.shredding import CIPHERTEXT

pytestmark = [pytest.mark.server, pytest.mark.postgres, pytest.mark.xdist_group("two-users")]


@pytest.fixture(scope="module")
def place():
    with two_users.place() as made:
        yield made


@pytest.fixture(scope="module")
def doors(place):
    with two_users.both_open(place) as opened:
        yield opened


def _number_of(worker: servers.Browser, words: str) -> str:
    """Return the conversation in which these words stand."""
    form = {"form_token": worker.hidden("/en/inbox", "form_token")}
    for number in re.findall(r"/en/d/([0-9a-f-]{36})", worker.get("/en/inbox").text):
        worker.post(f"/en/d/{number}/open", form)
        if words in worker.get(f"/en/d/{number}").text:
            return number
    raise AssertionError("it is in no row of the inbox")


def test_a_whole_conversation_goes_through_two_doors_with_two_roles(doors, place):
    her = doors.public()
    assert her.get("/g/bahar").status == 302
    with place.connect("postgres") as database:
        (centre,) = database.execute("SELECT id FROM accounts_centre WHERE name->>'en' LIKE '%centre A%'").fetchone()
    more = {"reader": str(centre), "consent_other_centre": "on"}
    assert servers.tell(her, "She wrote this.", **more).status == 302
    receipt = servers.receipt_on(her.get("/en/code").text)
    form = {"form_token": her.hidden("/en/talk", "form_token")}
    assert her.post("/en/code/kept", form).status == 302
    assert her.post("/en/talk/write", {**form, "words": "And this."}).status == 302
    assert her.send_file("/en/talk/files", form, "a.txt", b"a file " * 9000).status == 302
    assert her.post("/en/talk/wishes", form).status == 200  # takes the other centre's keys back

    worker = servers.sign_in(doors, "dana")
    number = _number_of(worker, "She wrote this.")
    staff = {"form_token": worker.hidden("/en/inbox", "form_token")}
    assert worker.post(f"/en/d/{number}/reply", {**staff, "words": "We answer."}).status == 302
    assert worker.post(f"/en/d/{number}/note", {**staff, "note-words": "Noted."}).status == 302
    assert worker.post(f"/en/d/{number}/labels", {**staff, "labels": "first"}).status == 302
    assert worker.post("/en/phrases", {**staff, "phrases": "Good day."}).status in {200, 302}
    new = worker.post(f"/en/d/{number}/receipt", {**staff, "checked": "on"})
    assert new.status == 200

    back = doors.public()
    assert back.come_back(receipt).status != 302
    assert back.come_back(servers.receipt_on(new.text)).status == 302
    assert "We answer." in back.get("/en/talk").text
    assert back.post("/en/talk/delete", {"form_token": back.hidden("/en/talk", "form_token")}).status == 200
    assert worker.post(f"/en/d/{number}/deletion", {**staff, "checked": "on", "to": "shred"}).status == 302
    with place.connect("postgres") as database:
        assert database.execute("SELECT 1 FROM sealed_thread WHERE id = %s", [number]).fetchall() == []


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("aigul", ["/en/inbox", "/en/lead", "/en/members", "/en/lead/centre", "/en/account"]),
        ("admin-1", ["/en/centres", "/en/addresses", "/en/unreviewed", "/en/members"]),
        ("auditor", ["/en/audit", "/en/auditors"]),
        ("saule", ["/en/indicators", "/en/incidents"]),
        ("office-1", ["/en/office", "/en/office/keys"]),
    ],
)
def test_supervisors_and_administrators_see_their_pages(doors, who, pages):
    member = servers.sign_in(doors, who)
    assert {page: member.get(page).status for page in pages} == dict.fromkeys(pages, 200)


def test_no_door_met_a_fault_or_a_refusal(doors, place):
    """Runs after the walks above; what the clockwork of the staff door did by itself is in it too."""
    assert (place.data / "clock").exists()
    assert "Error" not in place.log()


SECRET = [
    "accounts_member",
    "accounts_memberrole",
    "accounts_grant",
    "accounts_notice",
    "accounts_cover",
    "accounts_recovery",
    "sealed_summary",
    "sealed_draft",
    "care_case",
    "care_referral",
    "care_incidentrelease",
    "care_incidenttables",
]


@pytest.mark.parametrize("table", SECRET)
def test_the_public_role_reads_nothing_of_members_and_their_keys(place, table):
    with place.connect("qorgan_public") as database, pytest.raises(errors.InsufficientPrivilege):
        database.execute(f"SELECT 1 FROM {table}")  # noqa: S608 - a fixed word


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed FROM audit_auditentry",
        "UPDATE accounts_centre SET answer_days = 9",
        "UPDATE accounts_keyringkey SET public = ''",
        "INSERT INTO accounts_keyring (id, duty) VALUES (gen_random_uuid(), 'intake')",
        "UPDATE hear_disclosure SET centre_id = NULL",
        "DELETE FROM hear_disclosure",
        "UPDATE sealed_envelope SET ciphertext = ''",
        "DELETE FROM sealed_envelope",
        "DELETE FROM sealed_thread",
        "UPDATE sealed_survivorkey SET public = ''",
        "TRUNCATE sealed_wrap",
        "UPDATE hear_shortaddress SET is_open = false",
        "INSERT INTO audit_auditentry (chain, sequence, day, sealed, mac) VALUES ('country', 9999, now(), '', '')",
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "SET ROLE qorgan_staff",
        "SET log_statement = 'all'",
    ],
)
def test_the_public_role_changes_nothing_that_is_not_hers_to_change(place, statement):
    with place.connect("qorgan_public") as database, pytest.raises(errors.InsufficientPrivilege):
        database.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET sealed = ''",
        "DELETE FROM audit_auditentry",
        "INSERT INTO audit_auditentry (chain, sequence, day, sealed, mac) VALUES ('survivors', 9999, now(), '', '')",
        "INSERT INTO hear_disclosure (thread_id) VALUES (gen_random_uuid())",
        "UPDATE hear_spentform SET is_closed = false",
        "SET ROLE qorgan",
    ],
)
def test_the_staff_role_does_not_do_what_only_the_other_door_does(place, statement):
    with place.connect("qorgan_staff") as database, pytest.raises(errors.InsufficientPrivilege):
        database.execute(statement)


@pytest.mark.parametrize(
    ("role", "sees_own", "sees_all"), [("qorgan_public", True, False), ("qorgan_staff", False, True)]
)
def test_each_role_goes_on_with_its_own_chains_only(place, doors, role, sees_own, sees_all):
    with place.connect(role) as database:
        chains = {row[0] for row in database.execute("SELECT chain FROM audit_chainhead").fetchall()}
        changed = database.execute("UPDATE audit_chainhead SET sequence = sequence RETURNING chain").fetchall()
    assert ("country" in chains) == sees_all
    assert ("survivors" in {row[0] for row in changed}) == sees_own
    assert ("country" in {row[0] for row in changed}) == sees_all


def test_the_staff_role_vacuums_what_it_destroyed_and_no_warning_says_otherwise(place):
    said: list[str] = []
    with place.connect("qorgan_staff") as database:
        database.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
        database.execute(f"VACUUM {', '.join(CIPHERTEXT)}")
    assert said == []


def test_every_table_is_given_to_somebody_or_to_nobody_on_purpose():
    named = set(
        re.findall(r"\b(?:accounts|audit|sealed|hear|care|know|django)_[a-z]+\b", roles.statements("grants.sql"))
    )
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("qorgan.")}
    assert tables - named == set(), (
        "a new table: say in examples/hosting/postgresql/grants.sql what each door may do with it"
    )
    assert named - tables == {"django_migrations"}


@pytest.mark.skipif(not IS_TWO, reason="needs root, and an interpreter that other users may run")
@pytest.mark.parametrize(
    ("door", "closed"),
    [
        (
            "public",
            ["keys/staff/staff.key", "keys-staff/staff/staff.key", "data/tombstones", "keys/public/receipt.key"],
        ),
        ("staff", ["keys-public/public/receipt.key", "keys/public/receipt.key"]),
    ],
)
def test_a_door_reads_no_file_that_is_not_its_own(place, door, closed):
    for name in closed:
        tried = subprocess.run(["cat", place.folder / name], capture_output=True, **place.as_user(door))
        assert b"Permission denied" in tried.stderr, name
    own = subprocess.run(
        ["cat", place.folder / f"keys-{door}/shared/registry.key"], capture_output=True, **place.as_user(door)
    )
    assert len(own.stdout) == 32


@pytest.mark.skipif(not IS_TWO, reason="needs root, and an interpreter that other users may run")
def test_the_system_says_who_may_be_which_role(place):
    ask = f"import psycopg; psycopg.connect('{place.address('qorgan_staff')}')"
    tried = subprocess.run(
        [two_users.PYTHON, "-c", ask],
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, **two_users.PYTHON_ENVIRONMENT},
        **place.as_user("public"),
    )
    assert "Peer authentication failed" in tried.stderr


@pytest.mark.skipif(not IS_TWO, reason="needs root, and an interpreter that other users may run")
def test_the_doors_run_as_two_users_and_leave_no_memory_behind(doors, place):
    import json

    told = json.loads(place.keeper("doctor", "--json").stdout)
    said = [one["what"] for one in told["findings"] if one["area"] == "This machine"]
    assert "The two doors run as two users." in said
    assert not any("could leave its memory" in what for what in said)


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="asks Linux")
def test_a_door_leaves_no_core_dump(doors):
    limits = Path(f"/proc/{doors.process.pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)


def test_the_keeper_verifies_the_audit_and_the_door_can_still_write_the_clock(doors, place):
    told = place.keeper("audit", "verify")
    assert told.returncode == 0, told.stdout + told.stderr
    clock = place.data / "clock"
    assert clock.stat().st_uid == place.data.stat().st_uid


def _refused(process: "subprocess.Popen[bytes]", place: Place, door: str, *words: str) -> None:
    assert process.wait(timeout=60) == 2
    said = (place.folder / f"log-{door}").read_text().splitlines()[-1]
    for word in words:
        assert word in said


def test_a_door_alone_does_not_open_over_a_database_of_another_version(place):
    with place.connect("postgres") as database:
        name = database.execute(
            "DELETE FROM django_migrations WHERE app = 'hear' RETURNING app, name, applied"
        ).fetchall()
    try:
        _refused(place.serve("public", servers.free_port()), place, "public", "qorgan prepare")
    finally:
        with place.connect("postgres") as database, database.cursor() as cursor:
            cursor.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", name)


def test_a_door_alone_does_not_open_without_its_key_files(place, monkeypatch):
    monkeypatch.setattr(place, "keys", place.folder / "none")
    environment = place.environment

    def without(who: str) -> dict[str, str]:
        return {**environment(who), "QORGAN_KEYS": "/none"}

    monkeypatch.setattr(place, "environment", without)
    _refused(place.serve("public", servers.free_port()), place, "public", ".key")


def test_what_is_no_door_is_named(tmp_path):
    command = [str(servers.QORGAN), "serve", "--only", "back", "--data", str(tmp_path)]
    tried = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))
    assert tried.returncode == 2
    assert "--only" in tried.stderr


def test_on_one_machine_a_prepared_directory_opens_door_by_door(tmp_path):
    """With the embedded database both doors may be started alone as well, by the one user who owns it."""
    data = servers.make_demonstration(tmp_path)
    command = [str(servers.QORGAN), "prepare", "--data", str(data)]
    assert "Ready." in subprocess.run(command, capture_output=True, text=True).stdout
    port = servers.free_port()
    door = subprocess.Popen(
        [str(servers.QORGAN), "serve", "--only", "public", "--public", f"127.0.0.1:{port}", "--data", str(data)],
        stderr=subprocess.DEVNULL,
    )
    try:
        two_users._wait(door, port, Place(tmp_path))
        assert servers.Browser(port).get("/en/").status == 200
    finally:
        two_users._end(door)


def test_prepare_prints_the_invitations_once(tmp_path):
    command = [str(servers.QORGAN), "prepare", "--data", str(tmp_path / "data")]
    first, second = (subprocess.run(command, capture_output=True, text=True).stdout for _ in range(2))
    assert first.count("invitation ") == 2
    assert "invitation " not in second


def test_psycopg_is_asked_for_real(place):
    """The tests above would pass over a database that refuses everybody."""
    with place.connect("qorgan_public") as database:
        assert database.execute("SELECT count(*) FROM accounts_centre").fetchone() == (4,)
    assert issubclass(errors.InsufficientPrivilege, psycopg.Error)
