"""`qorgan receipt-secret add`: the next version is made once, over an installation that is whole, and said what it costs."""

import os
import subprocess
from pathlib import Path

import pytest
from tests import servers

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("ground")]


def _add(data: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "QORGAN_DATA"}
    command = [str(servers.QORGAN), "receipt-secret", "add", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def _keys(data: Path) -> dict[str, bytes]:
    return {str(path.relative_to(data / "keys")): path.read_bytes() for path in data.rglob("*.key")}


def test_open_doors_use_the_new_version_without_a_start_and_lose_none_of_the_old_ones(tmp_path):
    data = servers.make_demonstration(tmp_path)
    doors = servers.open_doors(data, tmp_path)
    try:
        receipts = [_tell(doors)]
        before = _keys(data)
        done = _add(data)
        assert done.returncode == 0, done.stderr
        assert "COPY THEM NOW" in done.stdout
        assert _keys(data).keys() - before.keys() == {"public/receipt-2.key", "shared/handover-2.key"}
        assert before.items() <= _keys(data).items()
        receipts.append(_tell(doors))
        assert [doors.public().come_back(one).status for one in receipts] == [302, 302]
    finally:
        doors.stop()
    (data / "keys/public/receipt-2.key").rename(tmp_path / "away")
    refused = _add(data)
    assert refused.returncode == 2
    assert "receipt-2.key is missing" in refused.stderr
    started = subprocess.run(
        [str(servers.QORGAN), "serve", "--data", str(data), "--public", f"127.0.0.1:{servers.free_port()}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode == 2
    assert "receipt-2.key is missing" in started.stderr


def _tell(doors: servers.Doors) -> str:
    her = doors.public()
    assert servers.tell(her, "She wrote this.").status == 302
    return servers.receipt_on(her.get("/en/code").text)


def test_without_an_installation_nothing_is_made(tmp_path):
    for data in (tmp_path / "nothing", tmp_path):
        refused = _add(data)
        assert refused.returncode == 2
        assert "holds no installation" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert _keys(tmp_path) == {}
    assert not (tmp_path / "nothing").exists()
