"""Read settings from the environment, typed, and fail at start with one clear message."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from qorgan.kernel.errors import SetupError


def read_text(name: str, default: str) -> str:
    """Return the variable's text, or the default where it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def read_list(name: str, default: str) -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_number(name: str, default: int) -> int:
    """Return a whole number; anything else is refused."""
    value = read_text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise SetupError(f"{name} is {value!r}. It is a whole number. Correct it, then start again.")
    return int(value)


def read_flag(name: str) -> bool:
    """Return whether the variable says yes; anything but yes, no or nothing is refused."""
    value = read_text(name, "no").lower()
    if value not in {"yes", "no"}:
        raise SetupError(f"{name} is {value!r}. It is either yes or no. Correct it, then start again.")
    return value == "yes"


def read_database(data: Path) -> dict[str, Any]:
    """Return Django's settings of PostgreSQL by DATABASE_URL, or of the embedded SQLite."""
    url = read_text("DATABASE_URL", "")
    return _postgresql(url) if url else sqlite(data / "qorgan.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """Return the embedded database: durable, one writer at a time, freed pages overwritten, nothing temporary on disk."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def for_reading(database: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a database that is opened for reading only."""
    options = {**database["OPTIONS"]}
    if database["ENGINE"].endswith("postgresql"):
        options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on".strip()
        return {**database, "OPTIONS": options}
    path = Path(database["NAME"])
    # Without a journal beside it nobody has it open; then not even the journal's files are made by looking.
    is_at_rest = not path.with_name(f"{path.name}-wal").exists()
    options["init_command"] = "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;"
    name = f"file:{quote(str(path))}?mode=ro{'&immutable=1' if is_at_rest else ''}"
    return {**database, "NAME": name, "OPTIONS": options}


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2:
        raise SetupError(
            "DATABASE_URL is not the address of a PostgreSQL database. It reads postgresql://user:password@host/name. "
            "Correct it, or unset it to use the embedded database."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        # A restarted server has closed every connection; without a look at them each thread would turn one person away.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
