"""A copy of a picture without its metadata: no place, no camera, no time, no thumbnail of what was cut off.

A picture from a stranger may be made to break the library that decodes it, and the staff door's memory holds workers'
keys. So it is decoded in a process of its own that has nothing: no key, no environment, no file, no network, and after
it is locked in (`confinement`) hardly a system call. What comes back is looked at before it is handed on.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator

# No TIFF: no telephone makes it, and its library writes what it finds in a broken file to the server's log.
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
LARGEST = 60_000_000  # pixels: 12 MP phones fit five times; beyond it a small file could fill the memory
SIDE = 6000  # pixels: enough to read a photographed letter; a picture may else be longer than a JPEG can be
LARGEST_COPY = 40_000_000  # bytes: one per pixel of the largest copy, which a photograph does not reach
SECONDS = 60  # by the clock on the wall; the process's own time is limited more tightly

# Isolated: no variable, no folder of the user's and not the folder it runs in decides what is imported.
COMMAND = (sys.executable, "-I", "-B", "-m", "qorgan.hear.drawing")

_ONE = threading.Lock()


def reading_copy(original: bytes) -> bytes | None:
    """Return the picture drawn anew as JPEG, upright; None where it is no picture that can be drawn.

    Only pixels are carried over, so that nothing hidden beside them can be. One at a time: a small file can be sixty
    million pixels, and eight of them drawn at once would fill the memory.
    """
    with _ONE:
        copy = _drawn_anew(original)
    return copy if copy is not None and is_bare(copy) else None


def _drawn_anew(original: bytes) -> bytes | None:
    """Run the process; None where it fails in any way."""
    # Begun afresh and not forked: a fork would hold a copy of our memory, keys included.
    with subprocess.Popen(  # noqa: S603 - our own command; the stranger's bytes are on its input only
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as process:
        overrun = threading.Timer(SECONDS, process.kill)
        overrun.start()
        try:
            copy = _exchange(process, original)
        finally:
            overrun.cancel()
            process.kill()
    return copy


def _exchange(process: "subprocess.Popen[bytes]", original: bytes) -> bytes | None:
    if process.stdin is None or process.stdout is None:
        return None
    try:
        # It writes nothing before it has read everything, so neither waits for the other.
        process.stdin.write(original)
        process.stdin.close()
    except OSError:
        return None
    copy = process.stdout.read(LARGEST_COPY + 1)
    return copy if len(copy) <= LARGEST_COPY and process.wait() == 0 else None


def is_bare(copy: bytes) -> bool:
    """Say whether these bytes are a JPEG of a size we draw, with nothing in it but a picture.

    A process that was taken over could answer anything; what else a file may carry is not handed on.
    """
    sizes = []
    for mark, content in _segments(copy):
        if mark not in _OF_A_PICTURE:
            return False
        if mark in _FRAMES:
            sizes.append((int.from_bytes(content[3:5]), int.from_bytes(content[1:3])))
    return len(sizes) == 1 and all(0 < side <= SIDE for side in sizes[0]) and copy.endswith(b"\xff\xd9")


# Markers of ITU-T T.81, annex B: tables, a baseline frame, the scan; and APP0, in which JFIF says how wide a pixel is.
_FRAMES = {0xC0}
_SCAN = 0xDA
_OF_A_PICTURE = {0xE0, 0xDB, 0xC4, _SCAN, *_FRAMES}


def _segments(copy: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and content of each segment up to the first scan; a marker of -1 where the form breaks."""
    place = 2 if copy.startswith(b"\xff\xd8") else len(copy)
    while place + 4 <= len(copy) and copy[place] == 0xFF:
        mark, length = copy[place + 1], int.from_bytes(copy[place + 2 : place + 4])
        yield mark, copy[place + 4 : place + 2 + length]
        if mark == _SCAN:
            return
        place += 2 + length
    yield -1, b""
