"""No door and no command leaves its memory on disk or shows it to another process."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests import servers

PRIVATE = "from qorgan.web.shell.memory import keep_private; keep_private();"
ASKED = (
    "import ctypes, resource; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
)


def _asked(before: str) -> str:
    return subprocess.run([sys.executable, "-c", before + ASKED], capture_output=True, text=True, check=True).stdout


def test_a_process_that_keeps_its_memory_private_cannot_be_dumped():
    assert _asked(PRIVATE) == "0 (0, 0)\n"
    assert _asked("").startswith("1 ")  # the question would show it


@pytest.mark.server
@pytest.mark.xdist_group("ground")
def test_the_doors_may_not_dump(tmp_path):
    doors = servers.open_doors(servers.make_demonstration(tmp_path), tmp_path)
    try:
        limits = [Path(f"/proc/{pid}/limits").read_text() for pid in doors.pids()]
    finally:
        doors.stop()
    assert len(limits) >= 2
    for one in limits:
        assert next(line for line in one.splitlines() if line.startswith("Max core")).split()[4:6] == ["0", "0"]
