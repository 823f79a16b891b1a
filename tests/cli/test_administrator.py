"""The keeper of the machine confirms an administrator by the fingerprint she reads out, and nobody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import servers

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("ground")]

# Of two administrators one lost her pass phrase: the other invited her again and so cannot confirm her.
LEFT_ALONE = """
import sys
from pathlib import Path
from qorgan.cli import machine
machine.load(Path(sys.argv[1]))
from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions import members
codes = members.bootstrap(names=("one", "two"))
members.join(code=codes["one"])  # who joins first is active; the other waits
joined = members.join(code=codes["two"]).member
print(fingerprint(bytes(joined.public_key)))
"""


@pytest.fixture
def left_alone(tmp_path: Path) -> tuple[Path, str]:
    data = tmp_path / "data"
    made = subprocess.run(
        [sys.executable, "-c", LEFT_ALONE, str(data)], capture_output=True, text=True, check=True, timeout=60
    )
    return data, made.stdout.strip()


def _confirm(data: Path, name: str, print_read: str) -> "subprocess.CompletedProcess[str]":
    command = [str(servers.QORGAN), "administrator", "confirm", name, "--fingerprint", print_read, "--data", str(data)]
    environment = {key: value for key, value in os.environ.items() if key != "QORGAN_DATA"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def test_she_is_confirmed_by_her_fingerprint_once(left_alone):
    data, print_read = left_alone
    assert _confirm(data, "two", print_read).returncode == 0
    again = _confirm(data, "two", print_read)
    assert again.returncode == 2
    assert "waits to be confirmed" in again.stderr


@pytest.mark.parametrize(("name", "print_read"), [("two", "0000 " * 8), ("one", ""), ("nobody", "")])
def test_nobody_is_confirmed_by_another_fingerprint_or_name(left_alone, name, print_read):
    data, _own = left_alone
    refused = _confirm(data, name, print_read)
    assert refused.returncode == 2
    assert "Next:" in refused.stderr
    assert "Traceback" not in refused.stderr
