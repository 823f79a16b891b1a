"""Broken ground: one clear message with the next step, exit code 2, nothing lost."""

import os
import shutil
import socket
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests import servers

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("ground")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return servers.make_demonstration(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


def _serve(data: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [str(servers.QORGAN), "serve", "--data", str(data)]
    command += ["--public", f"127.0.0.1:{servers.free_port()}", "--staff", f"127.0.0.1:{servers.free_port()}", *options]
    environment = {name: value for name, value in os.environ.items() if name != "QORGAN_DATA"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def _digest(data: Path) -> dict[str, bytes]:
    return {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*.key")}


def _refused(result: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in result.stderr


@pytest.mark.parametrize("name", ["shared/registry", "public/receipt", "staff/staff"])
def test_a_missing_key_file_stops_the_start_and_is_not_made_anew(data, name):
    (data / "keys" / f"{name}.key").unlink()
    before = _digest(data)
    _refused(_serve(data), f"{name}.key")
    assert _digest(data) == before


def test_a_key_folder_that_is_gone_is_not_made_anew(data):
    shutil.rmtree(data / "keys")
    _refused(_serve(data), ".key")
    assert not (data / "keys").exists()


def test_a_key_file_open_to_others_stops_the_start(data):
    (data / "keys/staff/staff.key").chmod(0o644)
    _refused(_serve(data), "staff.key")


def test_a_key_file_of_the_wrong_size_stops_the_start(data):
    path = data / "keys/public/receipt.key"
    path.write_bytes(b"short")
    _refused(_serve(data), "receipt.key")
    assert path.read_bytes() == b"short"


def test_a_data_directory_that_is_a_file_stops_the_start(tmp_path):
    (tmp_path / "file").write_text("something")
    _refused(_serve(tmp_path / "file"), "data directory", "--data")


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("chattr"), reason="root writes through permissions; needs chattr"
)
def test_a_read_only_data_directory_stops_the_start(data):
    made_fast = subprocess.run(["chattr", "+i", str(data)], capture_output=True)
    if made_fast.returncode:
        pytest.skip("this file system has no immutable flag")
    try:
        _refused(_serve(data), "cannot be written", "--data")
    finally:
        subprocess.run(["chattr", "-i", str(data)], check=True)


def test_a_clock_that_jumped_back_stops_the_start(data):
    (data / "clock").write_text((datetime.now(UTC) + timedelta(days=30)).isoformat())
    _refused(_serve(data), "clock")


def test_a_database_of_a_newer_version_is_left_as_it_is(data):
    with sqlite3.connect(data / "qorgan.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('hear', '9999_future', '2030-01-01')"
        )
    _refused(_serve(data), "newer version")
    with sqlite3.connect(data / "qorgan.sqlite3") as database:
        assert database.execute("SELECT COUNT(*) FROM hear_disclosure").fetchone()[0] == 4


def test_something_that_is_no_database_is_left_as_it_is(data):
    (data / "qorgan.sqlite3").write_bytes(b"not a database at all" * 100)
    for beside in ("qorgan.sqlite3-wal", "qorgan.sqlite3-shm"):
        (data / beside).unlink(missing_ok=True)
    _refused(_serve(data), "database")
    assert (data / "qorgan.sqlite3").read_bytes().startswith(b"not a database")


def test_a_port_in_use_is_named(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        _refused(_serve(data, "--public", f"127.0.0.1:{port}"), str(port), "--public")


def test_what_is_no_address_is_named(data):
    _refused(_serve(data, "--staff", "nonsense"), "--staff", "HOST:PORT")


def test_a_demonstration_never_goes_into_a_real_installation(data):
    (data / "demonstration.json").unlink()
    result = subprocess.run([str(servers.QORGAN), "demo", "--data", str(data)], capture_output=True, text=True)
    _refused(result, "no demonstration", "--data")


def test_a_second_demonstration_keeps_the_data(data):
    before = servers.sign_ins(data)
    result = subprocess.run([str(servers.QORGAN), "demo", "--data", str(data)], capture_output=True, text=True)
    assert result.returncode == 0
    assert servers.sign_ins(data) == before


def test_the_audit_of_the_demonstration_is_whole(data):
    result = subprocess.run(
        [str(servers.QORGAN), "audit", "verify", "--data", str(data)], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_an_audit_with_a_row_taken_out_is_not_whole(data):
    with sqlite3.connect(data / "qorgan.sqlite3") as database:
        database.execute("DELETE FROM audit_auditentry WHERE id = (SELECT MAX(id) FROM audit_auditentry)")
    result = subprocess.run(
        [str(servers.QORGAN), "audit", "verify", "--data", str(data)], capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "not whole" in result.stdout


def test_one_public_name_for_both_doors_stops_the_start(data, monkeypatch):
    monkeypatch.setenv("QORGAN_PUBLIC_HOSTS", "help.example.org")
    monkeypatch.setenv("QORGAN_STAFF_HOSTS", "help.example.org")
    _refused(_serve(data), "help.example.org", "QORGAN_STAFF_HOSTS")


@pytest.mark.parametrize("door", ["public", "staff"])
def test_a_file_of_what_a_door_has_seen_that_cannot_be_read_stops_the_start(data, door):
    (data / f"newest-{door}").write_text("{")
    _refused(_serve(data), f"newest-{door}", "take it away")
