"""Forms about members and centres."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.kernel.errors import ShareError
from qorgan.vault.shares import Share
from qorgan.web.accounts.models import Centre, Role
from qorgan.web.shell.context import pack
from qorgan.web.shell.forms import QuietForm, TextField

LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


class SignInForm(QuietForm):
    """Signing in."""

    name = TextField(label=_("Sign-in name"), max_length=80, required=True)
    # Longer than any pass phrase: what comes in is normalised and derived from while others wait in line.
    pass_phrase = forms.CharField(
        label=_("Pass phrase"), help_text=_("Five words."), widget=forms.PasswordInput, max_length=200
    )
    code = TextField(
        label=_("Code"), help_text=_("Six digits from your code app, or a recovery code."), max_length=40, required=True
    )


class JoinForm(QuietForm):
    """Taking up an invitation."""

    code = TextField(label=_("Invitation code"), max_length=80, required=True)


class InviteForm(QuietForm):
    """Inviting a member."""

    sign_in_name = TextField(
        label=_("Sign-in name"),
        help_text=_("What she types to sign in. Not her full name."),
        max_length=80,
        required=True,
    )
    name = TextField(label=_("Name"), help_text=_("As colleagues know her."), max_length=120, required=True)
    email = forms.EmailField(
        label=_("E-mail for notices"),
        help_text=_("Optional. Notices say only that she should sign in."),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of notices"), choices=LANGUAGES)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role, role.label) for role in roles]  # type: ignore[attr-defined]


class RolesForm(QuietForm):
    """Changing a member's roles."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role, role.label) for role in roles]  # type: ignore[attr-defined]


class ShareField(TextField):
    """One of the three shares of a recovery, as read from its paper."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=True, max_length=200, rows=3, **kwargs)

    def clean(self, value: Any) -> Share:
        """Return the share, or say where it differs from a paper."""
        try:
            return Share.parse(super().clean(value))
        except ShareError as fault:
            said = {
                "digits": _("There are other signs than digits here. A paper has only digits."),
                "length": _("A paper has ten groups of five digits. Look which are missing or too many."),
                "check": _("A digit of group %(group)s is different. Compare this group with the paper."),
            }[fault.kind]
            raise forms.ValidationError(said, params={"group": fault.group}) from None


class SharesForm(QuietForm):
    """Two of three shares."""

    one = ShareField(label=_("One paper"), help_text=_("Ten groups of five digits."))
    other = ShareField(label=_("Another paper"), help_text=_("Which of the two is first does not matter."))

    def clean(self) -> dict[str, Any]:
        """Refuse one paper typed twice."""
        data: dict[str, Any] = super().clean() or {}
        one, other = data.get("one"), data.get("other")
        if one and other and one.number == other.number:
            self.add_error("other", _("Both begin with the same number. Take two different papers."))
        return data


class CentreForm(QuietForm):
    """What survivors read about a centre. There is no field for an address, and none may be written here."""

    name_kk = TextField(label=_("Name in Kazakh"), required=True)
    name_ru = TextField(label=_("Name in Russian"), required=True)
    name_en = TextField(label=_("Name in English"), required=True)
    region = forms.ChoiceField(label=_("Region"))
    languages = forms.MultipleChoiceField(
        label=_("Languages it answers in"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.MultipleChoiceField(
        label=_("What it can help with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer_days = forms.IntegerField(label=_("Reads within so many working days"), min_value=1, max_value=30, initial=1)
    hours_kk = TextField(label=_("When it reads, in Kazakh"), required=True)
    hours_ru = TextField(label=_("When it reads, in Russian"), required=True)
    hours_en = TextField(label=_("When it reads, in English"), required=True)
    report_kk = TextField(label=_("What it must pass on, in Kazakh"), rows=3)
    report_ru = TextField(label=_("What it must pass on, in Russian"), rows=3)
    report_en = TextField(
        label=_("What it must pass on, in English"),
        help_text=_(
            "Leave all three empty until a lawyer has checked the text. Survivors then read that the centre will tell them itself."
        ),
        rows=3,
    )

    def __init__(self, *args: Any, needs: list[tuple[str, Any]], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(one.code, one.name.in_language(language)) for one in pack().regions]  # type: ignore[arg-type]
        self.fields["region"].choices = regions  # type: ignore[attr-defined]
        self.fields["needs"].choices = needs  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return what an action takes."""
        data = self.cleaned_data
        return {
            "name": _by_language(data, "name"),
            "reading_hours": _by_language(data, "hours"),
            "must_report": _by_language(data, "report"),
            **{name: data[name] for name in ("region", "languages", "needs", "answer_days")},
        }

    @staticmethod
    def initial_from(centre: Centre) -> dict[str, Any]:
        """Return what the form shows of a centre that is there."""
        texts = {"name": centre.name, "hours": centre.reading_hours, "report": centre.must_report}
        shown = {f"{field}_{code}": text.get(code, "") for field, text in texts.items() for code, _name in LANGUAGES}
        return {**shown, **{name: getattr(centre, name) for name in ("region", "languages", "needs", "answer_days")}}


def _by_language(data: dict[str, Any], field: str) -> dict[str, str]:
    return {code: data[f"{field}_{code}"] for code, _name in LANGUAGES if data[f"{field}_{code}"]}
