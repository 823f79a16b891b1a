"""Reading what a person hands to a command."""

from pathlib import Path

from qorgan.kernel.errors import DataError


def read_text(path: Path) -> str:
    """Return the text of a file, in UTF-8 with or without a byte order mark.

    Raises
    ------
    DataError
        If it cannot be read, or is not UTF-8; names the line.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataError("not UTF-8", file=str(path), line=line, next_step="save the file as UTF-8") from None
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise DataError(
            f"no file to read: {reason}", file=str(path), next_step="name a file that can be read"
        ) from None


def write_text(path: Path, text: str) -> None:
    """Write a file whole, in UTF-8.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise DataError(
            f"nothing written: {reason}", file=str(path), next_step="name a file that can be made"
        ) from None
