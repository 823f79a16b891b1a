"""Print the numbers of `know` beside those of the design. Run with ``make bench``."""

import os
import platform
import time

import numpy as np

from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.report import check


def _system(n_events: int, n_claims: int, seed: int) -> System:
    """Return claims over many events that cannot all be true, as those of a year of press could be."""
    rng = np.random.default_rng(seed)
    names = [f"e{place}" for place in range(n_events)]
    claims = [Claim(name, name, None, 0.3, 0.4) for name in names]
    for place in range(n_claims - n_events):
        one, other, third = rng.choice(names, 3, replace=False)
        given = str(third) if place % 2 else None
        claims.append(Claim(f"more{place}", f"{one} or {other}", given, 0.4, 0.7))
    claims[-1] = Claim("impossible", f"{names[0]} and {names[1]}", None, 0.45, 0.5)
    return System(tuple(names), tuple(claims), " and ".join(names[:3]))


def main() -> None:
    """Measure and print one line a number."""
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.2f} before")
    check(_system(3, 5, 0))  # the solver is loaded before the clock starts
    for n_events, n_claims in ((8, 30), (12, 40), (16, 40)):
        start = time.perf_counter()
        report = check(_system(n_events, n_claims, n_events))
        seconds = time.perf_counter() - start
        conflicts = len(report.conflicts.sets)
        print(f"coherence, {n_events} events, {n_claims} claims, {conflicts} conflicts {seconds:>8.2f} s")
    print("design: 12 events within 1 s")


if __name__ == "__main__":
    main()
