"""`qorgan doctor` over a real installation: it says what is wrong, ends with 1 where something is broken, and writes nothing."""

import json
import os
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import servers
from tests.searching import files_below

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("doctor")]

AREAS = [
    *("Key files", "Data directory", "Clock", "This machine", "Names and TLS", "Database"),
    *("People and centres", "Mail", "Backups", "Facts", "Figures", "Texts"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return servers.make_demonstration(tmp_path_factory.mktemp("doctor"))


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


def _doctor(data: Path, *options: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QORGAN_")}
    command = [str(servers.QORGAN), "doctor", "--data", str(data), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env={**kept, **settings})


def _told(data: Path, **settings: str) -> dict[str, Any]:
    result = _doctor(data, "--json", **settings)
    told: dict[str, Any] = json.loads(result.stdout)
    assert result.returncode == (1 if told["broken"] else 0)
    return told


def _broken(data: Path, **settings: str) -> list[tuple[str, str]]:
    return [(one["area"], one["what"]) for one in _told(data, **settings)["findings"] if one["level"] == "broken"]


def _content(data: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files_below(data)}


def test_a_fresh_demonstration_has_nothing_broken_and_every_area_is_looked_at(data):
    told = _told(data)
    assert [one["what"] for one in told["findings"] if one["level"] == "broken"] == []
    assert list(dict.fromkeys(one["area"] for one in told["findings"])) == AREAS
    assert told["look"] == sum(one["level"] == "look" for one in told["findings"]) > 0
    assert all(one["rule"] and one["next_step"] for one in told["findings"] if one["level"] != "ok")


def test_looking_writes_nothing(data):
    before = _content(data)
    _told(data)
    assert _content(data) == before


def test_looking_is_possible_while_the_doors_are_open(data, tmp_path):
    doors = servers.open_doors(data, tmp_path)
    try:
        told = _told(data)
    finally:
        doors.stop()
    assert told["broken"] == 0
    assert any("one user" in one["what"] for one in told["findings"])


def test_the_page_says_where_rule_and_next_step_and_how_many(data):
    (data / "keys/staff/staff.key").chmod(0o644)
    result = _doctor(data)
    assert result.returncode == 1
    assert result.stderr == ""
    unfolded = "".join(result.stdout.split())
    for words in ("BROKEN", f"Where:{data}/keys/staff/staff.key", "Rule:onlyitsownerreadsit", "Next:chmod600"):
        assert words in unfolded
    assert "things are broken" in result.stdout


@pytest.mark.parametrize(
    ("damage", "area"),
    [
        (lambda data: (data / "keys/public/receipt.key").unlink(), "Key files"),
        (lambda data: (data / "qorgan.sqlite3").chmod(0o666), "Data directory"),
        (lambda data: (data / "clock").write_text((datetime.now(UTC) + timedelta(days=9)).isoformat()), "Clock"),
        (lambda data: (data / "qorgan.sqlite3").write_bytes(b"no database" * 100), "Database"),
        (lambda data: (data / "qorgan.sqlite3").unlink(), "Database"),
        (lambda data: (data / "tombstones").unlink(), "Database"),
    ],
)
def test_each_damage_is_found_and_left_as_it_is(data, damage, area):
    damage(data)
    before = _content(data)
    assert area in [where for where, _ in _broken(data)]
    assert _content(data) == before


def test_an_audit_with_a_row_taken_out_is_found(data):
    with sqlite3.connect(data / "qorgan.sqlite3") as database:
        database.execute("DELETE FROM audit_auditentry WHERE id = (SELECT MAX(id) FROM audit_auditentry)")
    database.close()
    assert [where for where, _ in _broken(data)] == ["Database"]


def test_one_public_name_for_both_doors_is_found(data):
    names = {"QORGAN_PUBLIC_HOSTS": "help.example.org", "QORGAN_STAFF_HOSTS": "help.example.org"}
    assert [where for where, _ in _broken(data, **names)] == ["Names and TLS"]


def test_a_directory_that_is_not_there_is_one_message_and_is_not_made(tmp_path):
    result = _doctor(tmp_path / "none")
    assert result.returncode == 2
    assert "--data" in result.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.postgres
def test_on_postgresql_the_database_refuses_every_change_while_it_is_looked_at(postgresql, tmp_path):
    """The same command over PostgreSQL; that it could not write is asked of the settings it uses."""
    from tests.backups import fresh_database

    environment = {"DATABASE_URL": fresh_database(postgresql, "doctor")}
    data = servers.make_demonstration(tmp_path, environment)
    assert _told(data, **environment)["broken"] == 0
    ask = "import django; django.setup(); from qorgan.web.audit.models import AuditEntry as A; A.objects.all().delete()"
    more = {"DJANGO_SETTINGS_MODULE": "qorgan.web.settings.looking", "QORGAN_DATA": str(data)}
    python = servers.QORGAN.parent / "python"
    tried = subprocess.run(
        [python, "-c", ask], capture_output=True, text=True, env={**os.environ, **environment, **more}
    )
    assert "read-only transaction" in tried.stderr


def test_metrics_are_printed_and_nothing_is_written(data):
    before = _content(data)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QORGAN_")}
    command = [str(servers.QORGAN), "metrics", "--data", str(data)]
    result = subprocess.run(command, capture_output=True, text=True, env=kept)
    assert result.returncode == 0, result.stderr
    assert "\nqorgan_disclosures_total " in result.stdout
    assert _content(data) == before
