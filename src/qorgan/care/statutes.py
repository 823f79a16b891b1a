"""Which articles of law may apply to what was done on a day: only rows that a lawyer has checked, and only if no date is in doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact


class Standing(StrEnum):
    """What may be done with an article for a day."""

    APPLIES = "applies"  # in force on that day, and checked
    NOT_IN_FORCE = "not-in-force"
    UNCHECKED = "unchecked"  # staff see it as work to do, the public does not
    DATES_CONFLICT = "dates-conflict"  # sources name different days of entry: neither is used, staff see both


@dataclass(frozen=True, slots=True)
class Statute:
    """One article, as a row of the pack.

    Parameters
    ----------
    code : str
        The row's name in the pack.
    act, article : str
        As they are cited.
    says : Fact of str
        What it says, in plain words, with source and check.
    in_force_from : tuple of Fact of date
        The day of entry as each source has it; empty where none was found.
    in_force_until : date or None
        Last day on which it held; None where it holds still.

    Raises
    ------
    InputError
        If it ended before every day on which a source lets it begin.
    """

    code: str
    act: str
    article: str
    says: Fact[str]
    in_force_from: tuple[Fact[date], ...] = ()
    in_force_until: date | None = None

    def __post_init__(self) -> None:
        until = self.in_force_until
        if until is not None and self.in_force_from and all(until < day for day in self.days_of_entry):
            raise InputError(
                "an article ends before it begins",
                field="in_force_until",
                value=until.isoformat(),
                rule="in_force_until is not before in_force_from",
                next_step="look at the act's last article once more",
            )

    @property
    def days_of_entry(self) -> tuple[date, ...]:
        """Return the different days on which sources let it begin, in order."""
        return tuple(sorted({fact.value for fact in self.in_force_from}))

    def standing(self, day: date, *, today: date) -> Standing:
        """Say what may be done with this article for something that was done on a day.

        Parameters
        ----------
        day : date
            Of the incident: never today's law for what was done before it.
        today : date
            For the checks, which expire.
        """
        if len(self.days_of_entry) > 1:
            return Standing.DATES_CONFLICT
        if not self.days_of_entry or not self._is_shown(today):
            return Standing.UNCHECKED
        is_in_force = self.days_of_entry[0] <= day and (self.in_force_until is None or day <= self.in_force_until)
        return Standing.APPLIES if is_in_force else Standing.NOT_IN_FORCE

    def _is_shown(self, today: date) -> bool:
        return self.says.is_shown(today) and any(fact.is_shown(today) for fact in self.in_force_from)


def that_apply(statutes: Iterable[Statute], day: date, *, today: date) -> tuple[Statute, ...]:
    """Return the articles that may be shown for an incident of a day, always to be read as "valid on" that day."""
    return tuple(one for one in statutes if one.standing(day, today=today) is Standing.APPLIES)
