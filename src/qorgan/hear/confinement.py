"""Lock this very process in before it looks at bytes from a stranger: nothing but reading, writing and memory is left.

Limits alone do not do it: a process of the same user could attach itself to the staff door and read its memory without
opening one file. So the kernel is asked to refuse every system call but a dozen (seccomp, by a filter of
classic BPF). Linux on x86-64 and ARM64; anywhere else the fault is raised and nothing is decoded.

The system calls and the filter's form are those of the kernel's documentation, ``userspace-api/seccomp_filter``; the
numbers those of its headers, ``linux/audit.h`` and ``asm/unistd.h``.
"""

import ctypes
import errno
import platform
import resource
import struct
from collections.abc import Iterator
from dataclasses import dataclass

MEMORY = 1_700_000_000  # bytes of addresses: a WebP of sixty million pixels takes 1.4 GB to decode, turn and shrink
CPU_SECONDS = 20

_SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVILEGES, _FILTER_MODE = 4, 22, 38, 2
_LOAD, _IS, _HAS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _THIRD_ARGUMENT = 0, 4, 32  # where these lie in what the kernel shows the filter
_KILL, _REFUSE, _ALLOW = 0x8000_0000, 0x0005_0000 | errno.EPERM, 0x7FFF_0000
_EXECUTABLE = 4


@dataclass(frozen=True)
class _Machine:
    """What the filter needs to know of a kind of machine: its mark, and the numbers of the calls that are left."""

    mark: int
    # read, write, exit, exit_group, rt_sigreturn, brk, munmap, mremap, madvise, futex
    allowed: tuple[int, ...]
    # mmap, mprotect: third argument without the right to execute
    mapping: tuple[int, int]


_MACHINES = {
    "x86_64": _Machine(0xC000_003E, (0, 1, 60, 231, 15, 12, 11, 25, 28, 202), (9, 10)),
    "aarch64": _Machine(0xC000_00B7, (63, 64, 93, 94, 139, 214, 215, 216, 233, 98), (222, 226)),
}


class NotConfined(Exception):
    """This machine cannot lock a process in."""


def confine() -> None:
    """Give up files, network, children, other processes and most memory, for good.

    Raises
    ------
    NotConfined
        Where the machine is of a kind we have no numbers for, or the kernel refuses.
    """
    machine = _MACHINES.get(platform.machine())
    if platform.system() != "Linux" or machine is None:
        raise NotConfined
    limit()
    libc = ctypes.CDLL(None, use_errno=True)
    lines = list(_filter(machine))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(lines), ctypes.addressof(code)))
    for asked in (
        (_SET_DUMPABLE, 0, 0, 0, 0),
        (_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(program), 0, 0),
    ):
        if libc.prctl(*map(ctypes.c_ulong, asked)) != 0:
            raise NotConfined


def limit() -> None:
    """Set what a process may use, also if the filter were passed by: memory, time, no new file, no child, no dump."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, 0),  # those that are open stay; no other can be opened
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _filter(machine: _Machine) -> Iterator[tuple[int, int, int, int]]:
    """Yield the filter's lines: operation, lines to leap if it holds, if it does not, value."""
    yield _LOAD, 0, 0, _ARCHITECTURE
    yield _IS, 1, 0, machine.mark
    yield _RETURN, 0, 0, _KILL  # numbers of another architecture mean other calls
    yield _LOAD, 0, 0, _NUMBER
    for number in machine.allowed:
        yield _IS, 0, 1, number
        yield _RETURN, 0, 0, _ALLOW
    for number in machine.mapping:
        yield _IS, 0, 4, number
        yield _LOAD, 0, 0, _THIRD_ARGUMENT
        yield _HAS, 0, 1, _EXECUTABLE
        yield _RETURN, 0, 0, _REFUSE
        yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _REFUSE
