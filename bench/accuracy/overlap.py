"""How often `know overlap` is right: tables from populations whose size is known, and what is said of them.

    PYTHONPATH=src .venv/bin/python bench/accuracy/overlap.py --tables 500 --out data/accuracy-overlap.jsonl

``--tables`` are those of each kind of population (fitted, of people who differ, nearly hidden), spread evenly over the
populations of that kind. Every table is one line of the file, with all that the verdict rests on. A run that was stopped
goes on where it stopped; rules can be judged again on the same lines with ``--judge-only``. Seeds begin at 70,000; the
rules were set on others. ``--workers`` is how many tables are asked at once, each by a process of its own; a line does not
depend on it. Most of the time are steps of latent classes.
"""

import argparse
import json
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy.stats import norm

from qorgan.know.overlap import latent
from qorgan.know.overlap.cells import Floats, memberships
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.fitting import fit, fitted_means
from qorgan.know.overlap.models import as_array
from qorgan.know.overlap.reading import read_tables
from qorgan.know.overlap.report import Settings, estimate
from qorgan.know.overlap.tables import CaptureTable
from qorgan.know.overlap.verdict import Evidence, Verdict, judge

TABLES = Path(__file__).parents[2] / "tests/reference/mse"
REDUCED = Settings(n_replicates=300, top=(1, 10, 50), chains=latent.Settings(16, 1000, 1200, 9600, 5))
FIRST_SEED = 70_000


@dataclass(frozen=True)
class Population:
    """A population of known size: chances of every cell, drawn anew for each table where people differ."""

    name: str
    kind: str
    size: int
    chances: Callable[[np.random.Generator], Floats]
    truth: tuple[int, ...] | None = None  # terms of the model that it comes from


def fitted(name: str, terms: tuple[int, ...]) -> Population:
    """Return the population that a model fitted to a published table describes."""
    one = read_tables(TABLES / f"{name}.csv")[""]
    means = fitted_means(as_array([terms], one.n_lists)[0], one.array, one.possible)
    return Population(name, "fitted", round(means.sum()), lambda rng: means / means.sum(), terms)


def logit_normal(size: int, level: float, spread: float, n_lists: int) -> Population:
    """Return people whose log-odds of being on any list are normal around those of the list."""
    points, weights = np.polynomial.hermite_e.hermegauss(40)
    weights = weights / weights.sum()

    def chances(rng: np.random.Generator) -> Floats:
        lists = level + rng.normal(0, 0.5, size=n_lists)
        return _mixed(1 / (1 + np.exp(-(lists + spread * points[:, None]))), weights)

    return Population(f"logit-normal {size} {level:g} {spread:g} {n_lists}", "differing", size, chances)


def two_classes(
    size: int, share: float, easy: float, hard: float, n_lists: int, *, kind: str = "differing"
) -> Population:
    """Return people of two kinds, one harder to find."""

    def chances(rng: np.random.Generator) -> Floats:
        factors = rng.uniform(0.7, 1.3, size=n_lists)
        on = np.clip(np.array([[easy], [hard]]) * factors, 0, 0.95)
        return _mixed(on, np.array([1 - share, share]))

    return Population(f"two classes {size} {share:g} {easy:g} {hard:g} {n_lists}", kind, size, chances)


def _mixed(on: Floats, weights: Floats) -> Floats:
    """Return the chance of every cell when people are of kinds (rows) with chances of each list (columns)."""
    marks = memberships(on.shape[1])
    return np.asarray(weights @ np.where(marks[None], on[:, None], 1 - on[:, None]).prod(axis=2))


