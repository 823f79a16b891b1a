"""The process that derives from pass phrases: it ends with its door, also with one that is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

DOOR = """
import time
from qorgan.vault.secret import Passphrase, Secret
from qorgan.web.shell import derivation
if __name__ == "__main__":
    derivation.wrapping_key(Passphrase("one two three four five"), bytes(16), Secret(bytes(32)))
    print(*derivation._POOL[0]._processes, flush=True)
    time.sleep(60)
"""


def _is_there(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_it_does_not_outlive_a_door_that_is_killed(tmp_path):
    script = tmp_path / "door.py"
    script.write_text(DOOR)
    door = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    try:
        number = int(door.stdout.readline())
        assert _is_there(number)
        door.send_signal(signal.SIGKILL)
        door.wait()
        until = time.monotonic() + 30
        while _is_there(number) and time.monotonic() < until:
            time.sleep(0.1)
        assert not _is_there(number)
    finally:
        door.kill()
        door.stdout.close()
        if _is_there(number):
            os.kill(number, signal.SIGKILL)
