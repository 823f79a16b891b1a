"""The few forms of Markdown that a page of the guide may have, read into values: nothing of it is ever HTML.

Headings ``## …``, paragraphs, lists ``- …``, ``**strong**``, links ``[text](help)`` within the site, and slots
``{{ fact:police }}``. One line of the file is one sentence, so that a sentence whose fact is not shown goes as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from qorgan.kernel.errors import PackError
from qorgan.kernel.text import clean_text

SpanKind = Literal["text", "strong", "link", "fact", "phone"]
BlockKind = Literal["heading", "paragraph", "list"]

_TOKEN: Final = re.compile(
    r"\*\*(?P<strong>[^*\[\]{}]+)\*\*"
    r"|\[(?P<link>[^\[\]{}*]+)\]\((?P<target>[a-z-]+(?:/[a-z-]+)?)\)"
    r"|\{\{ fact:(?P<fact>[a-z0-9-]+) \}\}"
)
_UNREAD: Final = re.compile(r"[<>*\[\]{}`\\#|!]")
_ENDINGS: Final = (".", "?", "!", "…", ":", ".»", ".”", ".)")
_SECOND_SENTENCE: Final = re.compile(r"[.?!…]\s+\S")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence.

    Parameters
    ----------
    kind : {"text", "strong", "link", "fact", "phone"}
        ``fact`` is a slot that waits for its value; a value comes as ``text``, or as ``phone`` where it can be dialled.
    text : str
        What is read; of a slot, the id of its fact.
    target : str
        Of a link, a page of this site without its language, such as ``guide/now``; of a phone, its digits.
    """

    kind: SpanKind
    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, with its place in the file."""

    number: int
    spans: tuple[Span, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the ids of the facts this sentence rests on."""
        return tuple(one.text for one in self.spans if one.kind == "fact")

    @property
    def plain(self) -> str:
        """Return the sentence as text, each slot as the id of its fact in brackets."""
        return "".join(f"[{one.text}]" if one.kind == "fact" else one.text for one in self.spans)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list.

    Parameters
    ----------
    kind : {"heading", "paragraph", "list"}
        Which.
    items : tuple of tuple of Line
        The sentences of each point of a list; a heading and a paragraph have one item.
    """

    kind: BlockKind
    items: tuple[tuple[Line, ...], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return all its sentences in order."""
        return tuple(line for item in self.items for line in item)


def read_passages(text: str, *, file: str, first_line: int = 1) -> tuple[Block, ...]:
    """Read the body of a page.

    Parameters
    ----------
    text : str
        What stands below the front matter.
    file : str
        Name of the file, for errors.
    first_line : int
        Line of the file on which the text begins.

    Raises
    ------
    PackError
        If something is none of the few forms, a line is not a whole sentence, a sentence with a slot shares its line,
        or a list would be empty without its facts.
    """
    blocks: list[Block] = []
    for number, raw in enumerate(text.split("\n"), start=first_line):
        line = raw.rstrip()
        if line != clean_text(line):
            raise _refused(
                file, number, "hidden characters", "composed Unicode (NFC), no control or direction characters"
            )
        if not line:
            blocks.append(Block("paragraph", ()))  # closes what was open
        elif line.startswith("## "):
            blocks.append(Block("heading", ((_line(file, number, line[3:], is_sentence=False),),)))
        elif line.startswith("- "):
            _open(blocks, "list", (_line(file, number, line[2:]),))
        elif line.startswith("  ") and blocks and blocks[-1].kind == "list":
            *before, last = blocks[-1].items
            blocks[-1] = Block("list", (*before, (*last, _line(file, number, line.strip()))))
        else:
            _add_sentence(blocks, _line(file, number, line))
    read = tuple(block for block in blocks if block.items)
    _require_lists_without_facts(file, read)
    return read


def shown(blocks: Iterable[Block], values: Mapping[str, Span]) -> tuple[Block, ...]:
    """Return what may be read now: sentences whose facts all have a value, and what is left around them.

    Parameters
    ----------
    blocks : iterable of Block
        A page as it was read.
    values : Mapping[str, Span]
        What stands in the place of each fact that is shown; a fact that is not shown is missing.
    """
    kept = [filled for block in blocks if (filled := _filled(block, values)).items]
    is_empty = [
        block.kind == "heading" and (at + 1 == len(kept) or kept[at + 1].kind == "heading")
        for at, block in enumerate(kept)
    ]
    return tuple(block for block, empty in zip(kept, is_empty, strict=True) if not empty)


def _filled(block: Block, values: Mapping[str, Span]) -> Block:
    items = (
        tuple(
            Line(line.number, tuple(values[one.text] if one.kind == "fact" else one for one in line.spans))
            for line in item
            if all(need in values for need in line.needs)
        )
        for item in block.items
    )
    return Block(block.kind, tuple(item for item in items if item))


def _open(blocks: list[Block], kind: BlockKind, item: tuple[Line, ...]) -> None:
    if blocks and blocks[-1].kind == kind and blocks[-1].items:
        blocks[-1] = Block(kind, (*blocks[-1].items, item))
    else:
        blocks.append(Block(kind, (item,)))


def _add_sentence(blocks: list[Block], line: Line) -> None:
    if blocks and blocks[-1].kind == "paragraph" and blocks[-1].items:
        blocks[-1] = Block("paragraph", ((*blocks[-1].items[0], line),))
    else:
        blocks.append(Block("paragraph", ((line,),)))


def _line(file: str, number: int, text: str, *, is_sentence: bool = True) -> Line:
    spans = tuple(_spans(file, number, text))
    line = Line(number, spans)
    if is_sentence and not line.plain.endswith(_ENDINGS):
        raise _refused(file, number, "a line is not a whole sentence", "one sentence a line; it ends with . ? ! … or :")
    if line.needs and (not is_sentence or _SECOND_SENTENCE.search(line.plain)):
        what = "a sentence with a fact does not stand alone"
        raise _refused(file, number, what, "its line holds this one sentence, and is no heading: it may disappear")
    return line


def _spans(file: str, number: int, text: str) -> Iterator[Span]:
    end = 0
    for found in _TOKEN.finditer(text):
        yield from _words(file, number, "text", text[end : found.start()])
        end = found.end()
        if found["strong"]:
            yield from _words(file, number, "strong", found["strong"])
        elif found["link"]:
            yield from _words(file, number, "link", found["link"], found["target"])
        else:
            yield Span("fact", found["fact"])
    yield from _words(file, number, "text", text[end:])


def _words(file: str, number: int, kind: SpanKind, text: str, target: str = "") -> Iterator[Span]:
    if sign := _UNREAD.search(text):
        rule = (
            "only ## heading, - point, **strong**, [text](page-of-this-site) and {{ fact:id }}; no HTML, no image, no !"
        )
        raise _refused(file, number, "a form that the guide does not have", rule, value=sign.group())
    if text:
        yield Span(kind, text, target)


def _require_lists_without_facts(file: str, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if block.kind == "list" and all(line.needs for line in block.lines):
            rule = "at least one point of a list needs no fact, so that it is never empty below its sentence"
            raise _refused(file, block.lines[0].number, "a list rests on facts alone", rule)


def _refused(file: str, line: int, what: str, rule: str, *, value: str | None = None) -> PackError:
    return PackError(what, file=file, line=line, value=value, rule=rule, next_step="mend the line")