POPULATIONS = (
    fitted("HIV", (0, 1, 2, 4, 8)),
    fitted("Korea", (0, 1, 2, 4, 3, 6)),
    fitted("kosovo", (0, 1, 2, 4, 8, 3, 5, 6, 7, 9, 12)),
    logit_normal(2000, -1.5, 0.7, 4),
    logit_normal(5000, -2.0, 1.2, 4),
    logit_normal(1000, -1.0, 1.0, 3),
    logit_normal(10000, -3.0, 1.0, 4),
    two_classes(2000, 0.5, 0.35, 0.1, 4),
    two_classes(5000, 0.4, 0.3, 0.05, 5),
    two_classes(1000, 0.3, 0.5, 0.2, 3),
    two_classes(10000, 0.5, 0.12, 0.03, 4),
    two_classes(3000, 0.4, 0.4, 0.005, 4, kind="nearly hidden"),
)


def oracle(population: Population, table: CaptureTable) -> tuple[float, float] | None:
    """Return the log-normal interval of one who knows the true model."""
    if population.truth is None:
        return None
    fits = fit(as_array([population.truth], table.n_lists), table.array[None], table.possible)
    if not fits.exists[0]:
        return None
    reach = math.exp(norm.ppf(0.975) * float(fits.log_error[0]))
    hidden = float(fits.hidden[0])
    return table.observed + hidden / reach, table.observed + hidden * reach


def drawn(population: Population, seed: int) -> CaptureTable | None:
    """Draw a table; None if a list came out empty."""
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(population.size, population.chances(rng))
    n_lists = len(counts).bit_length() - 1
    counts[0] = 0
    if not (memberships(n_lists).T @ counts).all():
        return None
    return CaptureTable(tuple(f"list {place + 1}" for place in range(n_lists)), tuple(int(count) for count in counts))


def measure(place: int, seed: int) -> dict[str, object]:
    """Draw one table of a population, ask, and return all that the verdict rests on."""
    population = POPULATIONS[place]
    table = drawn(population, seed)
    if table is None:
        return {"population": population.name, "seed": seed, "evidence": None}
    started = time.perf_counter()
    report = estimate(table, np.random.default_rng(seed), REDUCED)
    return {
        "population": population.name, "seed": seed, "seconds": round(time.perf_counter() - started, 2),
        "oracle": oracle(population, table), "evidence": asdict(report.evidence),
    }  # fmt: skip


def revived(line: dict[str, object]) -> Evidence:
    """Return the evidence of a line."""
    kept = dict(line["evidence"])  # type: ignore[call-overload]
    kept["panel"] = tuple(Estimate(**one) for one in kept["panel"])
    kept["parts"] = tuple(tuple(part) for part in kept["parts"])
    kept["models"] = tuple((name, total) for name, total in kept["models"])
    return Evidence(**kept)


def lines(path: Path) -> Iterator[dict[str, object]]:
    """Yield what was measured already."""
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.endswith("\n"))


@dataclass(frozen=True)
class Judged:
    """What was said of one table, and what was true."""

    verdict: Verdict
    truth: int
    known: tuple[float, float] | None  # the interval of one who knows the model

    @property
    def holds(self) -> bool:
        """Whether the truth lies within what was said."""
        return self.verdict.low <= self.truth <= (self.verdict.high or math.inf)

    @property
    def width(self) -> float:
        """High over low beside that of one who knows the model; nan where one of them is missing."""
        if self.verdict.high is None or self.known is None:
            return math.nan
        return (self.verdict.high / self.verdict.low) / (self.known[1] / self.known[0])


def judged(population: Population, measured: list[dict[str, object]]) -> list[Judged]:
    """Judge every line again by the rules as they are."""
    return [
        Judged(judge(revived(one)), population.size, one["oracle"])  # type: ignore[arg-type]
        for one in measured
        if one["evidence"]
    ]


