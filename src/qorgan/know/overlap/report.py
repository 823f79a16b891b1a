"""All that is said of one table of overlapping lists."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from qorgan.kernel.text import Language
from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.overlap import latent, loglinear
from qorgan.know.overlap.bootstrap import REPLICATES, TOP, reselecting_interval
from qorgan.know.overlap.cells import Floats, sizes
from qorgan.know.overlap.chao import chao
from qorgan.know.overlap.closed import chapman
from qorgan.know.overlap.decomposable import decomposable
from qorgan.know.overlap.differing import bend
from qorgan.know.overlap.estimates import Estimate, none_of
from qorgan.know.overlap.selection import Selection, select
from qorgan.know.overlap.sensitivity import curve
from qorgan.know.overlap.sentences import message, together
from qorgan.know.overlap.tables import CaptureTable
from qorgan.know.overlap.verdict import Evidence, Verdict, judge
from qorgan.know.overlap.words import Judged
from qorgan.know.sentences import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METHODS: Final = (
    "independence", "loglinear-bic", "loglinear-aicc", "loglinear-averaged", "stepwise", "decomposable", "latent-class",
    "chao",
)  # fmt: skip

Progress = Callable[[str, int, int], None]

_FEW_LISTS: Final = 4  # 113 models: the bootstrap may choose among all of them


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is computed.

    Parameters
    ----------
    level : float
        Coverage of the intervals, in [0.5, 1).
    n_replicates : int
        Tables that the bootstrap draws.
    top : tuple of int
        Among how many models each replicate chooses, rising.
    chains : latent.Settings
    threads : int
        No result depends on it.
    """

    level: float = LEVEL
    n_replicates: int = REPLICATES
    top: tuple[int, ...] = TOP
    chains: latent.Settings = field(default_factory=latent.Settings)
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Report(Judged):
    """What a table says of the number of people, and what it does not.

    Parameters
    ----------
    table : CaptureTable
    level : float
    verdict : Verdict
    evidence : Evidence
        With the panel, one estimate a method.
    sensitivity : list of dict
        See :func:`sensitivity.curve`; empty where combinations are impossible, which leave no such odds ratio.
    warnings : tuple of str or Message
    strata : dict
        From stratum to its own report; empty without strata.
    draws : array, shape (n_chains, n_draws)
        Of the latent class model: numbers of people; shape (0, 0) where there are none.
    """

    table: CaptureTable
    level: float
    verdict: Verdict
    evidence: Evidence
    sensitivity: list[dict[str, float | None]]
    warnings: tuple[Slot, ...]
    strata: Mapping[str, "Report"] = field(default_factory=dict)
    draws: Floats = field(default_factory=lambda: np.empty((0, 0)), compare=False, repr=False)

    def plot(self, language: Language = "en") -> "Figure":
        """Return a picture of the panel and of the sensitivity curve."""
        from qorgan.know.overlap.plotting import plot  # noqa: PLC0415  matplotlib is loaded for pictures only

        return plot(self, language)

    @property
    def panel(self) -> tuple[Estimate, ...]:
        """One estimate a method."""
        return self.evidence.panel

    @property
    def observed(self) -> int:
        """How many people were seen."""
        return self.table.observed

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the object that ``qorgan know overlap --json`` prints."""
        verdict = self.verdict
        found: dict[str, object] = {
            "observed": self.table.observed,
            "estimate": verdict.estimate,
            "low": verdict.low,
            "high": verdict.high,
            "level": self.level,
            "verdict": verdict.kind,
            "reasons": self.reasons(language),
            "panel": [one.to_dict(language) for one in self.panel],
            "sensitivity": self.sensitivity,
            "warnings": [say(one, language) for one in self.warnings],
        }
        if self.strata:
            found["strata"] = {name: report.to_dict(language) for name, report in self.strata.items()}
        return found


def estimate(
    table: CaptureTable,
    rng: np.random.Generator,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Report:
    """Say how many people there are, seen and not, or that the table does not say.

    Parameters
    ----------
    table : CaptureTable
    rng : numpy.random.Generator
        The same seed gives the same report, whatever the order of lists and rows and the number of threads.
    settings : Settings, optional
    progress : callable, optional
        Called with what is being done, how much of it is done, and how much there is.

    Returns
    -------
    Report
    """
    used = settings or Settings()
    require_level(used.level)
    ordered = table.canonical()
    written = [table.lists.index(name) for name in ordered.lists]
    for_bootstrap, for_chains = rng.spawn(2)
    if table.n_lists == 2:
        evidence = _evidence(
            ordered, _of_two_lists(ordered, used.level), None, written=written, r_hat=math.nan, edge_mass=math.nan
        )
        draws = np.empty((0, 0))
    else:
        evidence, draws = _of_more_lists(ordered, written, used, (for_bootstrap, for_chains), progress)
    main = evidence.of("loglinear-bic") if table.n_lists > 2 else evidence.of("independence")
    rows = [] if main is None or table.impossible else curve(main, table.observed, table.n_lists)
    warnings = [*_table_warnings(table), *(text for one in evidence.panel for text in one.warnings)]
    return Report(table, used.level, judge(evidence), evidence, rows, tuple(dict.fromkeys(warnings)), draws=draws)


def _of_two_lists(table: CaptureTable, level: float) -> list[Estimate]:
    first, second, both = table.counts[1] + table.counts[3], table.counts[2] + table.counts[3], table.counts[3]
    why = message("note.few_lists")
    others = [none_of(method, level, why) for method in METHODS if method not in {"independence", "chao"}]
    return [chapman(first, second, both, level=level), *others, chao(table, level=level)]


def _of_more_lists(
    table: CaptureTable,
    written: list[int],
    settings: Settings,
    rngs: tuple[np.random.Generator, np.random.Generator],
    progress: Progress | None,
) -> tuple[Evidence, Floats]:
    level = settings.level
    selection = select(table, threads=settings.threads)
    top = settings.top if table.n_lists > _FEW_LISTS else (*settings.top, len(selection.models))
    interval = reselecting_interval(
        selection, rngs[0], level=level, n_replicates=settings.n_replicates, top=top, threads=settings.threads,
        progress=_named(progress, "choosing models again"),
    )  # fmt: skip
    average, edge_mass = decomposable(table, level=level)
    chains, draws = latent.latent_class(
        table, rngs[1], level=level, settings=settings.chains, progress=_named(progress, "latent classes"),
        threads=settings.threads,
    )  # fmt: skip
    panel = [
        loglinear.independent(table, written, level),
        loglinear.best_by_bic(selection, interval, written, level),
        loglinear.best_by_aicc(selection, written, level),
        loglinear.averaged(selection, level),
        loglinear.by_steps(table, written, level),
        average,
        chains,
        chao(table, level=level),
    ]
    r_hat = latent.r_hat_of(draws)
    return _evidence(table, panel, selection, written=written, r_hat=r_hat, edge_mass=edge_mass), draws


def _named(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, every: progress(what, done, every)


def _evidence(
    table: CaptureTable,
    panel: list[Estimate],
    selection: Selection | None,
    *,
    written: list[int],
    r_hat: float,
    edge_mass: float,
) -> Evidence:
    weighty = [] if selection is None else selection.weighty()
    models = () if selection is None else tuple((loglinear.name_of(selection.models[place], written), selection.total(place)) for place in weighty)  # fmt: skip
    return Evidence(
        observed=table.observed,
        shared=int(table.array[sizes(table.n_lists) >= 2].sum()),
        n_lists=table.n_lists,
        parts=tuple(table.parts()),
        panel=tuple(panel),
        models=models,
        weight_without_estimate=0.0 if selection is None else selection.weight_without_estimate,
        r_hat=r_hat,
        edge_mass=edge_mass,
        bend=math.nan if selection is None else bend(selection),
    )


def _table_warnings(table: CaptureTable) -> list[Message]:
    pairs = table.never_together()
    if not pairs:
        return []
    return [message("warning.never_together", pairs=tuple(together(pair) for pair in pairs))]
