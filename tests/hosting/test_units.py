"""The systemd units: every door is closed off as the threat model says. They are read here and not run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "examples/hosting/systemd"
CLOSED = UNITS / "qorgan-.service.d/closed.conf"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))


def _read(path: Path) -> dict[str, list[str]]:
    lines = [line.split("=", 1) for line in path.read_text().splitlines() if re.match(r"[A-Z]\w+=", line)]
    found: dict[str, list[str]] = {}
    for name, value in lines:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LimitCORE", "0"),
        ("MemorySwapMax", "0"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("PrivateTmp", "yes"),
        ("ProtectProc", "invisible"),
        ("SystemCallFilter", "@system-service"),
        ("CapabilityBoundingSet", ""),
        ("IPAddressDeny", "any"),
    ],
)
def test_what_holds_for_every_unit_is_said_once_and_undone_by_none(name, value):
    assert _read(CLOSED)[name][0] == value
    allowed = {("qorgan-backup.service", "CapabilityBoundingSet")}
    undone = [one for one in SERVICES if name in _read(UNITS / one) and (one, name) not in allowed]
    assert undone == []


def test_the_doors_are_two_users_with_two_roles_and_their_own_key_files():
    public, staff = (_read(UNITS / f"qorgan-{door}.service") for door in ("public", "staff"))
    for name in ("User", "Group", "Environment"):
        assert set(public[name]).isdisjoint(staff[name])
    assert any("keys-staff" in one for one in public["InaccessiblePaths"])
    assert any("keys-public" in one for one in staff["InaccessiblePaths"])
    assert "root" not in {*public["User"], *staff["User"]}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze, Debian's package systemd")
@pytest.mark.parametrize("unit", SERVICES)
def test_systemd_understands_each_unit_and_finds_it_closed(unit, tmp_path):
    shutil.copytree(UNITS, tmp_path / "etc/systemd/system")
    command = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--root={tmp_path}",
        "--threshold=20",
        "--no-pager",
        unit,
    ]
    looked = subprocess.run(command, capture_output=True, text=True)
    if "unrecognized option" in looked.stderr:
        pytest.skip("this systemd-analyze cannot look at units that are not installed")
    assert looked.returncode == 0, looked.stdout[-300:] + looked.stderr
    assert "Unknown" not in looked.stderr
