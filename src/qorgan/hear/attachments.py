"""A copy of a picture without its metadata: no place, no camera, no time, no thumbnail of what was cut off."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
LARGEST = 60_000_000  # pixels: 12 MP phones fit five times; beyond it a small file could fill the memory


def reading_copy(original: bytes) -> bytes | None:
    """Return the picture drawn anew as JPEG, upright; None where it is no picture that can be drawn.

    Only pixels are carried over, so that nothing hidden beside them can be.
    """
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
    ):
        return None
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88)
    return out.getvalue()
