"""What a door as a process asks of the system before it opens."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests import servers

from qorgan.web.server import CONNECTIONS

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

ALLOW = """
import resource
from qorgan.web import server
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
server._allow_connections()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""

LOSE = """
from qorgan.web import server
server.application("staff")
from qorgan.web.shell import tombstones
tombstones.path().write_text("")
print(tombstones.are_whole())
"""


def test_a_door_may_open_as_many_files_as_it_takes_connections():
    """Where the system's own limit is lower, it takes what it may."""
    soft, hard = map(int, subprocess.check_output([sys.executable, "-c", ALLOW], text=True).split())
    assert soft == (CONNECTIONS + 500 if hard == resource.RLIM_INFINITY else min(CONNECTIONS + 500, hard))


def test_a_door_leaves_no_core_dump_where_the_machine_would_write_one(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if hard == 0:
        pytest.skip("this machine writes none for anybody")
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        doors = servers.open_doors(servers.make_demonstration(tmp_path), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    try:
        limits = [Path(f"/proc/{pid}/limits").read_text() for pid in doors.pids()]
        dumps = {line.split()[4] for text in limits for line in text.splitlines() if "core file size" in line}
    finally:
        doors.stop()
    assert dumps == {"0"}


def test_an_orderly_stop_writes_nothing_of_a_fault(tmp_path):
    doors = servers.open_doors(servers.make_demonstration(tmp_path), tmp_path)
    assert doors.public().get("/en/").status == 200
    doors.stop()
    assert "ERROR" not in doors.log.read_text()


def test_the_staff_door_notices_lines_of_the_tombstones_that_are_lost_before_anybody_came_in(tmp_path):
    data = servers.make_demonstration(tmp_path)
    environment = {**os.environ, "QORGAN_DATA": str(data)}
    done = subprocess.run([sys.executable, "-c", LOSE], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert "lost lines" in done.stderr
