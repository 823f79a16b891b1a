"""Licensed risk tools on the risk page: a field for each item of each tool that a package of this installation offers."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils import translation

from qorgan.care.tools import Category, Filled, LicensedTool, fill_in, installed_tools
from qorgan.kernel.errors import SetupError
from qorgan.kernel.text import Translated


@cache
def installed() -> Mapping[str, LicensedTool]:
    """Return the tools by name; packages change only while the server stands still."""
    return installed_tools().tools


def field_of(tool: LicensedTool, item: str) -> str:
    """Return the name of the field in which an item of a tool is answered."""
    return f"tool_{tool.name}_{item}"


def results(answered: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each tool that was begun makes of its answers, as the record keeps it: also after its package is gone."""
    found = {}
    for name, tool in installed().items():
        codes = [item.code for item in tool.items()]
        answers = {code: str(answered[field]) for code in codes if answered.get(field := field_of(tool, code))}
        if answers:
            filled = fill_in(tool, answers)
            told = {"title": tool.title, "version": filled.version, "licence_holder": tool.licence_holder}
            found[name] = told | _category(filled.category)
    return found


def filled_in(data: Mapping[str, Any]) -> list[tuple[Filled, Mapping[str, Any]]]:
    """Return the results that a record of the risk form keeps, each with what it says of its tool."""
    return [(Filled(name, told["version"], _kept(told)), told) for name, told in data.get("tools", {}).items()]


def words(text: Translated) -> str:
    """Return a text of a tool in the page's language, or in one that its package has."""
    language: Any = translation.get_language()
    return text.in_language(language) if text.has(language) else next(iter(text.texts.values()))


def _category(category: Category | None) -> dict[str, Any]:
    if category is None:
        return {}
    return {"category": category.code, "says": dict(category.title.texts), "is_high": category.is_high}


def _kept(told: Mapping[str, Any]) -> Category | None:
    if "category" not in told:
        return None
    try:
        return Category(told["category"], Translated(told["says"]), bool(told["is_high"]))
    except SetupError:  # the rule for names of results has become stricter since
        return None