def summary(name: str, said: list[Judged]) -> str:
    """Return what is said of some tables, in a line."""
    if not said:
        return f"{name:34} no table"
    n = len(said)
    share = {
        kind: sum(one.verdict.kind == kind for one in said) / n for kind in ("determined", "bounded", "not determined")
    }
    finite = [one for one in said if one.verdict.high is not None]
    widths = [one.width for one in finite if not math.isnan(one.width)]
    parts = [
        f"{name:34} n {n:4}",
        *(f"{kind} {value:4.0%}" for kind, value in share.items()),
        f"two ends {len(finite) / n:4.0%}",
        f"of these with the truth {np.mean([one.holds for one in finite]):6.1%}" if finite else "",
        f"determined and wrong {sum(one.verdict.kind == 'determined' and not one.holds for one in said) / n:5.1%}",
        f"bounds hold {np.mean([one.holds for one in said]):6.1%}",
        f"width x oracle {np.median(widths):.2f}" if widths else "",
        f"interval score {np.mean([_score(one.verdict, one.truth) for one in finite]):.2f}" if finite else "",
    ]
    return "  ".join(part for part in parts if part)


def _score(verdict: Verdict, truth: float, level: float = 0.95) -> float:
    """Return the interval score on log N: its width, and 2/α times how far the truth lies outside."""
    low, high, at = math.log(verdict.low), math.log(verdict.high or math.inf), math.log(truth)
    return high - low + 2 / (1 - level) * (max(low - at, 0) + max(at - high, 0))


def spread(tables: int) -> list[tuple[int, int]]:
    """Return which tables are drawn, as number and place of a population: one of each population after another."""
    kinds = Counter(population.kind for population in POPULATIONS)
    each = [math.ceil(tables / kinds[population.kind]) for population in POPULATIONS]
    return [(number, place) for number in range(max(each)) for place in range(len(POPULATIONS)) if number < each[place]]


def compare(number: int, first_seed: int) -> Iterator[str]:
    """Yield, for some tables, what reduced and full settings say: the verdict, and how far the ends lie apart."""
    same, apart = 0, []
    for at in range(number):
        place = at % len(POPULATIONS)
        table = drawn(POPULATIONS[place], first_seed + 1000 * place + at)
        if table is None:
            continue
        reduced, full = (estimate(table, np.random.default_rng(at), used).verdict for used in (REDUCED, Settings()))
        same += reduced.kind == full.kind and (reduced.high is None) == (full.high is None)
        ends = [(reduced.low, full.low), *([(reduced.high, full.high)] if reduced.high and full.high else [])]
        apart += [abs(math.log(one / other)) for one, other in ends if one and other]
        yield f"{POPULATIONS[place].name:34} reduced {reduced.kind}, full {full.kind}"
    yield f"{same} of {number} verdicts are the same; ends differ by {np.median(apart):.1%} (median), {max(apart):.1%} (most)"


def main() -> None:
    """Measure what is missing, then print a line a population."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=500, help="of each kind of population")
    parser.add_argument("--out", type=Path, default=Path("data/accuracy-overlap.jsonl"))
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--judge-only", action="store_true")
    parser.add_argument("--compare", type=int, default=0, metavar="N", help="only compare settings on N tables")
    asked = parser.parse_args()
    if asked.compare:
        for line in compare(asked.compare, asked.first_seed):
            print(line, flush=True)
        return
    measured = {(line["population"], line["seed"]): line for line in lines(asked.out)}
    if not asked.judge_only:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        wanted = [(place, asked.first_seed + 1000 * place + number) for number, place in spread(asked.tables)]
        left = [(place, seed) for place, seed in wanted if (POPULATIONS[place].name, seed) not in measured]
        with asked.out.open("a", encoding="utf-8") as file, ProcessPoolExecutor(asked.workers) as pool:
            for done, line in enumerate(pool.map(measure, *zip(*left, strict=True)) if left else (), start=1):
                measured[line["population"], line["seed"]] = line
                file.write(json.dumps(line) + "\n")
                file.flush()
                sys.stderr.write(f"\r{done} of {len(left)} tables")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}; reduced settings: {REDUCED}")
    groups: dict[str, list[Judged]] = {}
    for population in POPULATIONS:
        said = judged(population, [line for (name, _), line in measured.items() if name == population.name])
        groups.setdefault(population.kind, []).extend(said)
        print(summary(population.name, said))
    for kind, said in groups.items():
        print(summary(f"all: {kind}", said))


if __name__ == "__main__":
    main()
