"""Print the speed of `know survey` beside the number of the design, and beside its peers where they are there.

Run with ``make bench``. R's survey is run where `Rscript` has it (Debian: r-cran-survey); svy where the environment variable
`SVY_PYTHON` names the Python of an environment that has it (`pip install svy`). Neither is needed for anything else.
"""

import json
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qorgan.know.survey.design import Design, design_of
from qorgan.know.survey.linearised import estimate

N_ROWS = 1_000_000
N_CLUSTERS = 5_000
N_GROUPS = 10
TASKS = ("mean, 1M rows, 5,000 clusters, labels coded", "the same, with the coding of whole labels", "the same mean of ten groups")  # fmt: skip
GOALS = (0.03, None, None)
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Found:
    """What a program found, and the shortest of its runs of each task, in seconds."""

    name: str
    mean: float
    se: float
    seconds: tuple[float, ...]


def _best_of(number: int, act: Callable[[], object]) -> float:
    """Return the shortest of several runs, in seconds."""
    seconds = []
    for _ in range(number):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _sample() -> dict[str, "np.ndarray[tuple[int], np.dtype[np.float64]]"]:
    """Return answers, weights, strata, clusters and groups."""
    rng = np.random.default_rng(1)
    clusters = rng.integers(0, N_CLUSTERS, N_ROWS)
    weights, values = rng.uniform(50, 150, N_ROWS), rng.normal(size=N_ROWS)
    groups = rng.integers(0, N_GROUPS, N_ROWS)
    return {"y": values, "w": weights, "s": clusters // 50 * 1.0, "c": clusters * 1.0, "g": groups * 1.0}


def _ours(sample: dict[str, "np.ndarray[tuple[int], np.dtype[np.float64]]"]) -> Found:
    strata, clusters, groups = (sample[name].astype(np.int64) for name in "scg")

    def made() -> Design:
        return design_of(N_ROWS, weights=sample["w"], strata=strata, clusters=[clusters])

    design = made()
    rows = [np.flatnonzero(groups == one) for one in range(N_GROUPS)]
    one = estimate(design, sample["y"])
    seconds = (
        _best_of(20, lambda: estimate(design, sample["y"])),
        _best_of(20, lambda: estimate(made(), sample["y"])),
        _best_of(5, lambda: [estimate(design, sample["y"], rows=of) for of in rows]),
    )
    return Found("Qorgan", one.point or 0.0, one.se or 0.0, seconds)


def _peers(folder: Path) -> Iterator[Found]:
    """Run what is there."""
    commands = []
    if os.environ.get("SVY_PYTHON"):
        commands.append([os.environ["SVY_PYTHON"], str(PEERS / "survey_svy.py"), str(folder)])
    if shutil.which("Rscript"):
        commands.append(["Rscript", str(PEERS / "survey.R"), str(folder)])
    for command in commands:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            print(f"not run: {Path(command[1]).name}: {(ended.stderr.strip().splitlines() or ['no reason given'])[-1]}")
            continue
        found = json.loads(ended.stdout.splitlines()[-1])
        yield Found(found["name"], found["mean"], found["se"], tuple(found["seconds"]))


def main() -> None:
    """Measure and print one line a number."""
    print(f"{platform.machine()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.2f} before")
    sample = _sample()
    ours = _ours(sample)
    for name, seconds, most in zip(TASKS, ours.seconds, GOALS, strict=True):
        goal = "" if most is None else f"   design: at most {most:g} s ({most / seconds:.1f} times faster)"
        print(f"{name:44} {seconds:8.3f} s{goal}")
    with tempfile.TemporaryDirectory() as folder:
        for name, column in sample.items():
            column.tofile(Path(folder) / name)
        peers = list(_peers(Path(folder)))
    for peer in peers:
        print(f"{peer.name}: mean {peer.mean / ours.mean - 1:+.0e}, se {peer.se / ours.se - 1:+.0e} beside ours")
        for name, theirs, mine in zip(TASKS, peer.seconds, ours.seconds, strict=True):
            print(f"  {name:42} {theirs:8.3f} s   {theirs / mine:.0f} times ours")
    if not peers:
        print("peers, not rerun here: svy 0.19 s, R survey 1.3 s on a like machine")


if __name__ == "__main__":
    main()
