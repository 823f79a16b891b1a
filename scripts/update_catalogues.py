"""Bring every catalogue up to date with the texts in code and templates: new ones come in empty, gone ones go.

Each app of `web` has its own `locale/`. English is the source, written in the code; Kazakh and Russian are written from
the meaning. Run by hand after changing a text; `check_catalogues.py` fails until every text is there.
"""

import io
import os
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.web.settings.tests")
import django

django.setup()
from django.utils.translation import template  # noqa: E402 - needs settings

WEB = Path(__file__).parents[1] / "src" / "qorgan" / "web"
LANGUAGES = ("kk", "ru")
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def apps() -> list[Path]:
    """Return the folders of the apps that have texts."""
    return [folder for folder in sorted(WEB.iterdir()) if (folder / "apps.py").exists() and texts_of(folder)]


def texts_of(app: Path) -> list[tuple[str, int, str | tuple[str, ...], str | None]]:
    """Return file, line, text and context of every text of an app."""
    found = []
    # What stands in `web` itself, above the apps, has no catalogue of its own: every door loads that of the shell.
    above = list(WEB.glob("*.py")) if app.name == "shell" else []
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *above]):
        if "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = template.templatize(source)
        for line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            found.append((str(path.relative_to(WEB)), line, message, context))
    return found


def fresh(app: Path, language: str) -> Catalog:
    """Return the catalogue as it should be: today's texts with the translations that are there."""
    path = app / "locale" / language / "LC_MESSAGES" / "django.po"
    old = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language)
    new = Catalog(locale=language, project="Qorgan", charset="utf-8", fuzzy=False)
    for file, line, message, context in texts_of(app):
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", str(message)) else []
        known = old.get(message if isinstance(message, str) else message[0], context)
        new.add(message, known.string if known else None, [(file, line)], flags=flags, context=context)
    return new


def written(catalogue: Catalog) -> bytes:
    """Return the file's bytes, without dates and line numbers, so that nothing changes but texts."""
    out = io.BytesIO()
    write_po(out, catalogue, width=118, no_location=True, omit_header=True, sort_output=True)
    plural = catalogue.plural_forms
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {plural}\\n"\n\n'
    )
    return head.encode() + out.getvalue()


def main(languages: list[str]) -> None:
    """Write every catalogue, or those of some languages."""
    for app in apps():
        for language in languages or LANGUAGES:
            path = app / "locale" / language / "LC_MESSAGES" / "django.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(fresh(app, language)))


if __name__ == "__main__":
    main(sys.argv[1:])
