"""The forms of the public door."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qorgan.hear.contact import SafeContact, Way
from qorgan.hear.disclosure import QUESTIONS, WORDS_LIMIT
from qorgan.hear.joining import read_mark
from qorgan.kernel.consent import Consents, Purpose, Speaker, purposes_offered
from qorgan.kernel.errors import ReceiptError
from qorgan.vault.receipt import Receipt
from qorgan.web.accounts.models import Centre
from qorgan.web.accounts.needs import NEEDS
from qorgan.web.hear.wishes import Wishes
from qorgan.web.shell import clock
from qorgan.web.shell.context import pack
from qorgan.web.shell.forms import NOT_SAID, UNREMEMBERED, QuietForm, TextField, YesField

WAYS = [
    (Way.CALL, _("A phone call")),
    (Way.TEXT, _("A text message")),
    (Way.MESSENGER, _("A messenger, such as WhatsApp or Telegram")),
    (Way.EMAIL, _("E-mail")),
]
CODED: dict[str, dict[str, Any]] = {
    "person": {
        "partner": _("Husband or partner"),
        "former-partner": _("Former husband or partner"),
        "parent": _("Mother, father or step-parent"),
        "relative": _("Another relative, or his family"),
        "at-work": _("Somebody at work or at school"),
        "known": _("Somebody I know"),
        "stranger": _("Somebody I do not know"),
    },
    "since": {
        "today": _("Today"),
        "this-week": _("This week"),
        "this-year": _("This year"),
        "longer": _("Longer than a year"),
        "over": _("It is over"),
    },
    "is_safe": {"yes": _("Yes"), "no": _("No"), "not-sure": _("I am not sure")},
    "children": {"yes": _("Yes"), "no": _("No")},
    "age": {
        "under-14": _("Under 14"),
        "14-17": _("14 to 17"),
        "18-29": _("18 to 29"),
        "30-49": _("30 to 49"),
        "50-plus": _("50 or more"),
    },
}
ASKED = {
    "person": _("Who is the person who hurts you?"),
    "since": _("When does it happen?"),
    "is_safe": _("Are you safe right now?"),
    "children": _("Are there children in the home?"),
    "age": _("How old are you?"),
}
CONSENTS = {
    Purpose.CONTACT: (_("Contact me"), _("A worker may reach you in the ways you ticked above, and in no other way.")),
    Purpose.CASE: (
        _("Open a case"),
        _("The centre may keep a file about your situation and plan with you what to do next. You decide each step."),
    ),
    Purpose.STATISTICS: (
        _("Count me in statistics"),
        _(
            "Only a few coarse facts, such as the month and the region, and no name. They leave the centre after the month has "
            "ended. Until then you can take this back. Afterwards you cannot: nothing in them says whose they are."
        ),
    ),
    Purpose.STORY: (
        _("Keep my words for a story"),
        _("Nothing is published unless you have read the exact text and said yes to it. You can take it back later."),
    ),
    Purpose.MATCHING: (
        _("Tell a worker if others name the same person"),
        _("You will not be told about others, and others will not be told about you, unless you both agree."),
    ),
    Purpose.OTHER_CENTRE: (
        _("Let another centre read it if this one has not within three working days"),
        _(
            "It is sealed for the other open centres of the same region too. They can see it only after three working days."
        ),
    ),
}


class WishesForm(QuietForm):
    """How she may be reached and what she allows; everything is off until she chooses it."""

    ways = forms.MultipleChoiceField(
        label=_("How may a worker reach you?"),
        help_text=_("Tick only what is safe. If you tick nothing, you get answers on this site, with your code."),
        choices=WAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    where = TextField(label=_("The number or address for this"))
    hours = TextField(label=_("When is it safe?"), help_text=_("For example: weekdays from 10 to 12."))
    never = TextField(
        label=_("What should never be done?"),
        help_text=_("For example: never call, never leave a message, never say where you are calling from."),
    )
    word = TextField(
        label=_("A safe word"),
        help_text=_(
            "A word only you know. A worker can ask you for it to be sure that it is you. On this site your own words then open only with it."
        ),
        max_length=100,
    )

    def __init__(self, *args: Any, speaker: Speaker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speaker = speaker
        self.offered = [purpose for purpose in CONSENTS if purpose in purposes_offered(speaker)]
        for purpose in self.offered:
            label, help_text = CONSENTS[purpose]
            self.fields[f"consent_{purpose}"] = YesField(label=label, help_text=help_text)
            self.fields[f"consent_{purpose}"].widget.attrs["aria-describedby"] = f"help-consent_{purpose}"

    @property
    def consent_fields(self) -> list[forms.BoundField]:
        """Return the consents in their order."""
        return [self[f"consent_{purpose}"] for purpose in self.offered]

    def tell_of_cover(self, said: str) -> None:
        """Say beside that consent what it means for this conversation."""
        field = self.fields.get(f"consent_{Purpose.OTHER_CENTRE}")
        if field is not None:
            field.help_text = f"{field.help_text} {said}"

    def clean(self) -> dict[str, Any]:
        """Say what is missing for the ways she ticked."""
        data = super().clean() or self.cleaned_data
        if data.get("ways") and not data.get("where"):
            self.add_error("where", _("Write the number or address here, or take the ticks away above."))
        if data.get("ways") and not data.get(f"consent_{Purpose.CONTACT}"):
            self.add_error(
                f"consent_{Purpose.CONTACT}",
                _("You ticked a way above. Tick this too if a worker may use it, or take the ticks away."),
            )
        if data.get(f"consent_{Purpose.CONTACT}") and not data.get("ways"):
            self.add_error("ways", _("Tick at least one way that is safe, or take the tick away at “Contact me”."))
        return data

    def wishes(self) -> Wishes:
        """Return what she wishes."""
        data = self.cleaned_data
        contact = SafeContact(
            ways=tuple(Way(way) for way in data["ways"]),
            where=data["where"],
            hours=data["hours"],
            never=data["never"],
            safe_word=data["word"],
        )
        today = clock.today()
        given = [purpose for purpose in self.offered if data[f"consent_{purpose}"]]
        return Wishes(contact, Consents.none(self.speaker, today).with_given(*given, day=today))

    @staticmethod
    def initial_from(wishes: Wishes) -> dict[str, Any]:
        """Return what a form shows of wishes that are there."""
        contact = wishes.contact
        shown = {"ways": [*contact.ways], "where": contact.where, "hours": contact.hours, "never": contact.never}
        return {**shown, "word": contact.safe_word, **{f"consent_{purpose}": True for purpose in wishes.consents.given}}


class TellForm(WishesForm):
    """Who will read it, how she may be reached, what she allows, her words."""

    reader = forms.CharField(label=_("Who will read this"), required=False)
    words = TextField(
        label=_("Your words"),
        help_text=_("Write as much or as little as you like. You can add more later."),
        rows=12,
        max_length=WORDS_LIMIT,
        required=True,
        error_messages={
            "required": _("Write a few words here. One sentence is enough."),
            "max_length": _(
                "This is longer than one message can be. Shorten it, or send the rest as a second message."
            ),
        },
    )

    def __init__(self, *args: Any, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centres = centres
        for name, codes in QUESTIONS.items() if self.speaker in {Speaker.SURVIVOR, Speaker.CHILD} else ():
            if self.speaker is Speaker.CHILD and name not in {"is_safe", "age"}:
                continue
            choices = [NOT_SAID, *[(code, CODED[name][code]) for code in codes]]
            self.fields[f"answer_{name}"] = forms.ChoiceField(label=ASKED[name], choices=choices, required=False)
        if self.speaker is Speaker.SURVIVOR:
            self.fields["joins"] = TextField(
                label=_("Has somebody you know written for you?"),
                help_text=_(
                    "If you were given eight digits, write them here. They open nothing: a worker then knows that both belong together, and asks you first."
                ),
                max_length=40,
            )
            self.fields["joins"].widget.attrs.update({**UNREMEMBERED, "aria-describedby": "help-joins"})
        # In the order of the page, so that what is listed at its top reads downwards.
        self.order_fields(["reader", *WishesForm.base_fields, *(f"consent_{purpose}" for purpose in self.offered)])

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """Return the coded questions that may be skipped."""
        return [self[name] for name in self.fields if name.startswith("answer_")]

    @property
    def answered(self) -> bool:
        """Say whether one of these questions has an answer already."""
        return any(self[name].value() for name in self.fields if name.startswith("answer_") or name == "joins")

    def clean_joins(self) -> str:
        """Return the mark of what somebody wrote for her."""
        said = self.cleaned_data["joins"]
        mark = read_mark(said)
        if said and mark is None:
            raise forms.ValidationError(_("These are eight digits. You can also leave this empty."))
        return mark or ""

    @property
    def chosen(self) -> str:
        """Return what is chosen as reader, as it came in."""
        return str(self.data.get("reader", "")) if self.is_bound else ""

    @property
    def struck(self) -> set[str]:
        """Return ids of centres she struck out."""
        return set(self.data.getlist("strike")) if isinstance(self.data, QueryDict) else set()

    @property
    def unlisted(self) -> list[tuple[str, str]]:
        """Return name and value of what she chose among centres that the page cannot show now."""
        shown = {str(one.id) for one in self.centres}
        regions = [one.region for one in self.centres]
        readers = shown | {f"region:{one}" for one in regions if regions.count(one) > 1}
        chosen = [("reader", self.chosen)] if self.chosen and self.chosen not in readers else []
        return chosen + [("strike", one) for one in sorted(self.struck - shown)]

    def clean_reader(self) -> list[Centre]:
        """Return the centres that will be able to read it."""
        value, struck = self.cleaned_data["reader"], self.struck
        if value.startswith("region:"):
            chosen = [one for one in self.centres if one.region == value[7:] and str(one.id) not in struck]
        else:
            chosen = [one for one in self.centres if str(one.id) == value]
        if not chosen:
            raise forms.ValidationError(_("Choose who should read it."))
        return chosen

    def cover(self) -> list[Centre]:
        """Return the other open centres of the same region, those she struck out left out."""
        chosen: list[Centre] = self.cleaned_data["reader"]
        regions = {one.region for one in chosen}
        return [
            one
            for one in self.centres
            if one.region in regions and one not in chosen and str(one.id) not in self.struck
        ]

    def answers(self) -> dict[str, str]:
        """Return the coded questions she answered."""
        return {
            name[7:]: self.cleaned_data[name]
            for name in self.fields
            if name.startswith("answer_") and self.cleaned_data[name]
        }


class ReceiptForm(QuietForm):
    """Coming back with the code."""

    code = TextField(label=_("Your code"), help_text=_("25 digits. Spaces do not matter."))

    def clean_code(self) -> Receipt:
        """Return the receipt; typing errors are caught before anything is derived."""
        try:
            return Receipt.parse(self.cleaned_data["code"])
        except ReceiptError as fault:
            raise forms.ValidationError(_SAID[fault.kind]) from None


_SAID = {
    "length": _("The code has 25 digits. Please look at it once more."),
    "digits": _("The code has digits only. Please look at it once more."),
    "check": _("One digit is different from your code, or two have changed places. Please look at it once more."),
}


class MessageForm(QuietForm):
    """Writing again."""

    words = TextField(
        label=_("Your message"),
        rows=6,
        max_length=WORDS_LIMIT,
        required=True,
        error_messages={"required": _("Write a few words here. One sentence is enough.")},
    )


class SafeWordForm(QuietForm):
    """The word that opens her own words."""

    word = TextField(label=_("Your safe word"), max_length=100, required=True)


class HelpForm(QuietForm):
    """Choosing what "get help now" shows; sent by POST, so that no choice stands in an address."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    need = forms.ChoiceField(label=_("What do you need?"), required=False, choices=[("", _("Anything")), *NEEDS])
    speaks = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(one.code, one.name.in_language(language)) for one in pack().regions]  # type: ignore[arg-type]
        self.fields["region"].choices = [("", _("The whole country")), *regions]  # type: ignore[attr-defined]
        names = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
        self.fields["speaks"].choices = [("", _("Any")), *names.items()]  # type: ignore[attr-defined]
