"""How often `know overlap` is right: tables from populations whose size is known, and what is said of them.

    PYTHONPATH=src .venv/bin/python bench/accuracy/overlap.py --tables 500 --out data/accuracy-overlap.jsonl

Every table is one line of the file, with all that the verdict rests on. A run that was stopped goes on where it stopped;
rules can be judged again on the same lines with ``--judge-only``. Seeds begin at 70,000; the rules were set on others.
"""

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
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
REDUCED = Settings(n_replicates=300, top=(1, 10, 50), chains=latent.Settings(16, 1000, 1200, 4800, 5))
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


def measure(population: Population, seed: int, settings: Settings) -> dict[str, object]:
    """Draw one table, ask, and return all that the verdict rests on."""
    table = drawn(population, seed)
    if table is None:
        return {"population": population.name, "seed": seed, "evidence": None}
    started = time.perf_counter()
    report = estimate(table, np.random.default_rng(seed), settings)
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


def summary(population: Population, measured: list[dict[str, object]]) -> str:
    """Return what is said of one population, in a line."""
    judged: list[tuple[Verdict, object]] = [(judge(revived(one)), one["oracle"]) for one in measured if one["evidence"]]
    if not judged:
        return f"{population.name:34} no table"
    n, truth = len(judged), population.size
    share = {
        kind: sum(one.kind == kind for one, _ in judged) / n for kind in ("determined", "bounded", "not determined")
    }
    finite = [one for one, _ in judged if one.high is not None]
    covered = sum(one.low <= truth <= one.high for one in finite if one.high is not None)
    wrong = sum(one.kind == "determined" and not one.low <= truth <= (one.high or 0) for one, _ in judged)
    held = sum(one.low <= truth for one, _ in judged)
    ratios = [(one.high / one.low) / (known[1] / known[0]) for one, known in judged if one.high is not None and known]  # type: ignore[index]
    scores = [_score(one, truth) for one in finite]
    parts = [
        f"{population.name:34} n {n:4}",
        *(f"{kind} {value:4.0%}" for kind, value in share.items()),
        f"finite {len(finite) / n:4.0%} cover {covered / len(finite):6.1%}" if finite else "finite   0 %",
        f"determined and wrong {wrong / n:5.1%}",
        f"low holds {held / n:6.1%}",
        f"width x oracle {np.median(ratios):.2f}" if ratios else "",
        f"interval score {np.mean(scores):.2f}" if scores else "",
    ]
    return "  ".join(part for part in parts if part)


def _score(verdict: Verdict, truth: float, level: float = 0.95) -> float:
    """Return the interval score on log N: its width, and 2/α times how far the truth lies outside."""
    low, high, at = math.log(verdict.low), math.log(verdict.high or math.inf), math.log(truth)
    return high - low + 2 / (1 - level) * (max(low - at, 0) + max(at - high, 0))


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
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path("data/accuracy-overlap.jsonl"))
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
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
        with asked.out.open("a", encoding="utf-8") as file:
            for number in range(asked.tables):
                for place, population in enumerate(POPULATIONS):
                    seed = asked.first_seed + 1000 * place + number
                    if (population.name, seed) not in measured:
                        line = measure(population, seed, REDUCED)
                        measured[population.name, seed] = line
                        file.write(json.dumps(line) + "\n")
                        file.flush()
                sys.stderr.write(f"\r{number + 1} of {asked.tables} tables each")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}; reduced settings: {REDUCED}")
    for population in POPULATIONS:
        print(summary(population, [line for (name, _), line in measured.items() if name == population.name]))


if __name__ == "__main__":
    main()
