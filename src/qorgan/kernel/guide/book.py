"""The guide of a country as a whole: its pages in every language, and the facts they rest on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from qorgan.kernel.errors import PackError
from qorgan.kernel.facts import Fact
from qorgan.kernel.guide.facts import GuideFact, read_facts
from qorgan.kernel.guide.page import GuidePage, read_page
from qorgan.kernel.guide.passages import Block, Line, Span, shown
from qorgan.kernel.packs.country import Pack, installed_pack, pack_folder
from qorgan.kernel.packs.helplines import Helpline
from qorgan.kernel.packs.table import read_text
from qorgan.kernel.text import Language


@dataclass(frozen=True, slots=True)
class Guide:
    """All pages of a country; empty where its pack has no guide.

    Parameters
    ----------
    pages : Mapping[Language, tuple[GuidePage, ...]]
        The same pages in every language, in their order.
    facts : tuple[GuideFact, ...]
        Of ``guide/facts.csv``.
    helplines : tuple[Helpline, ...]
        Numbers of the pack, which are facts of the guide by their ids.
    """

    pages: Mapping[Language, tuple[GuidePage, ...]]
    facts: tuple[GuideFact, ...]
    helplines: tuple[Helpline, ...]

    def page(self, language: Language, slug: str) -> GuidePage | None:
        """Return a page, or None where there is no such page."""
        return next((page for page in self.pages.get(language, ()) if page.slug == slug), None)

    def all_facts(self) -> dict[str, Fact[Any]]:
        """Return every fact a slot may name, by its id."""
        return {one.id: one.fact for one in self.helplines} | {one.id: one.fact for one in self.facts}

    def values(self, language: Language, today: date) -> dict[str, Span]:
        """Return what stands in each slot today; a fact that is unchecked or has ended is missing.

        The national numbers are the one exception: they are shown before anybody checked them, as on every page.
        """
        phones = {one.id: Span("phone", one.phone, one.phone) for one in self.helplines if one.is_shown(today)}
        texts = {
            one.id: Span("text", one.fact.value.in_language(language)) for one in self.facts if one.fact.is_shown(today)
        }
        return phones | texts

    def shown(self, page: GuidePage, today: date) -> tuple[Block, ...]:
        """Return what of a page may be read today."""
        return shown(page.blocks, self.values(page.language, today))

    def hidden(self, page: GuidePage, today: date) -> tuple[Line, ...]:
        """Return the sentences of a page that wait for a fact."""
        values = self.values(page.language, today)
        return tuple(
            line for block in page.blocks for line in block.lines if any(one not in values for one in line.needs)
        )


def load_guide(folder: Path, pack: Pack) -> Guide:
    """Load the guide of a pack.

    Parameters
    ----------
    folder : Path
        Folder ``guide`` of the pack: ``facts.csv``, and one folder for each language with the same files.
    pack : Pack
        Its languages and its numbers.

    Raises
    ------
    PackError
        If a page is missing in a language, differs there in its facts, links, headings, place or next step, names an
        unknown fact or page, or breaks a rule of its own.
    """
    if not folder.is_dir():
        return Guide(dict.fromkeys(pack.languages, ()), (), pack.helplines)
    facts = read_facts(folder / "facts.csv", languages=pack.languages)
    pages = {language: tuple(_pages(folder / language, language)) for language in pack.languages}
    guide = Guide(pages, facts, pack.helplines)
    _require_known_facts(guide)
    _require_the_same_pages(guide)
    return guide


@cache
def installed_guide(code: str) -> Guide:
    """Load the guide of a pack that came with Qorgan, once.

    Raises
    ------
    PackError
        If there is no such pack, or its guide breaks a rule.
    """
    return load_guide(pack_folder(code) / "guide", installed_pack(code))


def _pages(folder: Path, language: Language) -> Iterator[GuidePage]:
    pages = [
        read_page(read_text(path), file=f"{language}/{path.name}", slug=path.stem, language=language)
        for path in sorted(folder.glob("*.md"))
    ]
    yield from sorted(pages, key=lambda page: page.order)


def _require_known_facts(guide: Guide) -> None:
    twice = {one.id for one in guide.facts} & {one.id for one in guide.helplines}
    if twice:
        raise PackError("a fact has the name of a number", file="facts.csv", value=min(twice), rule="each id once")
    known = guide.all_facts()
    for page in (page for pages in guide.pages.values() for page in pages):
        for need in sorted(page.needs - known.keys()):
            raise PackError(
                "a slot names no fact",
                file=f"{page.language}/{page.slug}.md",
                value=need,
                rule=f"one of {', '.join(sorted(known))}",
                next_step="add the row with its source to guide/facts.csv, or say it without the fact",
            )


def _require_the_same_pages(guide: Guide) -> None:
    slugs = {page.slug for pages in guide.pages.values() for page in pages}
    for language, pages in guide.pages.items():
        for slug in sorted(slugs - {page.slug for page in pages}):
            raise PackError(
                "a page is missing", file=f"{language}/{slug}.md", rule="every page in every language of the pack"
            )
        if len({page.order for page in pages}) != len(pages):
            raise PackError("two pages have one place", file=language, field="order", rule="each place once")
    first, *others = guide.pages.values()
    for page in (page for pages in others for page in pages):
        like = guide.page(first[0].language, page.slug)
        for name in ("order", "next", "slots", "links", "n_headings"):
            if getattr(page, name) != getattr(like, name):
                raise PackError(
                    "a page is not the same in two languages",
                    file=f"{page.language}/{page.slug}.md",
                    field=name,
                    value=str(getattr(page, name)),
                    rule=f"as in {first[0].language}: {getattr(like, name)}",
                )
    for page in (page for pages in guide.pages.values() for page in pages):
        for target in page.links:
            if target.startswith("guide/") and target.removeprefix("guide/") not in slugs:
                raise PackError(
                    "a link leads nowhere",
                    file=f"{page.language}/{page.slug}.md",
                    value=target,
                    rule="a page of the guide",
                )
