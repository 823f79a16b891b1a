"""Bring in a centre's own spreadsheet: paste its cells, look at what would be made, then seal it.

The cells travel in the form and are never kept anywhere until they are sealed: no file is taken, so none can lie about.
"""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from qorgan.care.spreadsheet.preview import Preview, preview
from qorgan.care.spreadsheet.table import Table, read_table
from qorgan.kernel.errors import InputError
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.importing import import_cases
from qorgan.web.care.forms.opening import regions
from qorgan.web.care.importing import FIELDS, RULES, fields, guessed
from qorgan.web.shell import clock
from qorgan.web.shell.forms import UNREMEMBERED, QuietForm

MOST_ROWS = 500  # of one paste; each is a case with envelopes of its own
_SHOWN = 20


class PasteForm(QuietForm):
    """The cells, and which column says what."""

    cells = forms.CharField(
        label=_("The cells of your spreadsheet"),
        help_text=_("Mark them in the spreadsheet program, the row of column names first, copy, and paste them here."),
        max_length=400_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, **UNREMEMBERED}),
        error_messages={"required": _("Paste the cells here, with the row of column names.")},
    )
    table: Table | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: Preview | None = None
        if self.is_bound:
            self._read(str(self.data.get("cells", "")))

    def _read(self, text: str) -> None:
        try:
            self.table = read_table(text.encode())
        except InputError:
            return
        columns = [("", _("Not in the table")), *((one, one) for one in self.table.heading)]
        known = guessed(self.table)
        for name, words in FIELDS.items():
            field = forms.ChoiceField(label=words, choices=columns, required=False)
            self.fields[f"column-{name}"] = field
        if not any(f"column-{name}" in self.data for name in FIELDS):
            sent = QueryDict(mutable=True)
            sent.update({"cells": text, **{f"column-{name}": column for name, column in known.items()}})
            self.data = sent

    def clean(self) -> dict[str, Any]:
        """Look at every cell."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.table is None:
            if "cells" not in self.errors:
                self.add_error(
                    "cells",
                    _("This cannot be read as a table. Copy the cells with the row of column names, each once."),
                )
            return data
        if len(self.table.rows) > MOST_ROWS:
            self.add_error("cells", _("These are more than 500 rows. Paste them in parts."))
        columns = {name: data[f"column-{name}"] for name in FIELDS if data.get(f"column-{name}")}
        for name in ("called", "agreed_day"):
            if name not in columns and f"column-{name}" not in self.errors:
                self.add_error(f"column-{name}", _("Every case needs this. Choose its column, or add it to the table."))
        if len(set(columns.values())) < len(columns):
            self.add_error(None, _("One column is chosen twice. Each column says one thing."))
        if not self.errors:
            self.found = preview(self.table, columns, fields(), today=clock.today())
        return data


@staff_only(Permission.CASES, hands_back=True)
def bring_in(request: StaffRequest) -> HttpResponse:
    """Look at pasted cells, and make cases of them."""
    form = PasteForm(request.POST or None)
    is_stale = getattr(request, "is_stale", False)
    found = form.found if form.is_bound and form.is_valid() else None
    if found is not None and found.is_importable and "bring" in request.POST and not is_stale:
        try:
            import_cases(by=request.actor, preview=found)
            return redirect("staff:cases")
        except NotPossible as refused:
            form.add_error(None, str(refused))
    if is_stale:
        form.unjudged()
    return render(request, "care/import.html", _shown(form, found), status=422 if form.errors else 200)


def _shown(form: PasteForm, found: Preview | None) -> dict[str, Any]:
    faults = found.faults if found else ()
    return {
        "form": form,
        "found": found,
        "names": [words for name, words in FIELDS.items()],
        "rows": [
            [_cell(name, row.values.get(name, "")) for name in FIELDS] for row in (found.rows[:_SHOWN] if found else ())
        ],
        "faults": [{"row": one.row, "column": one.column, "rule": RULES[one.rule]} for one in faults[:_SHOWN]],
        "n_faults": len(faults),
        "n_rows": len(found.rows) if found else 0,
    }


def _cell(name: str, value: Any) -> str:
    """Return what a cell would become, in words: a day that is read the wrong way round shows at once."""
    if isinstance(value, date):
        return formats.date_format(value, "j E Y")
    return (
        {**dict(regions()), **dict(LANGUAGES)}.get(str(value), str(value))
        if name in {"region", "speaks"}
        else str(value)
    )
