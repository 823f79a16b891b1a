"""Everything that can go wrong in a way somebody can answer.

QorganError                 exit code 2, one message: what, where, the rule, the next step
├── InputError              something handed in breaks a rule; knows file, line, field, value, rule, next step
│   ├── DataError           numbers an estimator cannot take
│   └── PackError           a row of a country pack
├── ConsentError            somebody gives a consent that is not theirs to give
├── SealError               something sealed was refused: wrong key, altered, or put where it does not belong
├── KeyFileError            a key file is missing, unreadable, or open to others
├── ReceiptError            a typed receipt cannot be one; ``kind`` says whether by length, digits or check digit
├── ShareError              a typed share of a recovery cannot be one; knows which group of it is wrong
├── PassphraseError         a passphrase is refused
└── SetupError              broken ground: port, data directory, clock, database version

A message never holds what a survivor wrote. ``value`` is therefore filled only from files and options that a person of
the team typed, and never from a form of the public door.
"""

from typing import Literal

ReceiptFault = Literal["length", "digits", "check"]


class QorganError(Exception):
    """Base of all errors a person is told about, in one plain message."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)

    def message(self) -> str:
        """Return what the person is told."""
        return str(self)


class InputError(QorganError):
    """Something handed in breaks a rule.

    Parameters
    ----------
    what : str
        What is wrong, in plain words, without a full stop.
    file, field, value, rule, next_step : str, optional
        Where it is, what stands there, what should, and what to do now.
    line : int, optional
        Line of the file, counted from 1 as an editor does.

    Examples
    --------
    >>> print(InputError("the level is too high", field="level", value="1.2", rule="it lies in (0, 1)"))
    the level is too high (field level, value '1.2'). Rule: it lies in (0, 1).
    """

    def __init__(
        self,
        what: str,
        *,
        file: str | None = None,
        line: int | None = None,
        field: str | None = None,
        value: str | None = None,
        rule: str | None = None,
        next_step: str | None = None,
    ) -> None:
        self.what = what
        self.file = file
        self.line = line
        self.field = field
        self.value = value
        self.rule = rule
        self.next_step = next_step
        super().__init__(self._composed())

    def _composed(self) -> str:
        named = [("", self.file), ("line ", self.line), ("field ", self.field)]
        where = [f"{label}{part}" for label, part in named if part is not None]
        if self.value is not None:
            where.append(f"value {self.value!r}")
        sentences = [self.what.rstrip(".") + (f" ({', '.join(where)})" if where else "")]
        if self.rule:
            sentences.append(f"Rule: {self.rule.rstrip('.')}")
        if self.next_step:
            sentences.append(f"Next: {self.next_step.rstrip('.')}")
        return ". ".join(sentences) + ("." if where or len(sentences) > 1 else "")


class DataError(InputError):
    """Numbers that an estimator cannot take."""


class PackError(InputError):
    """A country pack breaks a rule; names file, row (``line``), field and rule."""


class ConsentError(QorganError):
    """Somebody gives a consent that is not theirs to give."""


class SealError(QorganError):
    """Something sealed was refused."""


class KeyFileError(QorganError):
    """A key file is missing, unreadable, or open to others."""


class ReceiptError(QorganError):
    """What was typed cannot be a receipt.

    Parameters
    ----------
    message : str
        What she can do now. Never the digits she typed.
    kind : {"length", "digits", "check"}
        Which rule it breaks, so that the page can find its own kind words.
    """

    def __init__(self, message: str, *, kind: ReceiptFault) -> None:
        self.kind = kind
        super().__init__(message)


class ShareError(QorganError):
    """What was typed cannot be a share of a recovery.

    Parameters
    ----------
    message : str
        What to do now. Never the digits.
    kind : {"length", "digits", "check"}
        Which rule it breaks.
    group : int
        The first group with a wrong sign, from 1; 0 where it is not one group.
    """

    def __init__(self, message: str, *, kind: ReceiptFault, group: int = 0) -> None:
        self.kind = kind
        self.group = group
        super().__init__(message)


class PassphraseError(QorganError):
    """A passphrase is refused. The message never holds it."""


class SetupError(QorganError):
    """The ground is broken: port, data directory, clock, database version."""
