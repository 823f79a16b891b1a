"""The three answers of every structured question. What was not asked is not known, and is never taken for no."""

from enum import StrEnum


class Answer(StrEnum):
    """What is known."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not-known"
