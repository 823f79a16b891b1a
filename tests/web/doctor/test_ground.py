"""The data directory, the disk and the clock, as they can be found."""

import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qorgan.web.doctor import ground
from qorgan.web.doctor.finding import Finding, Level

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    for name in ("tombstones", "clock"):
        (folder / name).touch(mode=0o600)
    (folder / "clock").write_text(NOW.isoformat())
    return folder


def _wrong(found) -> list[Finding]:
    return [one for one in found if one.level != Level.OK]


def test_a_closed_data_directory_is_well(data):
    assert _wrong(ground.check_files(data)) == []


def test_a_file_that_others_read_is_broken_and_named(data):
    (data / "tombstones").chmod(0o644)
    (found,) = _wrong(ground.check_files(data))
    assert found.level == Level.BROKEN
    assert found.where == str(data / "tombstones")


def test_a_directory_that_others_enter_is_to_be_looked_at(data):
    data.chmod(0o755)
    (found,) = _wrong(ground.check_files(data))
    assert found.level == Level.LOOK


def test_a_demonstration_is_said_to_be_one(data):
    (data / "demonstration.json").touch(mode=0o600)
    (found,) = _wrong(ground.check_files(data))
    assert "demonstration" in found.what


@pytest.mark.parametrize(("free_mib", "level"), [(100, Level.BROKEN), (1000, Level.LOOK), (5000, Level.OK)])
def test_a_disk_that_fills_up_is_seen_before_it_is_full(data, monkeypatch, free_mib, level):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, free_mib * 1024 * 1024))
    (found,) = ground.check_disk(data)
    assert found.level == level
    assert str(free_mib) in found.where


@pytest.mark.parametrize(("days", "level"), [(-1, Level.OK), (1, Level.BROKEN)])
def test_a_clock_that_went_back_is_broken(data, days, level):
    (data / "clock").write_text((NOW + timedelta(days=days)).isoformat())
    assert next(ground.check_clock(data, NOW)).level == level


def test_a_mark_of_the_clock_that_cannot_be_read_is_broken(data):
    (data / "clock").write_text("yesterday")
    assert next(ground.check_clock(data, NOW)).level == Level.BROKEN


@pytest.mark.parametrize(("kept", "n_found"), [(True, 0), (False, 1), (None, 0)])
def test_a_clock_that_nothing_keeps_right_is_to_be_looked_at(data, monkeypatch, kept, n_found):
    monkeypatch.setattr(ground, "_is_kept", lambda: kept)
    assert len(_wrong(ground.check_clock(data, NOW))) == n_found


def test_looking_makes_nothing(data):
    before = sorted(data.rglob("*"))
    list(ground.check_files(data))
    list(ground.check_disk(data))
    list(ground.check_clock(data, NOW))
    assert sorted(data.rglob("*")) == before
