"""svy on the sample that bench/speed/survey.py wrote: `python survey_svy.py FOLDER`, in an environment that has svy. Prints JSON."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import svy


def main(folder: Path) -> None:
    """Measure the shortest of several runs of each task."""
    columns = {name: np.fromfile(folder / name) for name in "ywscg"}
    women = pl.DataFrame({**columns, **{name: columns[name].astype(np.int64) for name in "scg"}})

    def sample() -> svy.Sample:
        return svy.Sample(women, design=svy.Design(stratum="s", psu="c", wgt="w"))

    def best_of(times: int, act: Callable[[], object]) -> float:
        seconds = []
        for _ in range(times):
            start = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - start)
        return min(seconds)

    made = sample()
    found = made.estimation.mean("y").to_dicts()[0]
    seconds = [
        best_of(5, lambda: made.estimation.mean("y")),
        best_of(5, lambda: sample().estimation.mean("y")),
        best_of(3, lambda: made.estimation.mean("y", by="g")),
    ]
    print(json.dumps({"name": f"svy {svy.__version__}", "mean": found["est"], "se": found["se"], "seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
