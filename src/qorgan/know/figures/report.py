"""All that is said of one set of claims."""

from dataclasses import dataclass

from qorgan.know.figures import findings
from qorgan.know.figures.claims import System
from qorgan.know.figures.coherence import Assessor, Coherence
from qorgan.know.figures.conflicts import Conflicts, minimal_conflicts
from qorgan.know.figures.findings import Finding


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
        bounds = self.coherence.bounds
        return {
            "feasible": self.coherence.feasible,
            "min_total_slack": self.coherence.min_total_slack,
            "conflicts": [[claims[place].id for place in places] for places in self.conflicts.sets],
            "bounds": {} if target is None else {target: None if bounds is None else list(bounds)},
            "findings": [
                {"rule": one.rule, "claims": list(one.claims), "says": one.says} for one in self.findings
            ],
        }  # fmt: skip


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
        return Report(
            system, coherence, Conflicts((), is_complete=True), tuple(findings.of_empty_populations(assessor))
        )
    conflicts = minimal_conflicts(assessor)
    return Report(system, coherence, conflicts, tuple(findings.of_conflicts(assessor, conflicts)))
