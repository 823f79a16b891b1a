"""How often `know list-experiment` and `know randomized-response` are right: answers of people whose truth is known.

    PYTHONPATH=src .venv/bin/python bench/accuracy/sensitive.py --tables 500 --out data/accuracy-sensitive.jsonl

Every drawn experiment is one line of the file. A run that was stopped goes on where it stopped. Seeds begin at 90,000; the
rules were set on others. A few minutes for 500 experiments of each population.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qorgan.know.sensitive.device import Device, forced, mirrored
from qorgan.know.sensitive.experiment import Experiment, experiment_of
from qorgan.know.sensitive.report import Report, report_of_device, report_of_list

FIRST_SEED = 90_000


@dataclass(frozen=True)
class ListPopulation:
    """People with a list: shares of the sensitive item and of those who do not play by the rules."""

    name: str
    n: int
    share: float
    chances: tuple[float, ...]  # of each plain item
    ceiling: float = 0.0  # share of those holding all items who say one fewer
    changed: float = 0.0  # share of those with the longer list who leave one item out, whichever
    together: float = 0.0  # spread of the logit of all items from one person to another
    per_cluster: int = 1  # people of a cluster, who are alike in that logit

    def drawn(self, rng: np.random.Generator) -> Experiment:
        """Draw an experiment."""
        n_clusters = -(-self.n // self.per_cluster)
        clusters = np.repeat(np.arange(n_clusters), self.per_cluster)[: self.n]
        logits = np.log(np.array(self.chances) / (1 - np.array(self.chances)))
        shift = self.together * rng.normal(size=n_clusters)[clusters]
        others = (rng.random((self.n, len(logits))) < 1 / (1 + np.exp(-(logits + shift[:, None])))).sum(axis=1)
        holds = rng.random(self.n) < self.share
        treated = rng.permutation(np.arange(self.n) % 2)
        answers = others + holds * treated
        answers -= (answers == len(logits) + 1) & (rng.random(self.n) < self.ceiling)
        answers -= (treated == 1) & (answers > 0) & (rng.random(self.n) < self.changed)
        units = clusters if self.per_cluster > 1 else None
        return experiment_of(answers.astype(float), treated.astype(float), len(logits), clusters=units)

    def asked(self, rng: np.random.Generator) -> Report:
        """Draw and ask."""
        return report_of_list(self.drawn(rng))


@dataclass(frozen=True)
class DevicePopulation:
    """People with a device; some say no whatever it tells them."""

    name: str
    n: int
    share: float
    device: Device
    disobey: float = 0.0

    def asked(self, rng: np.random.Generator) -> Report:
        """Draw and ask."""
        yes = float(self.device.yes(self.share)) * (1 - self.disobey)
        return report_of_device(int(rng.binomial(self.n, yes)), self.n, self.device)


Population = ListPopulation | DevicePopulation
LIKE = (0.5, 0.5, 0.5, 0.5)
UNLIKE = (0.85, 0.5, 0.3, 0.1)
DIE = forced(2 / 3, 1 / 6, 1 / 6)
POPULATIONS: tuple[Population, ...] = (
    ListPopulation("list 1000, 20 %, alike items", 1000, 0.2, LIKE),
    ListPopulation("list 3000, 20 %, unlike items", 3000, 0.2, UNLIKE),
    ListPopulation("list 3000, 5 %, unlike items", 3000, 0.05, UNLIKE),
    ListPopulation("list 3000, 60 %, unlike items", 3000, 0.6, UNLIKE),
    ListPopulation("list 3000, 20 %, items together", 3000, 0.2, UNLIKE, together=0.8),
    ListPopulation("list 3000, 20 %, clusters of 20", 3000, 0.2, UNLIKE, together=0.8, per_cluster=20),
    ListPopulation("list 3000, 20 %, half lie at the ceiling", 3000, 0.2, (0.8, 0.8, 0.6, 0.5), ceiling=0.5),
    ListPopulation("list 3000, 20 %, 10 % change answers", 3000, 0.2, UNLIKE, changed=0.1),
    DevicePopulation("die 500, 20 %", 500, 0.2, DIE),
    DevicePopulation("die 2000, 5 %", 2000, 0.05, DIE),
    DevicePopulation("die 2000, none", 2000, 0.0, DIE),
    DevicePopulation("mirror of 0.7 2000, 20 %", 2000, 0.2, mirrored(0.7)),
    DevicePopulation("die 2000, 20 %, a tenth say no", 2000, 0.2, DIE, disobey=0.1),
)


def measure(population: Population, seed: int) -> dict[str, object]:
    """Draw once, ask, and return what was said."""
    report = population.asked(np.random.default_rng(seed))
    verdict = report.verdict
    return {
        "population": population.name, "seed": seed, "verdict": verdict.kind, "low": verdict.low, "high": verdict.high,
        "reasons": [one.id for one in verdict.reasons],
        "panel": {one.method: [one.low, one.point, one.high] for one in report.panel},
    }  # fmt: skip


def lines(path: Path) -> Iterator[dict[str, object]]:
    """Yield what was measured already."""
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.endswith("\n"))


def summary(population: Population, said: list[dict]) -> str:
    """Return what is said of some experiments, in a line."""
    n = len(said)

    def share(kind: str) -> float:
        return sum(one["verdict"] == kind for one in said) / n

    parts = [f"{population.name:42} n {n:4}"]
    parts += [f"{kind} {share(kind):4.0%}" for kind in ("determined", "bounded", "not determined")]
    for method in said[0]["panel"]:
        ends = [one["panel"][method] for one in said]
        given = [(low, high) for low, point, high in ends if point is not None]
        held = np.mean([low <= population.share <= high for low, high in given]) if given else float("nan")
        parts.append(f"{method} holds {held:6.1%}" + (f" (of {len(given)})" if len(given) < n else ""))
    answered = [one for one in said if one["low"] is not None]
    wrong = [one for one in answered if not one["low"] <= population.share <= one["high"]]
    determined = sum(one["verdict"] == "determined" for one in wrong)
    parts.append(f"answered and wrong {len(wrong) / n:5.1%}, determined and wrong {determined / n:5.1%}")
    return "  ".join(parts)


def main() -> None:
    """Measure what is missing, then print a line a population."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path("data/accuracy-sensitive.jsonl"))
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    asked = parser.parse_args()
    measured = {(line["population"], line["seed"]): line for line in lines(asked.out)}
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    with asked.out.open("a", encoding="utf-8") as file:
        for number in range(asked.tables):
            for place, population in enumerate(POPULATIONS):
                seed = asked.first_seed + 1000 * place + number
                if (population.name, seed) not in measured:
                    line = measured[population.name, seed] = measure(population, seed)
                    file.write(json.dumps(line) + "\n")
            file.flush()
            sys.stderr.write(f"\r{number + 1} of {asked.tables} each")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    for population in POPULATIONS:
        print(summary(population, [line for (name, _), line in measured.items() if name == population.name]))


if __name__ == "__main__":
    main()
