"""The rules over a ledger of figures: one small function each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from qorgan.know.figures.finding import Finding
from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.rules.counters import counters_differ, one_series, sum_over_hundred
from qorgan.know.figures.rules.denominators import denominator_changed, denominator_lost, inverted_conditional
from qorgan.know.figures.rules.joint import coherence
from qorgan.know.figures.rules.periods import no_time_stamp, period_changed, period_lost
from qorgan.know.figures.rules.sources import other_ground, other_map, other_owner
from qorgan.know.figures.rules.titles import ratio_against_percent, title_against_text, two_numbers


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its name.

    Parameters
    ----------
    name : str
        As in findings, texts and docs.
    find : callable
        From a ledger to what it finds.
    forbids : bool
        Whether a figure it finds may not be published until somebody answers in writing. The others say what must be
        printed beside it.
    """

    name: str
    find: Callable[[Ledger], Iterator[Finding]]
    forbids: bool


RULES: Final = (
    Rule("coherence", coherence, forbids=True),
    Rule("title-against-text", title_against_text, forbids=True),
    Rule("ratio-against-percent", ratio_against_percent, forbids=True),
    Rule("two-numbers", two_numbers, forbids=True),
    Rule("period-changed", period_changed, forbids=True),
    Rule("period-lost", period_lost, forbids=True),
    Rule("no-time-stamp", no_time_stamp, forbids=True),
    Rule("denominator-changed", denominator_changed, forbids=True),
    Rule("denominator-lost", denominator_lost, forbids=True),
    Rule("inverted-conditional", inverted_conditional, forbids=True),
    Rule("other-map", other_map, forbids=False),
    Rule("other-ground", other_ground, forbids=False),
    Rule("other-owner", other_owner, forbids=False),
    Rule("sum-over-hundred", sum_over_hundred, forbids=False),
    Rule("counters-differ", counters_differ, forbids=False),
    Rule("one-series", one_series, forbids=False),
)
FORBIDDING: Final = frozenset(rule.name for rule in RULES if rule.forbids)


def find_all(ledger: Ledger) -> tuple[Finding, ...]:
    """Return what all rules find, rule by rule.

    The coherence rule also reports, under names of its own, what it could not check.
    """
    findings = (finding for rule in RULES for finding in rule.find(ledger))
    return tuple({(one.rule, one.claims): one for one in findings}.values())


def find_about(ledger: Ledger, id_: str) -> tuple[Finding, ...]:
    """Return what all rules find about one figure; linear programmes are asked only of the groups it stands in."""
    findings = (
        finding
        for rule in RULES
        for finding in (coherence(ledger, id_) if rule.find is coherence else rule.find(ledger))
        if id_ in finding.claims
    )
    return tuple({(one.rule, one.claims): one for one in findings}.values())
