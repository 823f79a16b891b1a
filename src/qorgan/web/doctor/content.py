"""What survivors read: facts that nobody checked or that end soon, and texts that no native speaker has read."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from qorgan.kernel.facts import Fact
from qorgan.kernel.packs import Pack
from qorgan.kernel.text import Translated
from qorgan.web.doctor.finding import Findings, look, ok

SOON = timedelta(days=30)
_LISTED = 8
_RULE = "what survivors and journalists see was checked by somebody, and not too long ago"


def check_facts(pack: Pack, today: date) -> Findings:
    """Look at the facts of a country pack, file by file."""
    for file, rows in _files(pack):
        facts = [(number, fact) for number, fact in rows if not fact.is_shown(today)]
        ended = [one for one in facts if one[1].is_checked(today)]
        unchecked = [one for one in facts if not one[1].is_checked(today)]
        ending = [one for one in rows if one[1].is_shown(today) and (one[1].shown_until or today) <= today + SOON]
        where = f"packs/{pack.code}/{file}: "
        next_step = "check each at its source, then fill checked_by, checked_on and shown_until"
        if ended:
            yield look(f"{len(ended)} facts have ended.", where + _list(ended), rule=_RULE, next_step=next_step)
        if unchecked:
            yield look(
                f"{len(unchecked)} facts were never checked.", where + _list(unchecked), rule=_RULE, next_step=next_step
            )
        if ending:
            yield look(
                f"{len(ending)} facts end within {SOON.days} days.",
                where + _list(ending),
                rule=_RULE,
                next_step=next_step,
            )
        if not (facts or ending):
            yield ok(f"{len(rows)} facts are checked.", where.rstrip(": "))


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


def _files(pack: Pack) -> Iterator[tuple[str, list[tuple[str, Fact[Any]]]]]:
    yield "helplines.csv", [(one.id, one.fact) for one in pack.helplines]
    yield "organisations.csv", [(one.id, one.fact) for one in pack.organisations]
    yield "exit.csv", [(one.language, one.fact) for one in pack.exit_pages]
    yield "regions.csv", [(one.code, one.fact) for one in pack.regions]


def _texts(rows: Iterable[Any]) -> Iterator[Translated]:
    for row in rows:
        yield from (value for one in fields(row) if isinstance(value := getattr(row, one.name), Translated))


def _list(rows: list[tuple[str, Fact[Any]]]) -> str:
    shown = ", ".join(number for number, _ in rows[:_LISTED])
    return shown + (f" and {len(rows) - _LISTED} more" if len(rows) > _LISTED else "")
