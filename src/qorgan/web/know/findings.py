"""What the rules find in the ledger as it stands, beside the figures it concerns, with what was answered."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db.models import Q

from qorgan.kernel.text import LANGUAGES
from qorgan.know.figures.finding import PARTS, Finding
from qorgan.know.figures.pack import ledger_of
from qorgan.know.figures.rules import FORBIDDING, find_about, find_all
from qorgan.web.know.models import Answer, LedgerFigure, Stamp, Version, VersionQuerySet
from qorgan.web.know.reading import figure_of
from qorgan.web.shell.context import pack

LARGE: Final = 2000  # figures; rules over so many take about a second


@dataclass(frozen=True)
class Found:
    """A finding about certain versions.

    Parameters
    ----------
    key : str
        Of the rule and these very versions: what was answered to it holds until one of them changes.
    finding : Finding
        In all languages.
    versions : dict of str to int
        Name of each figure to the id of its version.
    """

    key: str
    finding: Finding
    versions: Mapping[str, int]

    @property
    def forbids(self) -> bool:
        """Say whether it stops a publication until somebody answers."""
        return self.finding.rule in FORBIDDING

    def in_words(self) -> dict[str, dict[str, str]]:
        """Return it by language, as it is kept with a published figure."""
        return {
            language: {"name": self.finding.name(language)}
            | {part: said for part in PARTS if (said := self.finding.part(part, language))}
            for language in LANGUAGES
        }


def findings_of(name: str) -> tuple[Found, ...]:
    """Return what stands beside a figure; of a large ledger that changed, only what can concern it is looked at."""
    stamp = Stamp.now()
    if _is_large() and _Last.looked[0] != stamp:
        return _findings_near(stamp, name)
    return findings().get(name, ())


@lru_cache(maxsize=256)
def _findings_near(stamp: str, name: str) -> tuple[Found, ...]:
    return _look(_beside(name), only=name).get(name, ())


def findings() -> Mapping[str, tuple[Found, ...]]:
    """Return all findings by the name of each figure they concern; looked for once after each change."""
    stamp = Stamp.now()
    known, found = _Last.looked
    if known != stamp or not stamp:
        found = _look(Version.objects.standing())
        _Last.looked = stamp, found  # in one step: another thread never sees one without the other
    return found


def findings_for_list() -> Mapping[str, tuple[Found, ...]] | None:
    """Return the same for a list, which does not wait for the rules over a large ledger: None until they were looked for."""
    return None if _is_large() and _Last.looked[0] != Stamp.now() else findings()


def _is_large() -> bool:
    return LedgerFigure.objects.count() > LARGE


class _Last:
    looked: ClassVar[tuple[str, Mapping[str, tuple[Found, ...]]]] = ("", {})


def _beside(name: str) -> VersionQuerySet:
    """Return what a rule can put beside a figure: figures of its place, of a region of its name, and of its report."""
    standing = Version.objects.standing()
    own = standing.filter(figure__name=name).first()
    if own is None:
        return standing.none()
    place, report = own.fields.get("place"), own.fields.get("report")
    named = {unit.id: unit.name.texts.get("en") for unit in pack().maps.units}
    places = [place, *(one for one, text in named.items() if text and text == named.get(place))]
    is_near = Q(fields__place__in=places) if place else Q(fields__place__isnull=True)
    return standing.filter(is_near | Q(fields__report=report)) if report else standing.filter(is_near)


def _look(standing: VersionQuerySet, only: str | None = None) -> Mapping[str, tuple[Found, ...]]:
    rows = {one.figure.name: one for one in standing.select_related("figure")}
    ledger = ledger_of(tuple(figure_of(one) for one in rows.values()), settings.COUNTRY)
    found: dict[str, list[Found]] = defaultdict(list)
    for finding in find_all(ledger) if only is None else find_about(ledger, only):
        versions = {name: rows[name].id for name in finding.claims if name in rows}
        one = Found(_key(finding, [rows[name] for name in versions]), finding, versions)
        for name in versions:
            found[name].append(one)
    return {name: tuple(some) for name, some in found.items()}


def _key(finding: Finding, rows: list[Version]) -> str:
    about = sorted(f"{row.figure.name}/{row.number}" for row in rows)
    return hashlib.blake2b("\n".join([finding.rule, *about]).encode(), digest_size=32).hexdigest()


def answers_to(version: Version, found: tuple[Found, ...]) -> dict[str, Answer]:
    """Return by finding the newest answer for a version that counts: one by somebody other than its proposer.

    Where the pack proposed it, whoever checked it is the first person, and somebody else answers.
    """
    first = version.proposed_by_id or version.checked_by_id
    rows = version.answers.filter(finding__in=[one.key for one in found])
    return {row.finding: row for row in rows if row.by_id != first}


def kept(version: Version, found: tuple[Found, ...]) -> list[dict[str, Any]]:
    """Return findings and answers as they are kept with a published version."""
    answers = answers_to(version, found)
    return [
        {
            "rule": one.finding.rule,
            "forbids": one.forbids,
            "said": one.in_words(),
            "answer": _kept(answers.get(one.key)),
        }
        for one in found
    ]


def _kept(answer: Answer | None) -> dict[str, str] | None:
    if answer is None:
        return None
    return {"words": answer.words, "language": answer.language, "day": answer.day.isoformat()}
