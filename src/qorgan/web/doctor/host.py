"""The machine: what could put memory on a disk, and whether the open doors are kept from one another."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qorgan.web.doctor.finding import Finding, Findings, broken, look, ok

_MODULE = b"qorgan.web.server"


@dataclass(frozen=True)
class RunningDoor:
    """A door's process, as the kernel tells of it."""

    door: str
    pid: int
    uid: int
    core_limit: str
    swap_kib: int


def check(data: Path, proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> Findings:
    """Look at core dumps, swap and the open doors.

    Parameters
    ----------
    data : Path
        Data directory of the installation; doors that work over another are not looked at.
    proc, sys : Path
        Where the kernel tells of itself.
    """
    yield _core_pattern(proc / "sys/kernel/core_pattern")
    yield from _swap(proc / "swaps", sys / "class/block")
    doors = list(running(data, proc))
    for one in doors:
        yield from _door(one)
    yield from _users(doors)


def running(data: Path, proc: Path) -> Iterator[RunningDoor]:
    """Find the doors of an installation that are open on this machine, as far as the kernel shows them to us."""
    ours = _database({**os.environ, "QORGAN_DATA": str(data.absolute())})
    for folder in sorted(proc.glob("[0-9]*")):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if _MODULE not in words:
                continue
            told = (folder / "environ").read_text(errors="replace").split("\0")
            if _database(dict(one.split("=", 1) for one in told if "=" in one)) != ours:
                continue
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
            limits = (folder / "limits").read_text().splitlines()
        except (OSError, ValueError):
            continue  # it ended meanwhile, or is somebody else's
        core = next((line for line in limits if line.startswith("Max core file size")), "")
        door = words[words.index(_MODULE) + 1].decode(errors="replace")
        yield RunningDoor(
            door, int(folder.name), int(status["Uid"].split()[0]), _limit(core), int(status["VmSwap"].split()[0])
        )


def _database(environment: Mapping[str, str]) -> str:
    """Return what two doors of one installation have in common: on PostgreSQL each has its own role and directory."""
    url = environment.get("DATABASE_URL", "").strip()
    return url.rpartition("@")[2] if url else environment.get("QORGAN_DATA", "")


def _limit(line: str) -> str:
    return "".join(line.removeprefix("Max core file size").split()[1:2])  # the hard one


def _core_pattern(path: Path) -> Finding:
    pattern = path.read_text().strip() if path.exists() else ""
    if pattern.startswith("|"):
        return look(
            "The kernel hands the memory of a program that crashes to another program, whatever limit the doors set.",
            str(path),
            rule="kernel.core_pattern begins with no |, so that the limit of 0 holds",
            next_step="sysctl kernel.core_pattern=core, and keep it in /etc/sysctl.d",
        )
    return ok("A program that crashes leaves no memory behind where its limit is 0, as that of the doors is.")


def _swap(path: Path, block: Path) -> Findings:
    used = [line.split()[0] for line in path.read_text().splitlines()[1:]] if path.exists() else []
    plain = [device for device in used if not _is_harmless(device, block)]
    for device in plain:
        yield look(
            "Swap is on, and nothing shows that it is encrypted.",
            device,
            rule="memory of the doors holds keys and words, and never reaches a disk in the clear",
            next_step=f"swapoff {device}, or encrypt it with a key of each start; MemorySwapMax=0 keeps the doors out of it",
        )
    if not plain:
        yield ok("No memory can reach a disk by swapping." if not used else "Swap is encrypted, or in memory.")


def _is_harmless(device: str, block: Path) -> bool:
    name = Path(device).name
    if name.startswith("zram"):
        return not (backing := block / name / "backing_dev").exists() or backing.read_text().strip() == "none"
    mapped = block / name / "dm" / "uuid"
    return mapped.exists() and mapped.read_text().startswith("CRYPT-")


def _door(one: RunningDoor) -> Findings:
    where = f"process {one.pid}, {one.door} door"
    if one.core_limit != "0":
        yield broken(
            "An open door could leave its memory behind if it crashed.",
            where,
            rule="its limit for core dumps is 0",
            next_step="start it with qorgan serve, or with LimitCORE=0 in its unit",
        )
    if one.swap_kib:
        yield look(
            "Memory of an open door lies in swap.",
            where,
            rule="it never leaves memory",
            next_step="MemorySwapMax=0 in its unit, then start it anew",
        )


def _users(doors: list[RunningDoor]) -> Findings:
    public = {one.uid for one in doors if one.door == "public"}
    staff = {one.uid for one in doors if one.door == "staff"}
    if public & staff:
        yield look(
            "Both doors run as one user: who takes over one can read the key files of both.",
            f"user id {min(public & staff)}",
            rule="each door is a user of its own, who reads its own key files only",
            next_step="docs/how-to/two-users.md",
        )
    elif public and staff:
        yield ok("The two doors run as two users.")
