"""One page of the guide in one language: what stands above its text, and the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from qorgan.kernel.errors import PackError
from qorgan.kernel.facts import whole_day
from qorgan.kernel.guide.passages import Block, read_passages
from qorgan.kernel.text import Language

Next = Literal["tell", "help"]

_KEYS: Final = ("title", "summary", "order", "date", "reviewed", "next", "needs_facts")
_FENCE: Final = "---"


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A page as its file has it; what of it may be read today, `passages.shown` says.

    Parameters
    ----------
    slug : str
        Its address and the name of its file. It stays in the history of her browser, so it says nothing about violence.
    language : Language
        Language of the text.
    title, summary : str
        What it is about, and one line of it for the list of pages.
    order : int
        Its place in the guide, from 1.
    day : date
        Day on which the text was last changed.
    reviewed : date or None
        Day on which a native speaker approved it.
    next : {"tell", "help"}
        The one thing to do next: write to a centre, or see the numbers.
    needs : frozenset of str
        Ids of the facts it rests on.
    blocks : tuple of Block
        The text.
    """

    slug: str
    language: Language
    title: str
    summary: str
    order: int
    day: date
    reviewed: date | None
    next: Next
    needs: frozenset[str]
    blocks: tuple[Block, ...]

    @property
    def is_reviewed(self) -> bool:
        """Say whether a native speaker approved the text as it stands: a change after that day takes it back."""
        return self.reviewed is not None and self.reviewed >= self.day

    @property
    def slots(self) -> tuple[str, ...]:
        """Return the ids of its slots, sorted, each as often as it stands there."""
        return tuple(sorted(need for block in self.blocks for line in block.lines for need in line.needs))

    @property
    def links(self) -> tuple[str, ...]:
        """Return where its links lead, sorted."""
        spans = (span for block in self.blocks for line in block.lines for span in line.spans)
        return tuple(sorted(span.target for span in spans if span.kind == "link"))

    @property
    def n_headings(self) -> int:
        """Count its headings below the title."""
        return sum(block.kind == "heading" for block in self.blocks)

    @property
    def n_words(self) -> int:
        """Count the words of its text, sentences that wait for a fact included."""
        return sum(len(line.plain.split()) for block in self.blocks for line in block.lines)


def read_page(text: str, *, file: str, slug: str, language: Language) -> GuidePage:
    """Read a file of the guide.

    Raises
    ------
    PackError
        If what stands above the text is incomplete or wrong, the facts it names are not those of its slots, or the text
        has a form that the guide does not have.
    """
    lines = text.split("\n")
    if lines[0] != _FENCE or _FENCE not in lines[1:]:
        raise _refused(file, "a page has no front matter", f"between two lines of {_FENCE}: {', '.join(_KEYS)}")
    end = lines.index(_FENCE, 1)
    said = _front_matter(file, lines[1:end])
    page = GuidePage(
        slug=_slug(file, slug),
        language=language,
        title=said["title"],
        summary=said["summary"],
        order=_order(file, said["order"]),
        day=_day(file, "date", said["date"]),
        reviewed=None if said["reviewed"] == "no" else _day(file, "reviewed", said["reviewed"]),
        next=_next(file, said["next"]),
        needs=frozenset(said["needs_facts"].split()) - {"none"},
        blocks=read_passages("\n".join(lines[end + 1 :]), file=file, first_line=end + 2),
    )
    if page.needs != set(page.slots):
        rule = f"needs_facts names the facts of the slots, each once, or none: {' '.join(sorted(set(page.slots))) or 'none'}"
        raise _refused(file, "the facts named above the text are not those in it", rule, field="needs_facts")
    return page


def _front_matter(file: str, lines: list[str]) -> Mapping[str, str]:
    parts = [line.partition(":") for line in lines]
    pairs = [(key.strip(), value.strip()) for key, _, value in parts]
    said = dict(pairs)
    for key in _KEYS:
        if not said.get(key):
            raise _refused(file, "something is missing above the text", "every page says all of them", field=key)
    if len(pairs) != len(_KEYS):
        raise _refused(
            file, "something is said twice or is unknown above the text", f"only {', '.join(_KEYS)}, each once"
        )
    return said


def _slug(file: str, slug: str) -> str:
    if not re.fullmatch("[a-z]+(-[a-z]+)*", slug):
        raise _refused(
            file, "not the name of a page", "small Latin letters and hyphens; it says nothing about violence"
        )
    return slug


def _order(file: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) < 1:
        raise _refused(file, "not a place", "a whole number, at least 1", field="order", value=text)
    return int(text)


def _day(file: str, field: str, text: str) -> date:
    day = whole_day(text)
    if day is None:
        rule = "YYYY-MM-DD" + (", or no until a native speaker approved the text" if field == "reviewed" else "")
        raise _refused(file, "not a day", rule, field=field, value=text)
    return day


def _next(file: str, text: str) -> Next:
    if text == "tell":
        return "tell"
    if text == "help":
        return "help"
    raise _refused(file, "not a thing to do next", "tell or help", field="next", value=text)


def _refused(file: str, what: str, rule: str, *, field: str | None = None, value: str | None = None) -> PackError:
    return PackError(
        what, file=file, field=field, value=value, rule=rule, next_step="mend the file and load the pack again"
    )
