"""Print the numbers of `know` beside those of the design. Run with ``make bench``."""

import os
import platform
import sys
import time
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

import numpy as np

from qorgan.kernel.facts import Fact
from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.figure import PARTS as PARTS_OF_REPORT
from qorgan.know.figures.figure import Figure, Part
from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.pack import ledger_of
from qorgan.know.figures.period import Period
from qorgan.know.figures.report import check
from qorgan.know.figures.rules import RULES

T = TypeVar("T")

PARTS: Final[tuple[Part | None, ...]] = (None, *PARTS_OF_REPORT)
PEOPLES: Final = (
    "women",
    "women_18_75",
    "women_15_49",
    "ever_partnered_women",
    "ever_partnered_women_18_75",
    "persons",
)


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


def mostly_sound(n_figures: int) -> Ledger:
    """Return a ledger of many figures: shares and counts of twenty places over thirty years, under several owners.

    One figure in a hundred is wrong; the others are rounded from what was true in their place and year.
    """
    rng = np.random.default_rng(5)
    forms = ["physical", "sexual", "psychological"]
    events = [*forms, "physical or sexual", "physical and sexual", "physical or sexual or psychological"]
    periods = [Period.read(text) for text in ["lifetime", *map(str, range(1996, 2026))]]
    counters = {"calls": 9000, "applications": 7000, "orders": 5000, "offences": 900}
    found = []
    for place in range(n_figures):
        where, when = int(rng.integers(20)), int(rng.integers(len(periods)))
        happened = np.random.default_rng([where, when]).random((2000, 3)) < (0.16, 0.06, 0.2)
        is_wrong = rng.random() < 0.01
        if place % 3:
            event = str(rng.choice(events))
            columns = happened[:, [name in event for name in forms]]
            share = (columns.all(axis=1) if "and" in event else columns.any(axis=1)).mean()
            fields = {"event": event, "population": "women"}
            wording = f"{100 * (rng.random() if is_wrong else share):.1f} %"
        else:
            unit = str(rng.choice([*counters]))
            fields = {"event": "dv", "unit": unit}
            wording = f"{counters[unit] * (where + 1) * (3 if is_wrong else 1) + when:,}"
        printed = Fact(wording, "a bench", "2026", date(2026, 11, 21), "C")
        owner = f"owner {rng.integers(50)}"
        found.append(
            Figure(
                id=str(place), says="", printed=printed, state="claim", place=f"place-{where}", period=periods[when], owner=owner, **fields
            )
        )  # fmt: skip
    return ledger_of(tuple(found), "kz")


def nothing_fits(n_figures: int) -> Ledger:
    """Return a ledger in which nothing fits: every field drawn for itself, so that nearly every two figures clash."""
    rng = np.random.default_rng(1)

    def pick(some: Sequence[T]) -> T:
        return some[int(rng.integers(len(some)))]

    def expression() -> str:
        names = rng.choice(["physical", "sexual", "psychological", "economic", "told", "police"], 3, replace=False)
        return f" {pick(['and', 'or'])} ".join(str(name) for name in names[: int(rng.integers(1, 4))])

    periods = [None, *(Period.read(text) for text in ["lifetime", "yearly", *map(str, range(1996, 2026))])]
    made = [None, Period.read("2015/2016"), Period.read("2018")]
    peoples = [*PEOPLES, None]
    found = []
    for place in range(n_figures):
        is_share = rng.random() < 0.6
        wording = f"{100 * rng.random():.1f} %" if is_share else f"{int(10 ** rng.uniform(1, 6)):,}"
        wording = (
            pick(["every fifth", "almost a quarter", "one in six"]) if is_share and rng.random() < 0.15 else wording
        )
        found.append(
            Figure(
                id=str(place), says="", printed=Fact(wording, "a bench", "2026", date(2026, 11, 21), "C"), state="claim",
                event=expression() if is_share else pick(["dv", "rape", "against_woman"]),
                given=expression() if is_share and rng.random() < 0.1 else None,
                population=pick(peoples) if is_share else None,
                unit=None if is_share else pick(["calls", "applications", "orders", "reports", "offences"]),
                place=f"place-{rng.integers(20)}", period=pick(periods), made=pick(made), owner=f"owner {rng.integers(50)}",
                report=pick([None, f"report {rng.integers(n_figures // 20 + 1)}"]), part=pick(PARTS),
                series=pick([None, None, f"series {rng.integers(n_figures // 20 + 1)}"]),
            )
        )  # fmt: skip
    return ledger_of(tuple(found), "kz")


def _rules(ledger: Ledger, what: str) -> None:
    total = 0.0
    for rule in RULES:
        start = time.process_time()
        n_found = sum(1 for _ in rule.find(ledger))
        seconds = time.process_time() - start
        total += seconds
        print(f"{rule.name:<24} {n_found:>8} found {seconds:>8.2f} s")
    print(f"all rules over {len(ledger.figures):,} {what} figures {total:>8.1f} s of one core\ndesign: within 60 s")


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
    n_figures = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    _rules(mostly_sound(n_figures), "mostly sound")
    _rules(nothing_fits(n_figures), "random")


if __name__ == "__main__":
    main()
