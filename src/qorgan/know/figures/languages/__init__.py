"""What is particular to a language: how numbers are worded and written, and the sentences that rules say."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from qorgan.kernel.text import Language


@cache
def load(language: Language) -> dict[str, Any]:
    """Return the file of a language, which comes with the library."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def is_reviewed(language: Language) -> bool:
    """Say whether a native speaker has approved these words."""
    return bool(load(language)["reviewed"])
