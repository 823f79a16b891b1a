"""All that is said of one set of claims, or of a ledger of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qorgan.know.figures import sentences
from qorgan.know.figures.claims import System
from qorgan.know.figures.coherence import DIGITS, Assessor, Bounds, Coherence
from qorgan.know.figures.conflicts import Conflicts, minimal_conflicts
from qorgan.know.figures.finding import Finding
from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.rules import find_all
from qorgan.know.figures.rules.joint import assessors


@dataclass(frozen=True, slots=True)
class Report:
    """What a set of claims allows, which of them cannot hold together, and what to say about it."""

    system: System
    coherence: Coherence
    conflicts: Conflicts
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Return the object that `qorgan know check --json` prints."""
        claims, target = self.system.claims, self.system.target
        return _as_json(
            self.coherence.feasible,
            self.coherence.min_total_slack,
            [[claims[place].id for place in places] for places in self.conflicts.sets],
            {} if target is None else {target: self.coherence.bounds},
            self.findings,
        )


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What the rules find in a ledger.

    Parameters
    ----------
    ledger : Ledger
        The figures.
    min_total_slack : float
        Smallest sum of changes under which the shares of each people and time hold together.
    findings : tuple of Finding
        Rule by rule.
    """

    ledger: Ledger
    min_total_slack: float
    findings: tuple[Finding, ...]

    @property
    def conflicts(self) -> list[list[str]]:
        """Minimal sets of figures that cannot hold together."""
        return [list(one.claims) for one in self.findings if one.rule == "coherence"]

    def as_json(self) -> dict[str, object]:
        """Return the object that `qorgan know check --json` prints."""
        return _as_json(not self.conflicts, self.min_total_slack, self.conflicts, {}, self.findings)


def check(system: System) -> Report:
    """Check whether claims can hold together, and say what is found.

    Examples
    --------
    >>> from qorgan.know.figures.claims import Claim
    >>> part, whole = Claim("1", "sexual", None, 0.2, 0.2), Claim("2", "physical or sexual", None, 0.17, 0.17)
    >>> check(System(("physical", "sexual"), (part, whole))).as_json()["conflicts"]
    [['1', '2']]
    """
    assessor = Assessor(system)
    coherence = assessor.coherence()
    if coherence.feasible:
        empty = tuple(sentences.of_empty_populations(assessor))
        return Report(system, coherence, Conflicts((), is_complete=True), empty)
    conflicts = minimal_conflicts(assessor)
    return Report(system, coherence, conflicts, tuple(sentences.of_conflicts(assessor, conflicts)))


def check_ledger(ledger: Ledger) -> LedgerReport:
    """Hold all rules against a ledger."""
    slack = sum(assessor.plain.value for _, assessor in assessors(ledger) if not assessor.plain.is_no_change)
    return LedgerReport(ledger, round(slack, DIGITS), find_all(ledger))


def _as_json(
    feasible: bool,
    slack: float,
    conflicts: Sequence[Sequence[str]],
    bounds: Mapping[str, Bounds | None],
    findings: Sequence[Finding],
) -> dict[str, object]:
    return {
        "feasible": feasible,
        "min_total_slack": slack,
        "conflicts": [list(one) for one in conflicts],
        "bounds": {target: None if between is None else list(between) for target, between in bounds.items()},
        "findings": [{"rule": one.rule, "claims": list(one.claims), "says": one.says()} for one in findings],
    }
