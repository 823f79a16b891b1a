"""Judge how high the risk is: a structured judgement over red flags, never a score and never a number.

The flags are those that research on grave and deadly violence by partners names again and again. They are not weighed
against each other: one is enough. No item of a licensed tool is copied here; such a tool comes in through `Tool`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from qorgan.care.answers import Answer


class RedFlag(StrEnum):
    """Each is asked with care, one by one, and may stay not known."""

    STRANGULATION = "strangulation"
    THREAT_TO_KILL = "threat-to-kill"
    WEAPON = "weapon"
    FORCED_SEX = "forced-sex"
    PREGNANCY = "pregnancy"  # violence while she was pregnant
    SEPARATION = "separation"  # recent or planned
    STALKING = "stalking"
    ESCALATION = "escalation"  # more often or graver than before
    HARM_TO_CHILDREN = "harm-to-children"
    HARM_TO_ANIMALS = "harm-to-animals"
    HER_FEAR = "her-fear"


class Level(StrEnum):
    """What the judgement comes to."""

    HIGH = "high"
    NOT_HIGH = "not-high"  # every flag was asked and denied, and neither she nor the worker judges it high
    NOT_KNOWN = "not-known"  # something was not asked: nobody may rest on it


class Reason(StrEnum):
    """Why a level is high."""

    FLAG = "flag"
    WORKER = "worker"
    HER_WORD = "her-word"
    TOOL = "tool"


class Tool(Protocol):
    """A licensed tool, put in by a plug-in where the country holds the licence; its result is shown as its own."""

    @property
    def name(self) -> str:
        """Return how the tool is called."""

    def is_high(self) -> bool | None:
        """Say whether the tool's own rule makes it high; None where it was not filled in."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was asked and judged on one day.

    Parameters
    ----------
    flags : mapping of RedFlag to Answer
        What is missing was not asked, and counts as not known.
    worker_says_high : bool
        The worker's own judgement, which needs no flag.
    she_says_high : bool
        Her own word, which needs none either.
    tools : tuple of Tool
        Licensed tools that were filled in.
    """

    flags: Mapping[RedFlag, Answer] = field(default_factory=dict)
    worker_says_high: bool = False
    she_says_high: bool = False
    tools: tuple[Tool, ...] = ()

    def answer(self, flag: RedFlag) -> Answer:
        """Return what is known of a flag."""
        return self.flags.get(flag, Answer.NOT_KNOWN)

    @property
    def raised(self) -> tuple[RedFlag, ...]:
        """Return the flags that were answered with yes, in the order of asking."""
        return tuple(flag for flag in RedFlag if self.answer(flag) is Answer.YES)

    @property
    def not_known(self) -> tuple[RedFlag, ...]:
        """Return what was not asked or could not be answered; a page shows these, never leaves them out."""
        return tuple(flag for flag in RedFlag if self.answer(flag) is Answer.NOT_KNOWN)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return why the risk is high; empty where it is not."""
        found = {
            Reason.FLAG: bool(self.raised),
            Reason.WORKER: self.worker_says_high,
            Reason.HER_WORD: self.she_says_high,
            Reason.TOOL: any(tool.is_high() for tool in self.tools),
        }
        return tuple(reason for reason, is_given in found.items() if is_given)

    @property
    def level(self) -> Level:
        """Return the level: high on any reason; without one, not high only where every flag was denied."""
        if self.reasons:
            return Level.HIGH
        return Level.NOT_KNOWN if self.not_known else Level.NOT_HIGH
