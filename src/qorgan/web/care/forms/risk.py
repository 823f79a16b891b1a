"""How high the risk is: each red flag asked one by one, the worker's judgement, and her own word. Never a number."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.care.risk import Level, RedFlag
from qorgan.web.care import tools
from qorgan.web.care.documents import judgement_of
from qorgan.web.care.forms.base import AnswerField, Data, DayField, Due, OneOf, RecordForm, Text, day_in
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.words import LEVELS, REASONS
from qorgan.web.shell.forms import TextField

FLAGS = {
    RedFlag.STRANGULATION: _("Has he strangled or choked her?"),
    RedFlag.THREAT_TO_KILL: _("Has he threatened to kill her, a child, somebody else or himself?"),
    RedFlag.WEAPON: _("Has he used a weapon or threatened with one, or can he get one?"),
    RedFlag.FORCED_SEX: _("Has he forced her to have sex?"),
    RedFlag.PREGNANCY: _("Was he violent while she was pregnant?"),
    RedFlag.SEPARATION: _("Has she left him lately, or does she plan to?"),
    RedFlag.STALKING: _("Does he follow, watch or track her?"),
    RedFlag.ESCALATION: _("Has it become more frequent or graver?"),
    RedFlag.HARM_TO_CHILDREN: _("Has he hurt children or threatened to?"),
    RedFlag.HARM_TO_ANIMALS: _("Has he hurt animals or threatened to?"),
    RedFlag.HER_FEAR: _("Is she afraid that he will kill her or hurt her badly?"),
}


def _named(title: str, version: str, holder: str) -> str:
    return gettext("%(title)s, version %(version)s, by licence of %(holder)s") % {
        "title": title,
        "version": version,
        "holder": holder,
    }


class RiskForm(RecordForm):
    """A judgement of one day; the next one is a new revision, and the history keeps both."""

    asked_day = DayField(label=_("Day on which she was asked"))
    flag_strangulation = AnswerField(label=FLAGS[RedFlag.STRANGULATION])
    flag_threat_to_kill = AnswerField(label=FLAGS[RedFlag.THREAT_TO_KILL])
    flag_weapon = AnswerField(label=FLAGS[RedFlag.WEAPON])
    flag_forced_sex = AnswerField(label=FLAGS[RedFlag.FORCED_SEX])
    flag_pregnancy = AnswerField(label=FLAGS[RedFlag.PREGNANCY])
    flag_separation = AnswerField(label=FLAGS[RedFlag.SEPARATION])
    flag_stalking = AnswerField(label=FLAGS[RedFlag.STALKING])
    flag_escalation = AnswerField(label=FLAGS[RedFlag.ESCALATION])
    flag_harm_to_children = AnswerField(label=FLAGS[RedFlag.HARM_TO_CHILDREN])
    flag_harm_to_animals = AnswerField(label=FLAGS[RedFlag.HARM_TO_ANIMALS])
    flag_her_fear = AnswerField(label=FLAGS[RedFlag.HER_FEAR])
    she_says_high = forms.BooleanField(label=_("She says that she is in danger"), required=False)
    her_words = TextField(label=_("What she says about it"), rows=4, max_length=10_000)
    worker_says_high = forms.BooleanField(label=_("I judge the risk to be high"), required=False)
    worker_words = TextField(label=_("What speaks for it, and what protects her"), rows=4, max_length=10_000)
    review_day = DayField(label=_("Look at it again on"), may_lie_ahead=True)

    SECTIONS: ClassVar[list[tuple[Text, list[str]]]] = [
        ("", ["asked_day"]),
        (
            _("One yes is enough for high. What you do not ask stays not known"),
            [f"flag_{flag.value.replace('-', '_')}" for flag in RedFlag],
        ),
        (_("Her word"), ["she_says_high", "her_words"]),
        (_("Your judgement"), ["worker_says_high", "worker_words", "review_day"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tools: list[tuple[str, list[str]]] = []
        for tool in tools.installed().values():
            names = [tools.field_of(tool, item.code) for item in tool.items()]
            for name, item in zip(names, tool.items(), strict=True):
                choices = [(code, tools.words(text)) for code, text in item.choices.items()]
                self.fields[name] = OneOf(label=tools.words(item.text), choices=choices)
            self._tools.append((_named(tool.title, tool.version, tool.licence_holder), names))

    def sections(self) -> list[tuple[Text, list[BoundField]]]:
        """Return the fields in their groups, each licensed tool in one of its own."""
        own = super().sections()[: len(self.SECTIONS)]
        return own + [(title, [self[name] for name in names]) for title, names in self._tools]

    def document(self) -> dict[str, Any]:
        """Return what is sealed, with what each tool made of its answers on this day."""
        told = super().document()
        found = tools.results(told)
        return {**told, "tools": found} if found else told

    @classmethod
    def line(cls, data: Data) -> Text:
        """Return nothing: the level stands there with its reasons."""
        return ""

    @classmethod
    def judged(cls, data: Data, opened: OpenedCase, *, today: date) -> list[tuple[Text, Text]]:
        """Return the level with its reasons, and what is not known."""
        found = judgement_of(data)
        told: list[tuple[Text, Text]] = [(_("Risk"), LEVELS[found.level])]
        if found.reasons:
            told.append((_("Because of"), ", ".join(str(REASONS[one]) for one in found.reasons)))
        if found.raised:
            told.append((_("Answered with yes"), " · ".join(str(FLAGS[one]) for one in found.raised)))
        if found.not_known:
            told.append((_("Not known"), " · ".join(str(FLAGS[one]) for one in found.not_known)))
        for filled, about in tools.filled_in(data):
            title = _named(about["title"], about["version"], about["licence_holder"])
            told.append(
                (title, tools.words(filled.category.title) if filled.category else _("too little was answered"))
            )
        return told

    @classmethod
    def due(cls, data: Data, *, today: date) -> list[Due]:
        """Return the day on which to look again."""
        day = day_in(data, "review_day")
        return [Due(day, _("Look at the risk again"))] if day else []

    @classmethod
    def flags(cls, opened: OpenedCase, *, today: date) -> list[Text]:
        """Warn of a high risk."""
        return [_("high risk")] if judgement_of(opened.data("risk")).level is Level.HIGH else []

    @classmethod
    def in_summary(cls, opened: OpenedCase, *, today: date) -> dict[str, Any]:
        """Return the level; not known where nobody has asked."""
        return {"risk": str(judgement_of(opened.data("risk")).level)}
