"""Print what a process per picture costs: a photograph of a telephone, and a tiny picture for the start alone.

Run with ``make bench``. Nothing else is known to us that draws pictures for case workers in this way.
"""

import io
import os
import statistics
import time

from PIL import Image

from qorgan.hear.attachments import reading_copy


def photograph(size: tuple[int, int]) -> bytes:
    """Return a picture with some noise in it, as JPEG."""
    out = io.BytesIO()
    Image.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def seconds(original: bytes, n_runs: int = 9) -> float:
    """Return the median time of a reading copy."""
    taken = []
    for _ in range(n_runs):
        began = time.perf_counter()
        if reading_copy(original) is None:
            raise AssertionError("the picture was not drawn")
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def main() -> None:
    """Measure and print one line a size."""
    print(f"load {os.getloadavg()[0]:.2f} before")
    for name, size in (("start, 64 x 64", (64, 64)), ("12 MP photograph", (4000, 3000)), ("58 MP", (8000, 7250))):
        print(f"{name:<20} {seconds(photograph(size)):>8.2f} s")
    print("aim: start <= 0.3 s")


if __name__ == "__main__":
    main()
