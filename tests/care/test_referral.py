"""No sequence of moves shares what she does not allow at that moment, and no case is ever without an owner."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from qorgan.care.consent import Consent, Content, Purpose, allows, withdraw
from qorgan.care.guardianship import ChildRules, Giver, Subject
from qorgan.care.referral import Move, MoveRefused, Referral, Side, State, after_withdrawal
from qorgan.kernel.errors import InputError

DAY = date(2026, 11, 21)


def sent(*, is_transfer=False):
    return Referral("a", "b", is_transfer=is_transfer).moved(Move.SEND, Side.SENDER, day=DAY, is_allowed=True)


def test_nothing_is_sent_without_her_consent():
    with pytest.raises(MoveRefused, match="not allowed"):
        Referral("a", "b").moved(Move.SEND, Side.SENDER, day=DAY, is_allowed=False)


def test_consent_that_was_taken_back_on_the_way_stops_the_acceptance():
    with pytest.raises(MoveRefused, match="not allowed"):
        sent().moved(Move.ACCEPT, Side.RECEIVER, day=DAY, is_allowed=False)


def test_a_transfer_changes_the_owner_when_it_is_accepted_and_not_before():
    asked = sent(is_transfer=True)
    assert asked.owner == "a"
    assert asked.moved(Move.ACCEPT, Side.RECEIVER, day=DAY, is_allowed=True).owner == "b"


def test_a_referral_leaves_the_owner_where_it_was():
    assert sent().moved(Move.ACCEPT, Side.RECEIVER, day=DAY, is_allowed=True).owner == "a"


def test_declining_says_why_and_closes_the_file_to_the_receiver():
    with pytest.raises(InputError, match="reason"):
        sent().moved(Move.DECLINE, Side.RECEIVER, day=DAY, is_allowed=True)
    declined = sent().moved(Move.DECLINE, Side.RECEIVER, day=DAY, is_allowed=True, reason="no-place")
    assert (declined.reason, declined.readers) == ("no-place", {"a"})


@pytest.mark.parametrize(
    ("move", "side"), [(Move.ACCEPT, Side.SENDER), (Move.SEND, Side.RECEIVER), (Move.FINISH, Side.RECEIVER)]
)
def test_a_move_that_is_not_open_to_a_side_is_refused(move, side):
    with pytest.raises(MoveRefused, match="open to this side"):
        sent().moved(move, side, day=DAY, is_allowed=True)


def test_her_withdrawal_closes_what_is_open_and_leaves_what_is_over():
    assert after_withdrawal(sent(), day=DAY).state is State.REVOKED
    done = sent().moved(Move.ACCEPT, Side.RECEIVER, day=DAY, is_allowed=True)
    done = done.moved(Move.FINISH, Side.RECEIVER, day=DAY, is_allowed=True)
    assert after_withdrawal(done, day=DAY) == done


def test_a_step_back_in_time_is_refused():
    with pytest.raises(InputError, match="before the last step"):
        sent().moved(Move.ACCEPT, Side.RECEIVER, day=DAY - timedelta(days=1), is_allowed=True)


def test_a_centre_does_not_refer_to_itself():
    with pytest.raises(InputError, match="itself"):
        Referral("a", "a")


class Referring(RuleBasedStateMachine):
    """She gives and takes back, two centres move, days pass; in any order."""

    @initialize(is_transfer=st.booleans())
    def begin(self, is_transfer):
        self.referral, self.consents, self.day = Referral("a", "b", is_transfer=is_transfer), (), DAY
        self.ever_accepted = False

    def _is_allowed(self):
        return allows(
            subject=Subject(age=30),
            consents=self.consents,
            exceptions=(),
            rules=ChildRules(),
            purpose=Purpose.REFERRAL,
            recipient="b",
            content=frozenset({Content.FILE}),
            day=self.day,
        ).is_allowed

    @rule()
    def she_gives(self):
        self.consents = (*self.consents, Consent(Purpose.REFERRAL, "b", Giver.HERSELF, self.day))

    @rule()
    def she_takes_back(self):
        self.consents = withdraw(self.consents, Purpose.REFERRAL, "b", day=self.day)
        self.referral = after_withdrawal(self.referral, day=self.day)

    @rule(days=st.integers(1, 40))
    def days_pass(self, days):
        self.day += timedelta(days=days)

    @rule(move=st.sampled_from(Move), side=st.sampled_from([Side.SENDER, Side.RECEIVER]))
    def somebody_moves(self, move, side):
        before, is_allowed = self.referral, self._is_allowed()
        try:
            self.referral = before.moved(move, side, day=self.day, is_allowed=is_allowed, reason="x")
        except MoveRefused:
            assert self.referral == before
        else:
            assert is_allowed or move not in {Move.SEND, Move.ACCEPT}

    @invariant()
    def the_receiver_reads_only_while_she_allows_it(self):
        # Done is done: what was finished under her consent is not undone by a later no; new sharing would be.
        if hasattr(self, "referral") and self.referral.state in {State.SENT, State.ACCEPTED}:
            assert self._is_allowed()

    @invariant()
    def there_is_always_one_owner_who_reads(self):
        if hasattr(self, "referral"):
            assert self.referral.owner in self.referral.readers

    @invariant()
    def every_state_is_reached_by_its_steps(self):
        if hasattr(self, "referral"):
            again = Referral("a", "b", is_transfer=self.referral.is_transfer)
            for step in self.referral.steps:
                again = again.moved(step.move, step.side, day=step.day, is_allowed=True, reason="x")
            assert again.state is self.referral.state


TestReferring = Referring.TestCase
