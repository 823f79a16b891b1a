"""Forms of both doors: labels above, help before the field, faults beside it and listed at the top with links."""

import unicodedata
from typing import Any, Self

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from qorgan.kernel.text import clean_text

# What she writes must not be learnt by her keyboard, sent to a spelling service or offered again.
UNREMEMBERED = {"autocomplete": "off", "autocorrect": "off", "autocapitalize": "off", "spellcheck": "false"}


class QuietForm(forms.Form):
    """A form whose fields leave no traces in the browser."""

    required_css_class = "required"
    use_required_attribute = False  # the browser's own bubble blames, and in the browser's language

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Write or choose something here.")
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
                field.widget.attrs.update(UNREMEMBERED)
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"help-{self.add_prefix(name)}"

    def unjudged(self) -> Self:
        """Show what came in as it came in, and find no fault with it: the fault was ours."""
        self._errors = ErrorDict()
        return self


_LONGEST_RUN = 30
_JOINER = "\N{COMBINING GRAPHEME JOINER}"


def stream_safe(text: str) -> str:
    """Break runs of more than 30 combining marks, which no language has, by an invisible joiner; nothing is lost.

    Normalising sorts each run, in a time that grows with the square of its length: half a megabyte of marks would
    stand the door still for minutes. This is the Stream-Safe Text Process of UAX 15, section 13.
    """
    if text.isascii():
        return text
    parts, run = [], 0
    for char in text:
        kind = unicodedata.category(char)[0]
        if kind == "M":
            run += 1
        elif kind != "C":  # controls end no run: some of them are taken out afterwards
            run = 0
        if run > _LONGEST_RUN:
            parts.append(_JOINER)
            run = 1
        parts.append(char)
    return "".join(parts)


class TextField(forms.CharField):
    """Text as she wrote it, without characters that hide or reorder other text.

    The limit is far above what anybody writes; beyond it nothing is cut, she is told.
    """

    def __init__(self, *, rows: int = 1, max_length: int = 500, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
        kwargs.setdefault("widget", widget)
        super().__init__(max_length=max_length, strip=True, **kwargs)
        # Browsers cut silently at maxlength; we would rather say so.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        """Return cleaned text."""
        return clean_text(stream_safe(super().to_python(value) or ""))


class YesField(forms.BooleanField):
    """A box that is off until she ticks it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=False, **kwargs)


NOT_SAID = ("", _("I would rather not say"))
