"""Core dumps, swap, and the open doors, read from what the kernel tells; here from a made-up kernel."""

from pathlib import Path

import pytest

from qorgan.web.doctor import host
from qorgan.web.doctor.finding import Finding, Level

SWAPS = "Filename\tType\tSize\tUsed\tPriority\n"


class Kernel:
    """What a kernel tells of itself, in files."""

    def __init__(self, folder: Path) -> None:
        self.proc, self.sys, self.data = folder / "proc", folder / "sys", folder / "data"
        self._write("proc/sys/kernel/core_pattern", "core\n", folder)
        self._write("proc/swaps", SWAPS, folder)
        self.folder = folder

    def _write(self, path: str, text: str, folder: Path | None = None) -> None:
        file = (folder or self.folder) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def swap(self, device: str, uuid: str = "") -> None:
        self._write("proc/swaps", f"{SWAPS}{device}\tpartition\t1000\t0\t-2\n")
        if uuid:
            self._write(f"sys/class/block/{Path(device).name}/dm/uuid", uuid)

    def pipe(self) -> None:
        self._write("proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P\n")

    def open(
        self, pid: int, door: str, *, uid: int, core: str = "0", swap: int = 0, data: Path | None = None, url: str = ""
    ) -> None:
        words = ["python", "-m", "qorgan.web.server", door, "127.0.0.1", "8000", ""]
        self._write(f"proc/{pid}/cmdline", "\0".join(words))
        self._write(f"proc/{pid}/environ", f"HOME=/\0QORGAN_DATA={data or self.data}\0DATABASE_URL={url}\0")
        self._write(f"proc/{pid}/status", f"Name:\tpython\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\nVmSwap:\t{swap} kB\n")
        self._write(
            f"proc/{pid}/limits", f"Max core file size        {core}                    {core}            bytes\n"
        )

    def wrong(self) -> list[Finding]:
        return [one for one in host.check(self.data, self.proc, self.sys) if one.level != Level.OK]


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Kernel(tmp_path)


def test_a_quiet_machine_is_well(kernel):
    kernel.open(10, "public", uid=1001)
    kernel.open(11, "staff", uid=1002)
    assert kernel.wrong() == []


def test_swap_in_the_clear_is_named(kernel):
    kernel.swap("/dev/sda2")
    (found,) = kernel.wrong()
    assert (found.level, found.where) == (Level.LOOK, "/dev/sda2")


@pytest.mark.parametrize(("device", "uuid"), [("/dev/dm-0", "CRYPT-PLAIN-swap"), ("/dev/zram0", "")])
def test_swap_that_is_encrypted_or_in_memory_is_well(kernel, device, uuid):
    kernel.swap(device, uuid)
    assert kernel.wrong() == []


def test_a_kernel_that_hands_dumps_to_a_program_is_named(kernel):
    kernel.pipe()
    (found,) = kernel.wrong()
    assert "core_pattern" in found.where


@pytest.mark.parametrize("core", ["unlimited", "1024"])
def test_an_open_door_that_could_leave_its_memory_is_broken(kernel, core):
    kernel.open(10, "public", uid=1001, core=core)
    (found,) = kernel.wrong()
    assert found.level == Level.BROKEN
    assert "process 10" in found.where


def test_memory_of_a_door_in_swap_is_named(kernel):
    kernel.open(11, "staff", uid=1002, swap=12)
    (found,) = kernel.wrong()
    assert "swap" in found.what


def test_two_doors_of_one_user_are_named(kernel):
    kernel.open(10, "public", uid=1001)
    kernel.open(11, "staff", uid=1001)
    (found,) = kernel.wrong()
    assert "one user" in found.what


def test_doors_of_another_installation_are_left_alone(kernel, tmp_path):
    kernel.open(10, "public", uid=1001, core="unlimited", data=tmp_path / "other")
    assert kernel.wrong() == []


def test_doors_with_directories_and_roles_of_their_own_are_of_one_installation(kernel, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://qorgan@/qorgan?host=/run")
    kernel.open(10, "public", uid=1, data=tmp_path / "other", url="postgresql://qorgan_public@/qorgan?host=/run")
    kernel.open(11, "staff", uid=1, url="postgresql://qorgan_staff@/qorgan?host=/run")
    kernel.open(12, "staff", uid=2, core="unlimited", url="postgresql://qorgan_staff@/another?host=/run")
    (found,) = kernel.wrong()
    assert "one user" in found.what
