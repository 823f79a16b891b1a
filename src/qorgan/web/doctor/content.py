"""What survivors read: facts that nobody checked or that end soon, and texts that no native speaker has read."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from qorgan.kernel.facts import Fact
from qorgan.kernel.guide import Guide
from qorgan.kernel.packs import Pack
from qorgan.kernel.text import Translated
from qorgan.web.doctor.finding import Findings, look, ok

Rows = list[tuple[str, Fact[Any]]]

SOON = timedelta(days=30)
LISTED = 8
_RULE = "what survivors and journalists see was checked by somebody, and not too long ago"


def check_facts(pack: Pack, today: date) -> Findings:
    """Look at the facts of a country pack, file by file."""
    for file, rows in _files(pack):
        yield from _check_file(f"packs/{pack.code}/{file}", rows, today)


def check_guide_facts(guide: Guide, today: date, *, country: str) -> Findings:
    """Look at what the guide says of law and medicine: a sentence without its fact is hidden from everybody.

    Parameters
    ----------
    country : str
        Code of the pack, such as ``kz``.
    """
    if guide.facts:
        yield from _check_file(f"packs/{country}/guide/facts.csv", [(one.id, one.fact) for one in guide.facts], today)


def check_guide_texts(guide: Guide, *, country: str) -> Findings:
    """Look which pages of the guide a native speaker has not read as they stand now."""
    for language, pages in guide.pages.items():
        unread = [one.slug for one in pages if not one.is_reviewed]
        if unread:
            yield look(
                f"{len(unread)} pages of the guide were not read by a native speaker as they stand now.",
                f"packs/{country}/guide/{language}: {', '.join(unread)}",
                rule="a native speaker has read every text that somebody in distress reads",
                next_step="let one read them, then write the day in reviewed; see docs/how-to/write-the-guide.md",
            )


def _check_file(place: str, rows: Rows, today: date) -> Findings:
    facts = [(number, fact) for number, fact in rows if not fact.is_shown(today)]
    ended = [one for one in facts if one[1].is_checked(today)]
    unchecked = [one for one in facts if not one[1].is_checked(today)]
    ending = [one for one in rows if one[1].is_shown(today) and (one[1].shown_until or today) <= today + SOON]
    next_step = "check each at its source, then fill checked_by, checked_on and shown_until"
    found = (
        (ended, "have ended"),
        (unchecked, "were never checked"),
        (ending, f"end within {SOON.days} days"),
    )
    for named, says in found:
        if named:
            yield look(f"{len(named)} facts {says}.", f"{place}: {_list(named)}", rule=_RULE, next_step=next_step)
    if not (facts or ending):
        yield ok(f"{len(rows)} facts are checked.", place)


def check_texts(pack: Pack, languages: Iterable[str]) -> Findings:
    """Look which languages a native speaker has not read yet.

    Parameters
    ----------
    languages : iterable of str
        Those of the pages whose catalogue nobody has reviewed.
    """
    rule = "a native speaker has read every text that somebody in distress reads"
    if waiting := sorted(languages):
        yield look(
            "The texts of the pages were not read by a native speaker.",
            ", ".join(waiting),
            rule=rule,
            next_step="let one read the pages; until then they say so themselves",
        )
    unread = [text for text in _texts(pack.helplines) if text.texts.keys() - text.reviewed]
    if unread:
        codes = sorted({code for text in unread for code in text.texts.keys() - text.reviewed})
        yield look(
            f"{len(unread)} texts beside the numbers for help were not read by a native speaker.",
            f"packs/{pack.code}/helplines.csv: {', '.join(codes)}",
            rule=rule,
            next_step="let one read them, then list the language in the column reviewed",
        )


def _files(pack: Pack) -> Iterator[tuple[str, Rows]]:
    yield "helplines.csv", [(one.id, one.fact) for one in pack.helplines]
    yield "organisations.csv", [(one.id, one.fact) for one in pack.organisations]
    yield "exit.csv", [(one.language, one.fact) for one in pack.exit_pages]
    yield "regions.csv", [(one.code, one.fact) for one in pack.regions]


def _texts(rows: Iterable[Any]) -> Iterator[Translated]:
    for row in rows:
        yield from (value for one in fields(row) if isinstance(value := getattr(row, one.name), Translated))


def _list(rows: Rows) -> str:
    shown = ", ".join(number for number, _ in rows[:LISTED])
    return shown + (f" and {len(rows) - LISTED} more" if len(rows) > LISTED else "")
