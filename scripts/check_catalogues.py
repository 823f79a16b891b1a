"""Fail when a text has no translation, an empty one, a fuzzy one, lost a placeholder, or stands where it is not found."""

import ast
import re
import sys
from pathlib import Path

from babel.messages.pofile import read_po

sys.path.insert(0, str(Path(__file__).parent))
from update_catalogues import KEYWORDS, LANGUAGES, WEB, apps, texts_of

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def faults() -> list[str]:
    """Return one line for every fault."""
    found = hidden()
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


def hidden(folder: Path = WEB) -> list[str]:
    """Return the texts inside f-strings: what brings catalogues up to date does not see them, and they stay English."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            inside = ast.walk(outer) if isinstance(outer, ast.JoinedStr) else ()
            calls = [one for one in inside if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
            found += [
                f"{path.relative_to(folder)}:{one.lineno}: a text inside an f-string is never translated"
                for one in calls
                if one.func.id in KEYWORDS  # type: ignore[attr-defined]
            ]
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
