"""Draw one picture anew, in a process that is locked in first: the picture on standard input, the copy on standard output.

Run by `attachments` as ``python -I -m qorgan.hear.drawing``. Everything is imported before the process is locked in, for
afterwards no file can be opened. A picture that cannot be drawn ends it with nothing written.
"""

import io
import os
import sys
import warnings

from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

from qorgan.hear.attachments import KINDS, LARGEST, SIDE
from qorgan.hear.confinement import confine

# Left to itself, Pillow looks for readers among its files while it decodes. TIFF's and MPO's read which way up a JPEG is.
Image.preinit()
_ALSO_READ = (MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)

_PIECE = 1 << 20


def draw(original: bytes) -> bytes | None:
    """Return the picture drawn anew as JPEG, upright; None where it is no picture that can be drawn."""
    try:
        return _drawn(original)
    except Exception:  # noqa: BLE001 - whatever a decoder raises over a file made to break it
        return None


def _drawn(original: bytes) -> bytes | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(original), formats=KINDS) as picture:
            if picture.width * picture.height > LARGEST:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((SIDE, SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88)
    return out.getvalue()


def _read_all() -> bytes:
    return b"".join(iter(lambda: os.read(sys.stdin.fileno(), _PIECE), b""))


def _write_all(copy: bytes) -> None:
    left = memoryview(copy)
    while left:
        left = left[os.write(sys.stdout.fileno(), left) :]


def main() -> None:
    """Lock this process in, draw, and end at once: nothing is left to tidy up, and tidying asks for what is refused."""
    confine()
    copy = draw(_read_all())
    if copy is None:
        os._exit(1)
    _write_all(copy)
    os._exit(0)


if __name__ == "__main__":
    main()
