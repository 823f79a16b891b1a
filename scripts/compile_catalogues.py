"""Compile every translation catalogue (.po) beside itself (.mo), only where it changed."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1] / "src" / "qorgan" / "web"


def main() -> None:
    """Compile; a catalogue that cannot be read stops the command with babel's own message."""
    for source in sorted(ROOT.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3], domain="django", abort_invalid=True)
        with target.open("wb") as stream:
            write_mo(stream, catalogue)


if __name__ == "__main__":
    main()
