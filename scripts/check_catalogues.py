"""Fail when a text of the code or of a template has no translation, an empty one, a fuzzy one, or lost a placeholder."""

import re
import sys
from pathlib import Path

from babel.messages.pofile import read_po

sys.path.insert(0, str(Path(__file__).parent))
from update_catalogues import LANGUAGES, apps, texts_of

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def faults() -> list[str]:
    """Return one line for every fault."""
    found = []
    for app in apps():
        for language in LANGUAGES:
            path = app / "locale" / language / "LC_MESSAGES" / "django.po"
            if not path.exists():
                found.append(f"{app.name} {language}: no catalogue")
                continue
            with path.open("rb") as stream:
                catalogue = read_po(stream, locale=language)
            for file, _line, message, context in texts_of(app):
                known = catalogue.get(message if isinstance(message, str) else message[0], context)
                fault = _fault(known, message)
                if fault:
                    found.append(f"{app.name}/{file} {language}: {fault}: {str(message)[:60]!r}")
    return found


def _fault(known: object, message: str | tuple[str, ...]) -> str:
    texts = getattr(known, "string", "") or ""
    given = [texts] if isinstance(texts, str) else list(texts)
    if known is None or not all(given) or not given:
        return "not translated"
    if getattr(known, "fuzzy", False):
        return "fuzzy"
    wanted = set(_PLACEHOLDER.findall(message if isinstance(message, str) else message[-1]))
    if any(set(_PLACEHOLDER.findall(one)) != wanted for one in given):
        return "placeholders differ"
    return ""


def main() -> None:
    """Print the faults; exit code 1 where there are any."""
    found = faults()
    for line in found[:40]:
        sys.stderr.write(f"{line}\n")
    if found:
        sys.stderr.write(f"{len(found)} texts are not translated. Run scripts/update_catalogues.py, then write them.\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
