"""Her safety plan as data: what to do staying, leaving and after; what is still empty; and what may stand on paper.

A paper can be found. Nothing is printed until she has said that a place for it is safe, and her code word never is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qorgan.care.answers import Answer
from qorgan.care.words import stands_in
from qorgan.kernel.errors import InputError


class Situation(StrEnum):
    """Where she is; a plan says what to do in each."""

    STAYING = "staying"
    LEAVING = "leaving"
    AFTER_LEAVING = "after-leaving"


class Topic(StrEnum):
    """What else a plan is about. Where a paper copy is safe is a question of its own: `Plan.paper_is_safe`."""

    CHILDREN = "children"
    DOCUMENTS = "documents"
    MONEY = "money"
    PHONE = "phone-and-accounts"
    WORK = "work"
    CODE_WORD = "code-word"  # who knows it, and what they do when they hear it; the word itself is apart


class Missing(StrEnum):
    """What keeps a plan from being complete besides an empty part."""

    SITUATION = "situation"  # nobody wrote where she is now
    PAPER = "paper"  # nobody asked whether a paper is safe


Part = Situation | Topic
PARTS: tuple[Part, ...] = (*Situation, *Topic)

# Where she is now, and where she may be tomorrow: these must be written before a supervisor takes the plan for whole.
_NEEDED: dict[Situation, tuple[Situation, ...]] = {
    Situation.STAYING: (Situation.STAYING, Situation.LEAVING),
    Situation.LEAVING: (Situation.LEAVING, Situation.AFTER_LEAVING),
    Situation.AFTER_LEAVING: (Situation.AFTER_LEAVING,),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What she and her worker planned.

    Parameters
    ----------
    now : Situation or None
        Where she is; None as long as it was not said.
    texts : mapping of Situation or Topic to str
        In her words; what is missing or blank is empty.
    not_needed : frozenset of Topic
        Asked about, and nothing is needed: no children, no work, no wish for a code word.
    code_word : str
        The word alone. It is never printed.
    paper_is_safe : Answer
        Whether there is a place where a paper copy is safe. What was not asked is not safe.
    paper_place : str
        Where that is; never printed either.
    off_paper : frozenset of Situation or Topic
        What she does not want on paper though a paper is safe.

    Raises
    ------
    InputError
        If a topic is both written and not needed, or a place is named though no paper is safe.
    """

    now: Situation | None = None
    texts: Mapping[Part, str] = field(default_factory=dict)
    not_needed: frozenset[Topic] = frozenset()
    code_word: str = field(default="", repr=False)
    paper_is_safe: Answer = Answer.NOT_KNOWN
    paper_place: str = field(default="", repr=False)
    off_paper: frozenset[Part] = frozenset()

    def __post_init__(self) -> None:
        for topic in Topic:
            if topic in self.not_needed and self.is_written(topic):
                raise InputError(
                    "something is written where nothing is needed",
                    field=topic.value,
                    rule="a topic is written, or marked as not needed",
                    next_step="take away the mark or the words",
                )
        if self.paper_place.strip() and self.paper_is_safe is not Answer.YES:
            raise InputError(
                "a place for the paper is named though no paper is safe",
                field="paper_place",
                rule="a place only where a paper is safe",
                next_step="ask her once more whether a paper copy is safe",
            )

    def text(self, part: Part) -> str:
        """Return what is written of a part, empty where nothing is."""
        return self.texts.get(part, "").strip()

    def is_written(self, part: Part) -> bool:
        """Say whether something is written of a part; for the code word, the word itself is enough."""
        return bool(self.text(part)) or (part is Topic.CODE_WORD and bool(self.code_word.strip()))

    @property
    def empty(self) -> tuple[Part, ...]:
        """Return the parts that are neither written nor marked as not needed, in the order of asking."""
        return tuple(part for part in PARTS if not self.is_written(part) and part not in self.not_needed)

    @property
    def missing(self) -> tuple[Part | Missing, ...]:
        """Return what a supervisor would send the plan back for; pages name each.

        Notes
        -----
        Of the three situations, the one she is in and the one that may follow are needed; of the topics, each is
        written or marked as not needed. Whether a paper is safe was asked, whatever the answer.
        """
        needed = {*Topic, *(_NEEDED[self.now] if self.now else ())}
        return (
            *(() if self.now else (Missing.SITUATION,)),
            *(part for part in self.empty if part in needed),
            *((Missing.PAPER,) if self.paper_is_safe is Answer.NOT_KNOWN else ()),
        )

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is missing. It says that everything was asked, not that she is safe."""
        return not self.missing


class WhyNot(StrEnum):
    """Why something does not stand on paper."""

    NO_SAFE_PLACE = "no-safe-place"
    HER_WISH = "her-wish"
    CODE_WORD = "code-word"  # it is about the code word, or the word stands in it


@dataclass(frozen=True, slots=True)
class Paper:
    """What a printed plan holds.

    Parameters
    ----------
    texts : mapping of Situation or Topic to str
        In the order of asking; empty where nothing may be printed.
    withheld : mapping of Situation or Topic to WhyNot
        What was written and does not stand on the paper, for the worker to see before she prints.
    """

    texts: Mapping[Part, str]
    withheld: Mapping[Part, WhyNot]


def on_paper(plan: Plan) -> Paper:
    """Return what may be printed of a plan.

    Notes
    -----
    Nothing as long as no place for a paper is known to be safe. A text in which the code word stands is withheld, in
    whatever capitals and spaces; another form of the word (an ending, another alphabet) is not recognised, and the
    worker reads the paper before it leaves the printer.
    """
    written = [part for part in PARTS if plan.is_written(part)]
    withheld = {part: why for part in written if (why := _why_not(plan, part)) is not None}
    return Paper({part: plan.text(part) for part in written if part not in withheld}, withheld)


def _why_not(plan: Plan, part: Part) -> WhyNot | None:
    if plan.paper_is_safe is not Answer.YES:
        return WhyNot.NO_SAFE_PLACE
    if part is Topic.CODE_WORD or stands_in(plan.code_word, plan.text(part)):
        return WhyNot.CODE_WORD
    return WhyNot.HER_WISH if part in plan.off_paper else None
