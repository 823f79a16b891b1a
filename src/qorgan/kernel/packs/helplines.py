"""The national numbers for help, and when each may be shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from qorgan.kernel.facts import Fact
from qorgan.kernel.packs.row import Row
from qorgan.kernel.packs.table import FACT_COLUMNS, in_languages, read_table
from qorgan.kernel.text import Language, Translated

Answer = Literal["yes", "no", "unknown"]
HelplineKind = Literal["emergency", "hotline"]

ANSWERS: Final[tuple[Answer, ...]] = ("yes", "no", "unknown")
HELPLINE_KINDS: Final[tuple[HelplineKind, ...]] = ("emergency", "hotline")


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number she can call, and what she should know before she does.

    Parameters
    ----------
    id : str
        Stable name, never shown.
    kind : {"emergency", "hotline"}
        Who answers: a service that comes, or somebody who talks and refers.
    name, what_happens : Translated
        Who answers, and what she should know before the call.
    hours_and_cost : Translated or None
        None where no source says.
    languages : frozenset[Language]
        Languages they answer in; empty means unknown, and is never guessed.
    police_hears : {"yes", "no", "unknown"}
        Whether the police hear of the call.
    is_emergency : bool
        Shown first.
    is_shown_unchecked : bool
        One of the pack's national numbers: shown from the first start, marked "not yet checked by this centre", because
        an empty help page is worse.
    fact : Fact[str]
        The phone number with its source and check.
    note : str or None
        For staff.
    """

    id: str
    kind: HelplineKind
    name: Translated
    hours_and_cost: Translated | None
    languages: frozenset[Language]
    what_happens: Translated
    police_hears: Answer
    is_emergency: bool
    is_shown_unchecked: bool
    fact: Fact[str]
    note: str | None

    @property
    def phone(self) -> str:
        """The number to dial, digits only."""
        return self.fact.value

    def is_shown(self, today: date) -> bool:
        """Say whether this number may stand on a help page today."""
        return self.is_shown_unchecked or self.fact.is_shown(today)

    def needs_check(self, today: date) -> bool:
        """Say whether nobody's check holds today. Beside a number that is shown all the same, the page says so."""
        return not self.fact.is_shown(today)


def read_helplines(
    path: Path, *, languages: Sequence[Language], national_numbers: Collection[str], days: int
) -> tuple[Helpline, ...]:
    """Read ``helplines.csv``: emergency numbers first, else in the order of the file.

    Parameters
    ----------
    path : Path
        The file.
    languages : sequence of Language
        Languages of the pack.
    national_numbers : collection of str
        The only numbers that may be shown before somebody checked them.
    days : int
        How long a check lasts.

    Raises
    ------
    PackError
        If a row is wrong.
    """
    columns = (
        *("id", "phone", "kind", "emergency", "police_hears", "languages", "shown_unchecked"),
        *in_languages("name", languages),
        *in_languages("hours_and_cost", languages),
        *in_languages("what_happens", languages),
        "reviewed",
        *FACT_COLUMNS,
    )
    rows = read_table(path, columns, unique="id")
    helplines = (_helpline(row, languages, national_numbers, days) for row in rows)
    return tuple(sorted(helplines, key=lambda helpline: not helpline.is_emergency))


def _helpline(row: Row, languages: Sequence[Language], national_numbers: Collection[str], days: int) -> Helpline:
    phone = row.text("phone")
    if not (phone.isascii() and phone.isdecimal()):
        raise row.refused("phone", "not a phone number", rule="digits only, as dialled within the country")
    is_shown_unchecked = row.is_yes("shown_unchecked")
    if is_shown_unchecked and phone not in national_numbers:
        raise row.refused(
            "shown_unchecked",
            "a number is shown before anybody checked it",
            rule=f"only the national numbers of pack.toml ({', '.join(national_numbers)})",
        )
    row.address("source")  # a number without a page to read it on cannot be checked by the next person
    return Helpline(
        id=row.text("id"),
        kind=row.choice("kind", HELPLINE_KINDS),
        name=row.translated("name", languages),
        hours_and_cost=row.translated_or_none("hours_and_cost", languages),
        languages=row.languages("languages", languages),
        what_happens=row.translated("what_happens", languages),
        police_hears=row.choice("police_hears", ANSWERS),
        is_emergency=row.is_yes("emergency"),
        is_shown_unchecked=is_shown_unchecked,
        fact=row.fact(phone, days=days),
        note=row.optional("note"),
    )
