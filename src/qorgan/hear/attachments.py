"""A copy of a picture without its metadata: no place, no camera, no time, no thumbnail of what was cut off."""

import io
import struct
import threading
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

# No TIFF: no telephone makes it, and its library writes what it finds in a broken file to the server's log.
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
LARGEST = 60_000_000  # pixels: 12 MP phones fit five times; beyond it a small file could fill the memory
SIDE = 6000  # pixels: enough to read a photographed letter; a picture may else be longer than a JPEG can be

_ONE = threading.Lock()


def reading_copy(original: bytes) -> bytes | None:
    """Return the picture drawn anew as JPEG, upright; None where it is no picture that can be drawn.

    Only pixels are carried over, so that nothing hidden beside them can be. One at a time: a small file can be sixty
    million pixels, and eight of them drawn at once would fill the memory.
    """
    with _ONE:
        return _drawn_anew(original)


def _drawn_anew(original: bytes) -> bytes | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(original), formats=KINDS) as picture:
                if picture.width * picture.height > LARGEST:
                    return None
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,
        # What decoders raise over files made to break them.
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        TypeError,
        struct.error,
    ):
        return None
    upright.thumbnail((SIDE, SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88)
    return out.getvalue()
