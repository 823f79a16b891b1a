"""A picture from a stranger, and the process that draws it."""

import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from qorgan.hear import attachments, confinement
from qorgan.hear.attachments import is_bare, reading_copy


def picture(size=(64, 48), kind="PNG", **more):
    """Return a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (10, 200, 30)).save(out, kind, **more)
    return out.getvalue()


def drawn_by(monkeypatch, lines):
    """Let these lines stand in the place of the process that draws."""
    monkeypatch.setattr(attachments, "COMMAND", (sys.executable, "-I", "-c", f"import os, sys, time\n{lines}"))


def told_by(monkeypatch, lines):
    """Return what these lines, in the place of the process, find about themselves."""
    monkeypatch.setattr(attachments, "is_bare", lambda _copy: True)
    drawn_by(monkeypatch, f"sys.stdin.buffer.read()\nos.write(1, repr({lines}).encode())")
    return reading_copy(b"x").decode()


@pytest.mark.parametrize("kind", attachments.KINDS)
def test_a_picture_of_every_kind_is_drawn(kind):
    copy = Image.open(io.BytesIO(reading_copy(picture(kind=kind))))
    assert (copy.format, copy.size) == ("JPEG", (64, 48))


def test_a_picture_taken_sideways_is_drawn_upright():
    marks = Image.Exif()
    marks[0x0112] = 6
    copy = Image.open(io.BytesIO(reading_copy(picture(kind="JPEG", exif=marks))))
    assert copy.size == (48, 64)


def test_the_largest_picture_is_drawn():
    copy = Image.open(io.BytesIO(reading_copy(picture((8_000, 7_500), "WEBP"))))
    assert max(copy.size) == attachments.SIDE


def test_nothing_that_decodes_pictures_is_in_the_process_that_asks():
    lines = "import sys; from qorgan.hear.attachments import reading_copy; print('PIL' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-I", "-c", lines], text=True).strip() == "False"


def test_the_process_sees_no_environment(monkeypatch):
    monkeypatch.setenv("QORGAN_KEYS", "/canary")
    seen = told_by(monkeypatch, "dict(os.environ)")
    assert "canary" not in seen
    assert "QORGAN" not in seen


def test_the_process_gets_no_open_file_of_ours(monkeypatch):
    read, write = os.pipe()
    os.set_inheritable(read, True)
    try:
        assert told_by(monkeypatch, "sorted(int(one) for one in os.listdir('/proc/self/fd'))[:-1]") == "[0, 1, 2]"
    finally:
        os.close(read)
        os.close(write)


def test_the_process_stands_in_no_folder_of_ours(monkeypatch):
    assert told_by(monkeypatch, "os.getcwd()") == "'/'"


def test_the_process_is_locked_in_before_it_gets_one_byte():
    with subprocess.Popen(attachments.COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}) as process:
        try:
            own, until = Path(f"/proc/{process.pid}"), time.monotonic() + 60
            while "Seccomp:\t2" not in own.joinpath("status").read_text() and time.monotonic() < until:
                time.sleep(0.02)
            said, limits = own.joinpath("status").read_text(), own.joinpath("limits").read_text()
        finally:
            process.kill()
    assert "Seccomp:\t2" in said
    assert "NoNewPrivs:\t1" in said
    for name, most in [
        ("Max address space", confinement.MEMORY),
        ("Max cpu time", confinement.CPU_SECONDS),
        ("Max open files", 0),
        ("Max file size", 0),
        ("Max processes", 0),
        ("Max core file size", 0),
    ]:
        assert re.search(rf"{name} +{most} +{most} ", limits), name


@pytest.mark.parametrize(
    "lines",
    [
        "os.abort()",
        "sys.stdin.buffer.read(); os.abort()",
        "sys.exit(3)",
        "raise RuntimeError('of the library')",
        "os.close(0); time.sleep(0.1)",
        "from qorgan.hear.confinement import confine; confine(); b = [bytearray(10**8) for _ in range(99)]",
    ],
    ids=["at-once", "while-decoding", "by-status", "by-exception", "without-reading", "by-want-of-memory"],
)
def test_a_process_that_fails_is_a_picture_that_cannot_be_shown(monkeypatch, lines, capfd):
    drawn_by(monkeypatch, lines)
    assert reading_copy(picture() + bytes(500_000)) is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("lines", ["time.sleep(90)", "sys.stdin.buffer.read(); time.sleep(90)"])
def test_a_process_that_does_not_end_is_ended(monkeypatch, lines):
    monkeypatch.setattr(attachments, "SECONDS", 0.5)
    drawn_by(monkeypatch, lines)
    began = time.monotonic()
    assert reading_copy(picture() + bytes(500_000)) is None
    assert time.monotonic() - began < 80  # it is not waited for


def test_a_process_that_answers_without_end_is_ended(monkeypatch):
    monkeypatch.setattr(attachments, "LARGEST_COPY", 100_000)
    monkeypatch.setattr(attachments, "is_bare", lambda _copy: True)
    drawn_by(monkeypatch, "sys.stdin.buffer.read()\nwhile True: os.write(1, bytes(65536))")
    assert reading_copy(picture()) is None


def test_no_process_is_left_behind(monkeypatch):
    begun = []

    class Noted(subprocess.Popen):
        def __init__(self, *more, **named):
            super().__init__(*more, **named)
            begun.append(self)

    monkeypatch.setattr(attachments.subprocess, "Popen", Noted)
    reading_copy(picture())
    reading_copy(b"no picture")
    assert [one.returncode for one in begun] == [0, 1]


WHOLE = picture(kind="JPEG")
MARKS = Image.Exif()
MARKS[0x010E] = "hidden"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\xd8",
        b"<svg onload='alert(1)'/>",
        picture(kind="PNG"),
        picture(kind="JPEG", exif=MARKS),
        picture(kind="JPEG", comment=b"hidden"),
        picture((attachments.SIDE + 1, 1), "JPEG"),
        WHOLE[:-2],
        WHOLE + b"and something behind it",
        WHOLE[:2] + b"\xff\xe0\xff\xff" + WHOLE[2:],
    ],
    ids=["nothing", "start", "svg", "png", "exif", "comment", "too-wide", "cut", "more", "length"],
)
def test_what_is_not_a_bare_picture_is_not_handed_on(monkeypatch, answer):
    drawn_by(monkeypatch, f"sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})")
    assert is_bare(WHOLE)
    assert reading_copy(picture()) is None
