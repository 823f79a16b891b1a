"""Print the speed of `know overlap` beside the numbers of the design. Run with ``make bench``."""

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from qorgan.know.overlap.bootstrap import Replicates
from qorgan.know.overlap.decomposable import decomposable
from qorgan.know.overlap.fitting import fit
from qorgan.know.overlap.latent import Settings, sample
from qorgan.know.overlap.models import all_models
from qorgan.know.overlap.reading import read_tables
from qorgan.know.overlap.selection import select

TABLE = Path(__file__).parents[2] / "tests/reference/mse/UKdat_5.csv"
THREADS = os.cpu_count() or 1


def _best_of(number: int, act: Callable[[], object]) -> float:
    """Return the shortest of several runs, in seconds."""
    seconds = []
    for _ in range(number):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    """Measure and print one line a number."""
    print(
        f"{THREADS} cores, {platform.machine()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.2f} before"
    )
    one = read_tables(TABLE)[""]
    models = all_models(5)
    selection = select(one)

    def bootstrap() -> None:
        replicates = Replicates(selection, np.random.default_rng(1), 1000)
        replicates.try_models(selection.top(100), threads=THREADS)

    steps = Settings(16, 500, 500, 500, 5)
    lines = [
        ("6,893 models with existence, UK, 5 lists", _best_of(5, lambda: fit(models, one.array[None], one.possible, threads=THREADS)), 1.5),
        ("1,000 bootstraps over the top 100 models", _best_of(3, bootstrap), 15.0),
        ("decomposable average, 822 graphs", _best_of(3, lambda: decomposable(one)), None),
        ("latent classes, 16 chains, 1,000 steps", _best_of(3, lambda: sample(one, np.random.default_rng(1), steps)), None),
    ]  # fmt: skip
    for name, seconds, most in lines:
        goal = "" if most is None else f"   design: at most {most:g} s ({most / seconds:.0f} times faster)"
        print(f"{name:44} {seconds:8.2f} s{goal}")
    print("peer, not rerun here: MultipleSystemsEstimation 1.2.0, 6,084 models, 31 s on a like machine")


if __name__ == "__main__":
    main()
