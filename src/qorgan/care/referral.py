"""A referral or transfer: who may do what next, so that nothing moves without her yes and no case is without an owner."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qorgan.kernel.errors import InputError, QorganError


class Move(StrEnum):
    """What somebody does with a referral."""

    SEND = "send"
    ACCEPT = "accept"
    DECLINE = "decline"
    FINISH = "finish"
    REVOKE = "revoke"  # by who sent it, or because she took her consent back


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    REVOKED = "revoked"


class Side(StrEnum):
    """Who moves."""

    SENDER = "sender"
    RECEIVER = "receiver"
    HER_CONSENT = "her-consent"  # nobody's hand: she took it back


# From a state, a move by a side leads to a state; what is not here is refused.
_MOVES: dict[tuple[State, Move, Side], State] = {
    (State.DRAFT, Move.SEND, Side.SENDER): State.SENT,
    (State.SENT, Move.ACCEPT, Side.RECEIVER): State.ACCEPTED,
    (State.SENT, Move.DECLINE, Side.RECEIVER): State.DECLINED,
    (State.ACCEPTED, Move.FINISH, Side.RECEIVER): State.DONE,
    **{
        (state, Move.REVOKE, side): State.REVOKED
        for state in (State.DRAFT, State.SENT, State.ACCEPTED)
        for side in (Side.SENDER, Side.HER_CONSENT)
    },
}
_NEED_CONSENT = frozenset({Move.SEND, Move.ACCEPT})
_OPEN = frozenset({State.DRAFT, State.SENT, State.ACCEPTED})


class MoveRefused(QorganError):
    """This move is not open to this side now."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move that was made: what, by whose side, on which day."""

    move: Move
    side: Side
    day: date


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral of one case.

    Parameters
    ----------
    sender, receiver : str
        Ids of two different centres.
    is_transfer : bool
        Whether the case itself moves; otherwise the sender keeps it and the receiver helps with a part.
    state : State
    steps : tuple of Step
        All moves so far, in order.
    reason : str
        Why it was declined, as a code of the pack.

    Raises
    ------
    InputError
        If a centre refers to itself.
    """

    sender: str
    receiver: str
    is_transfer: bool = False
    state: State = State.DRAFT
    steps: tuple[Step, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if self.sender == self.receiver:
            raise InputError(
                "a centre cannot refer to itself",
                field="receiver",
                rule="another centre",
                next_step="give the case to a colleague instead",
            )

    @property
    def is_open(self) -> bool:
        """Say whether something may still be moved."""
        return self.state in _OPEN

    @property
    def owner(self) -> str:
        """Return the centre that is answerable for the case: the receiver of a transfer from accepting it on."""
        has_moved = self.is_transfer and self.state in {State.ACCEPTED, State.DONE}
        return self.receiver if has_moved else self.sender

    @property
    def readers(self) -> frozenset[str]:
        """Return the centres that what was referred is sealed to.

        The receiver reads once it is sent, so that it can decide, and no more after declining or revoking. The sender
        of a transfer that was accepted reads on what it wrote itself; the new file is the receiver's.
        """
        receives = self.state in {State.SENT, State.ACCEPTED, State.DONE}
        return frozenset({self.sender, self.receiver} if receives else {self.sender})

    def moves(self, side: Side) -> frozenset[Move]:
        """Return what a side can do now."""
        return frozenset(move for state, move, by in _MOVES if (state, by) == (self.state, side))

    def moved(self, move: Move, side: Side, *, day: date, is_allowed: bool, reason: str = "") -> "Referral":
        """Return the referral after a move.

        Parameters
        ----------
        is_allowed : bool
            What `consent.allows` says now about handing this file to the receiver.
        reason : str
            Of declining; must be given then.

        Raises
        ------
        MoveRefused
            If the move is not open to this side, or needs a consent that does not hold.
        InputError
            If it is declined without a reason, or the day is before the last step.
        """
        following = _MOVES.get((self.state, move, side))
        if following is None:
            raise MoveRefused(
                f"This cannot be done: {move} by the {side}, while it is {self.state}. "
                f"Rule: open to this side now is {', '.join(sorted(self.moves(side))) or 'nothing'}."
            )
        if move in _NEED_CONSENT and not is_allowed:
            raise MoveRefused("She has not allowed this, or no longer. Rule: her consent first. Next: ask her.")
        if move is Move.DECLINE and not reason:
            raise InputError("no reason is given", field="reason", rule="declining says why", next_step="choose one")
        if self.steps and day < self.steps[-1].day:
            raise InputError("the day is before the last step", field="day", rule="steps follow one another")
        return replace(self, state=following, steps=(*self.steps, Step(move, side, day)), reason=reason)


def after_withdrawal(referral: Referral, *, day: date) -> Referral:
    """Return the referral after she took back her consent to it: revoked where anything is still open."""
    if Move.REVOKE not in referral.moves(Side.HER_CONSENT):
        return referral
    later = max(day, referral.steps[-1].day) if referral.steps else day
    return referral.moved(Move.REVOKE, Side.HER_CONSENT, day=later, is_allowed=False)
