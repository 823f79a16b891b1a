"""What a process can still do once it is locked in."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from qorgan.hear import confinement

BEFORE = """
import ctypes, json, mmap, os, resource, signal, socket, sys, threading
from qorgan.hear.confinement import confine, limit
libc = ctypes.CDLL(None, use_errno=True)
def call(function, *arguments):
    if function(*arguments) == -1:
        raise OSError(ctypes.get_errno(), "refused")
def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
"""
ATTEMPTS = {
    "open a file": "open('/etc/passwd')",
    "list a folder": "os.listdir('/')",
    "open the memory of its parent": "open(f'/proc/{os.getppid()}/mem', 'rb')",
    "read the memory of its parent": "call(libc.process_vm_readv, os.getppid(), None, 0, None, 0, 0)",
    "attach itself to its parent": "call(libc.ptrace, 0x4206, os.getppid(), 0, 0)",  # PTRACE_SEIZE
    "send its parent a signal": "os.kill(os.getppid(), 0)",
    "open a socket": "socket.socket()",
    "open a socket on this machine": "socket.socketpair()",
    "fork": "fork()",
    "begin a thread": "thread = threading.Thread(target=int); thread.start(); thread.join()",
    "begin a program": "os.execv('/bin/true', ['/bin/true']) if sys.argv[1] == 'confined' else None",
    "run code it has written": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)",
    "raise its limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    "make a file in memory": "os.memfd_create('x')",
    "take its working folder elsewhere": "os.chdir('/tmp')",
}
# Begun by the test and not by the test's thread: a parent may attach itself to its child, not the other way round.
FREE_ELSEWHERE = {"attach itself to its parent", "open the memory of its parent"}


def attempted(attempt, how):
    """Return what a process says of its attempt: None where it went well, else the number of the fault."""
    inside = f"""
try:
    {attempt}
    said = None
except OSError as error:
    said = error.errno
except (RuntimeError, ValueError):
    said = 1  # a thread that cannot be begun, a limit that cannot be raised
except MemoryError:
    said = 12
os.write(1, json.dumps(said).encode())
os._exit(0)
"""
    lock = {"confined": "confine()", "limited": "limit()", "free": ""}[how]
    command = [sys.executable, "-I", "-c", f"{BEFORE}\n{lock}\n{inside}", how]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_process_that_is_locked_in_cannot(attempt):
    assert attempted(ATTEMPTS[attempt], "confined") == 1  # EPERM


@pytest.mark.parametrize("attempt", sorted(set(ATTEMPTS) - FREE_ELSEWHERE))
def test_a_process_that_is_not_locked_in_can(attempt):
    """So that the attempts above fail for the reason they should."""
    assert attempted(ATTEMPTS[attempt], "free") is None


@pytest.mark.parametrize(
    ("attempt", "fault"),
    [
        ("open('/etc/passwd')", 24),  # EMFILE
        ("socket.socket()", 24),
        ("os.pipe()", 24),
        (f"bytearray({confinement.MEMORY})", 12),
    ],
)
def test_the_limits_hold_also_without_the_filter(attempt, fault):
    assert attempted(attempt, "free") is None
    assert attempted(attempt, "limited") == fault


def test_memory_ends_where_it_is_locked_in():
    assert attempted(f"bytearray({confinement.MEMORY})", "confined") == 12


def test_time_ends_where_it_is_locked_in():
    lines = "from qorgan.hear import confinement; confinement.CPU_SECONDS = 1; confinement.confine()\nwhile True: pass"
    done = subprocess.run([sys.executable, "-I", "-c", lines], capture_output=True, check=False, timeout=60)
    assert done.returncode < 0  # by a signal: XCPU, or KILL where both limits are one


def test_a_machine_we_have_no_numbers_for_is_not_confined(monkeypatch):
    monkeypatch.setattr(confinement.platform, "machine", lambda: "riscv64")
    with pytest.raises(confinement.NotConfined):
        confinement.confine()


CALLS = "read write exit exit_group rt_sigreturn brk munmap mremap madvise futex mmap mprotect"


@pytest.mark.parametrize(
    ("machine", "header"),
    [("x86_64", "x86_64-linux-gnu/asm/unistd_64.h"), ("aarch64", "asm-generic/unistd.h")],
)
def test_the_numbers_are_those_of_the_headers_of_the_kernel(machine, header):
    found = Path("/usr/include", header)
    if not found.exists():
        pytest.skip("the headers of the kernel are not installed")
    text = found.read_text()
    numbers = [int(re.search(rf"__NR(?:3264)?_{name}\s+(\d+)", text).group(1)) for name in CALLS.split()]
    known = confinement._MACHINES[machine]
    assert [*known.allowed, *known.mapping] == numbers
