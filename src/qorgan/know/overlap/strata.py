"""The same question for every stratum and for all together."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from qorgan.know.figures.texts import Message
from qorgan.know.overlap.cells import moved
from qorgan.know.overlap.report import Progress, Report, Settings, estimate
from qorgan.know.overlap.sentences import message, people
from qorgan.know.overlap.tables import CaptureTable


def estimate_strata(
    tables: Mapping[str, CaptureTable],
    rng: np.random.Generator,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Report:
    """Say it for all strata together, and for each apart.

    The report is that of the pooled table, with a warning where strata and pooled table disagree: people of different
    strata who are found differently make pooled lists look dependent.

    Parameters
    ----------
    tables : mapping of str to CaptureTable
        A stratum may lack a list that holds nobody of it.
    """
    names = sorted(tables)
    rngs = rng.spawn(len(names) + 1)
    apart = {name: estimate(tables[name], one, settings, progress) for name, one in zip(names, rngs[1:], strict=True)}
    pooled = estimate(pool(list(tables.values())), rngs[0], settings, progress)
    warnings = (*pooled.warnings, *_disagreement(pooled, list(apart.values())))
    return replace(pooled, warnings=warnings, strata=apart)


def pool(tables: list[CaptureTable]) -> CaptureTable:
    """Add tables; a combination is impossible if it is so in every table that has its lists, and one has."""
    lists = tuple(dict.fromkeys(name for one in sorted(tables, key=lambda one: -one.n_lists) for name in one.lists))
    counts = [0] * (1 << len(lists))
    verdicts: dict[int, list[bool]] = {}
    for one in tables:
        places = [lists.index(name) for name in one.lists]
        for cell, count in enumerate(one.counts):
            counts[moved(cell, places)] += count
            verdicts.setdefault(moved(cell, places), []).append(cell in one.impossible)
    return CaptureTable(lists, tuple(counts), frozenset(cell for cell, all_say in verdicts.items() if all(all_say)))


def _disagreement(pooled: Report, apart: list[Report]) -> list[Message]:
    """Compare the best log-linear estimates: the pooled point beside the strata's ends added up."""
    method = "loglinear-bic" if pooled.table.n_lists > 2 else "independence"
    whole = pooled.evidence.of(method)
    parts = [one.evidence.of(method) for one in apart]
    if whole is None or whole.point is None or any(one is None or not one.is_finite for one in parts):
        return [message("warning.strata_unknown")]
    low, high = (sum(getattr(one, end) for one in parts) for end in ("low", "high"))
    if low <= whole.point <= high:
        return []
    return [message("warning.strata_differ", pooled=people(whole.point), low=people(low), high=people(high))]
