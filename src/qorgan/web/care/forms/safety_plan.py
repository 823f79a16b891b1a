"""Her safety plan: what to do staying, leaving and after, and what may stand on paper."""

from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.care.safety_plan import PARTS, Missing, Situation, Topic, WhyNot, on_paper
from qorgan.kernel.errors import InputError
from qorgan.web.care.documents import plan_of
from qorgan.web.care.forms.base import AnswerField, Data, DayField, Due, OneOf, RecordForm, SomeOf, Text, day_in
from qorgan.web.care.plans import State, decision_on, state_of
from qorgan.web.care.records import OpenedCase
from qorgan.web.shell.forms import TextField

WORDS: dict[str, Text] = {
    Situation.STAYING: _("While she stays with him"),
    Situation.LEAVING: _("When she leaves"),
    Situation.AFTER_LEAVING: _("After she has left"),
    Topic.CHILDREN: _("Children"),
    Topic.DOCUMENTS: _("Documents"),
    Topic.MONEY: _("Money"),
    Topic.PHONE: _("Phone and accounts"),
    Topic.WORK: _("Work"),
    Topic.CODE_WORD: _("A code word: who knows it, and what they do when they hear it"),
    Missing.SITUATION: _("where she is now"),
    Missing.PAPER: _("whether a paper is safe"),
}
WITHHELD = {
    WhyNot.NO_SAFE_PLACE: _("no place for a paper is known to be safe"),
    WhyNot.HER_WISH: _("she does not want it on paper"),
    WhyNot.CODE_WORD: _("the code word is never printed"),
}
STATES: dict[State | None, Text] = {
    State.WAITING: _("waits for a supervisor who did not write it"),
    State.APPROVED: _("approved"),
    State.DECLINED: _("not approved"),
}
_LONG = 10_000


def _part(part: str, **more: Any) -> TextField:
    return TextField(label=WORDS[part], rows=4, max_length=_LONG, **more)


class SafetyPlanForm(RecordForm):
    """One plan for a case; each change is a revision."""

    now = OneOf(
        label=_("Where she is now"),
        choices=[
            (Situation.STAYING, _("She stays with him")),
            (Situation.LEAVING, _("She is about to leave")),
            (Situation.AFTER_LEAVING, _("She has left")),
        ],
    )
    part_staying = _part(Situation.STAYING, help_text=_("Rooms with a way out, signs of danger, whom she can call."))
    part_leaving = _part(Situation.LEAVING, help_text=_("When, how, with what, to whom. He must not learn of it."))
    part_after_leaving = _part(
        Situation.AFTER_LEAVING, help_text=_("Her address, her ways, who may know where she is.")
    )
    part_children = _part(Topic.CHILDREN)
    part_documents = _part(Topic.DOCUMENTS)
    part_money = _part(Topic.MONEY)
    part_phone_and_accounts = _part(Topic.PHONE)
    part_work = _part(Topic.WORK)
    part_code_word = _part(Topic.CODE_WORD)
    code_word = TextField(label=_("The code word itself"), help_text=_("It is never printed."), max_length=100)
    not_needed = SomeOf(
        label=_("She was asked, and nothing is needed about"), choices=[(one, WORDS[one]) for one in Topic]
    )
    paper_is_safe = AnswerField(label=_("Is there a place where a paper copy is safe?"))
    paper_place = TextField(label=_("Where"), help_text=_("It is never printed."))
    off_paper = SomeOf(label=_("What she does not want on paper"), choices=[(one, WORDS[one]) for one in PARTS])
    review_day = DayField(label=_("Look at it again on"), may_lie_ahead=True)

    IS_HERS: ClassVar[bool] = True

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["now", "part_staying", "part_leaving", "part_after_leaving"]),
        (
            _("What else she needs"),
            [
                "part_children",
                "part_documents",
                "part_money",
                "part_phone_and_accounts",
                "part_work",
                "part_code_word",
                "code_word",
                "not_needed",
            ],
        ),
        (_("On paper"), ["paper_is_safe", "paper_place", "off_paper"]),
        ("", ["review_day"]),
    ]

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself, beside its field."""
        data = super().clean()
        try:
            plan_of({name: value for name, value in data.items() if value not in (None, "")})
        except InputError as fault:
            if fault.field == "paper_place":
                self.add_error(
                    "paper_place", _("A place only where a paper is safe. Ask her once more, or leave it empty.")
                )
            else:
                self.add_error(
                    "not_needed", _("Something is written about what is ticked here. Take away one of the two.")
                )
        return data

    @classmethod
    def line(cls, data: Data) -> Text:
        """Say whether everything was asked; never a word of the plan."""
        return _("Everything was asked") if plan_of(data).is_complete else _("Something is still open")

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return what is still open."""
        missing = [str(WORDS[one]) for one in plan_of(data).missing]
        told: list[tuple[Text, Text]] = [(_("Still open"), "; ".join(missing))] if missing else []
        state, decision = state_of(opened), decision_on(opened)
        if state in STATES:
            told.append((_("Supervisor"), STATES[state]))
        if decision is not None and decision.data.get("reason"):
            told.append((_("Why"), decision.data["reason"]))
        return told

    @classmethod
    def flags(cls, opened: OpenedCase, *, today: date) -> list[Text]:
        """Warn of a plan that a supervisor sent back."""
        return [_("the safety plan was not approved")] if state_of(opened) is State.DECLINED else []

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return where the plan stands."""
        return {"plan": str(state_of(opened) or "")}

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return the day on which to look again."""
        day = day_in(data, "review_day")
        return [Due(day, _("Look at the safety plan again"))] if day else []

    @classmethod
    def printed(cls, data: Data, *, today: date) -> list[tuple[Text, Text]]:
        """Return what may stand on a paper that he could find."""
        return [(WORDS[part], text) for part, text in on_paper(plan_of(data)).texts.items()]

    @classmethod
    def withheld(cls, data: Data) -> list[tuple[Text, Text]]:
        """Return what does not stand on the paper, and why, for the screen alone."""
        found = on_paper(plan_of(data)).withheld
        if not found and not any(plan_of(data).text(part) for part in PARTS):
            return [(_("On paper"), gettext("nothing is written yet"))]
        return [(WORDS[part], WITHHELD[why]) for part, why in found.items()]
