"""Slots for licensed risk tools: a plug-in brings the items and the rule, Qorgan asks, keeps the answers and shows the result.

ODARA, DASH, the Danger Assessment and their like belong to who made them. None is part of Qorgan, and no item of any is
copied here. A country that holds a licence installs a package that offers an object under the entry point group
``qorgan.risk_tools``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Final, Protocol, runtime_checkable

from qorgan.kernel.errors import InputError, QorganError, SetupError
from qorgan.kernel.text import Translated

GROUP: Final = "qorgan.risk_tools"

# A result says what a tool's own rule says of the danger. It is never called a forecast of her death, in no language.
_NEVER_IN_A_RESULT: Final = ("lethal", "летал", "смерт", "өлім")


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a tool, as the plug-in brings it.

    Parameters
    ----------
    code : str
        Its name in the record.
    text : Translated
        As it is asked.
    choices : mapping of str to Translated
        Code and words of each answer; at least two.
    """

    code: str
    text: Translated
    choices: Mapping[str, Translated]


@dataclass(frozen=True, slots=True)
class Category:
    """What a tool's own rule comes to: one of its named categories, never a number.

    Parameters
    ----------
    code : str
    title : Translated
        As the tool names it.
    is_high : bool
        Whether the tool's own rule, or the country's rule for it, makes this one high.

    Raises
    ------
    SetupError
        If it is a number, or is called lethality.
    """

    code: str
    title: Translated
    is_high: bool

    def __post_init__(self) -> None:
        for text in (self.code, *self.title.texts.values()):
            if not any(char.isalpha() for char in text) or any(word in text.casefold() for word in _NEVER_IN_A_RESULT):
                raise SetupError(
                    "A risk tool gives a result that is a number or is called lethality. Rule: a result is a named "
                    "category. Next: name the category in the plug-in as the danger that it stands for."
                )


@runtime_checkable
class LicensedTool(Protocol):
    """What a plug-in offers."""

    name: str  # code, kept in records
    title: str
    version: str
    licence_holder: str  # who allows its use in this country, shown beside every result

    def items(self) -> tuple[Item, ...]:
        """Return the questions in the order of asking."""

    def category(self, answers: Mapping[str, str]) -> Category | None:
        """Return what the tool's rule makes of the answers, by item; None where too little was answered."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A tool that was filled in on one day; a `qorgan.care.risk.Tool`, so it can raise a level and never lowers one."""

    name: str
    version: str
    category: Category | None

    def is_high(self) -> bool | None:
        """Say whether the tool's rule makes it high; None where it gave no result."""
        return None if self.category is None else self.category.is_high


@dataclass(frozen=True, slots=True)
class Registry:
    """The tools that are installed.

    Parameters
    ----------
    tools : mapping of str to LicensedTool
        By name.
    refused : tuple of str
        One message for each plug-in that could not be taken, for staff. Casework goes on without it.
    """

    tools: Mapping[str, LicensedTool]
    refused: tuple[str, ...] = ()


def registry_of(points: Iterable[EntryPoint]) -> Registry:
    """Take each plug-in that keeps to the protocol, and say of each other one why not."""
    tools: dict[str, LicensedTool] = {}
    refused = []
    for point in points:
        try:
            tool = _loaded(point)
            if tool.name in tools:
                raise _fault(point, f"the name {tool.name} is taken", "each tool has a name of its own")
        except QorganError as error:
            refused.append(error.message())
        else:
            tools[tool.name] = tool
    return Registry(tools, tuple(refused))


def installed_tools() -> Registry:
    """Return the tools that packages of this installation offer; without such a package, none."""
    return registry_of(sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)))


def fill_in(tool: LicensedTool, answers: Mapping[str, str]) -> Filled:
    """Return the result of a tool.

    Parameters
    ----------
    answers : mapping of str to str
        Code of the answer by code of the item; what was not asked is left out.

    Raises
    ------
    InputError
        If an item or an answer is not one of the tool's.
    """
    items = {item.code: item for item in tool.items()}
    for code, answer in answers.items():
        if code not in items or answer not in items[code].choices:
            raise InputError(
                "this answer is none of the tool's",
                field=code if code in items else tool.name,
                rule="each answer is one that the tool's plug-in offers",
                next_step="choose one of its answers, or leave it out",
            )
    return Filled(tool.name, tool.version, tool.category(answers))


def _loaded(point: EntryPoint) -> LicensedTool:
    try:
        tool = point.load()
    except Exception as error:  # somebody else's package can fail in any way, and casework must go on
        raise _fault(point, "it does not load", "the object that the entry point names exists") from error
    if not isinstance(tool, LicensedTool):
        raise _fault(point, "something is missing in it", "it has all of qorgan.care.tools.LicensedTool")
    if not all(isinstance(text, str) and text.strip() for text in (tool.name, tool.title, tool.version)):
        raise _fault(point, "it does not say what it is", "name, title and version are filled")
    if not (isinstance(tool.licence_holder, str) and tool.licence_holder.strip()):
        raise _fault(point, "it names no holder of the licence", "a tool is used only under a licence")
    return tool


def _fault(point: EntryPoint, what: str, rule: str) -> SetupError:
    return SetupError(
        f"The risk tool {point.name} ({point.value}) is left out: {what}. Rule: {rule}. "
        "Next: mend the package that offers it, or remove it."
    )
