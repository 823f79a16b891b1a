"""A report as one HTML file: no script, nothing loaded from elsewhere, a table under every picture."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from qorgan.know.figures.bounds import Line
from qorgan.know.figures.coherence import Bounds
from qorgan.know.figures.document import Document
from qorgan.know.figures.finding import PARTS, Finding
from qorgan.know.figures.numbers import share_between
from qorgan.know.figures.picture import picture_of
from qorgan.know.figures.texts import message, say

_STYLE: Final = """body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;width:100%;margin:1.5rem 0}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;
border-bottom:1px solid #ccc;overflow-wrap:anywhere}section{border-left:.3rem solid #b3261e;padding:.1rem 1rem;margin:1.5rem 0}
svg{max-width:100%;height:auto}"""


def html_of(document: Document, pictures: Sequence[Sequence[Line]] = ()) -> str:
    """Return the page of a document, with the bounds to draw."""
    parts = [
        "<!doctype html>",
        f'<html lang="{document.language}">',
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(document.title)}</title>',
        f"<style>{_STYLE}</style></head>",
        f"<body><main><h1>{escape(document.title)}</h1>",
        f"<p><strong>{escape(document.verdict)}</strong></p>",
        *(f"<p>{escape(note)}</p>" for note in document.notes),
        *(_finding(one, document) for one in document.findings),
        *(one for place, lines in enumerate(pictures) for one in _picture(lines, document, f"bounds-{place + 1}")),
        _table(document.head, document.rows),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _finding(finding: Finding, document: Document) -> str:
    said = (finding.part(name, document.language) for name in PARTS)
    head = f"<h2>{escape(finding.name(document.language))}</h2><p>{escape(', '.join(finding.claims))}</p>"
    return f"<section>{head}{''.join(f'<p>{escape(one)}</p>' for one in said if one)}</section>"


def _picture(lines: Sequence[Line], document: Document, name: str) -> Iterator[str]:
    language = document.language
    yield f"<h2>{escape(say(message('page.picture'), language))}</h2>"
    yield picture_of(lines, language, name=name)
    heads = tuple(say(message(f"page.{one}"), language) for one in ("claim", "share_of", "bar", "line"))
    nothing = say(message("page.nothing"), language)

    def between(bounds: Bounds | None, otherwise: str) -> str:
        return otherwise if bounds is None else say(share_between(*bounds), language)

    rows = (
        (line.id, say(line.event, language), between(line.claimed, ""), between(line.allowed, nothing))
        for line in lines
    )
    yield _table(heads, tuple(rows))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
