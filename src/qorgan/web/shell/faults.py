"""One line per fault: its kind and the places in our code. Never a message, a value, a path or a query.

The message of an exception may quote what somebody wrote, so no handler here ever formats one.
"""

import logging
import sys
import traceback
from types import TracebackType

_LOG = logging.getLogger("qorgan")


class KindOnly(logging.Formatter):
    """Say the logger, the level and the kind of the fault; our own lines are let through as they are."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        said = record.getMessage() if record.name == "qorgan" else ""
        kind = _kind(record.exc_info[1]) if record.exc_info and record.exc_info[1] else ""
        return " ".join(part for part in (record.levelname, record.name, said, kind) if part)


def set_up() -> None:
    """Send every logger of the process through `KindOnly`, and silence those that tell of requests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(KindOnly())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _LOG.setLevel(logging.INFO)
    for talkative in ("django.request", "django.security", "django.server", "waitress.queue"):
        logger = logging.getLogger(talkative)
        logger.handlers[:] = [logging.NullHandler()]
        logger.propagate = False


def write(error: BaseException) -> None:
    """Write a fault's line."""
    _LOG.error(_kind(error))


def say(line: str) -> None:
    """Write a line of our own: fixed words and counts only."""
    _LOG.info(line)


def _kind(error: BaseException) -> str:
    return f"{type(error).__name__} at {' < '.join(_places(error.__traceback__)) or 'nowhere'}"


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    ours = [
        f"{frame.filename.rsplit('qorgan/', 1)[-1]}:{frame.lineno}" for frame in frames if "/qorgan/" in frame.filename
    ]
    return ours[::-1][:4]
