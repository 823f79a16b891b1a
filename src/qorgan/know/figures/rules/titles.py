"""Title against text; ratio against percent; two numbers for one thing."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, islice, product

from qorgan.know.figures.figure import Figure
from qorgan.know.figures.finding import Finding, about, not_all_compared
from qorgan.know.figures.intervals import Interval
from qorgan.know.figures.ledger import MAX_PAIRS, Ledger, groups, pairs
from qorgan.know.figures.numbers import allowed
from qorgan.know.figures.period import Period
from qorgan.know.figures.texts import Message


def title_against_text(ledger: Ledger) -> Iterator[Finding]:
    """A title says another number than the text under it.

    Example: title "the film passes one million views", text "nearly a million views" (Astana Times, April 2024).
    """
    numbered = (one for one in ledger.figures if one.report and one.part and one.event)
    crowded: list[Figure] = []
    for one, other in pairs(numbered, lambda figure: (figure.report, figure.event, figure.given, figure.unit), crowded):
        if {one.part, other.part} == {"title", "text"} and _clash(one, other):
            title, text = (one, other) if one.part == "title" else (other, one)
            yield about("title-against-text", (title, text), title=title.printed.value, text=text.printed.value)
    yield from not_all_compared(crowded, MAX_PAIRS)


def ratio_against_percent(ledger: Ledger) -> Iterator[Finding]:
    """The same share is printed as a ratio and as a percentage, and they do not meet.

    Example: "every third woman" beside "28 % of women". "One in six" beside 17 % is silent: 1/6 rounds to 17 %.
    """
    crowded: list[Figure] = []
    for one, other in pairs(ledger.shares, lambda figure: (figure.measure, figure.period), crowded):
        forms = {figure.interval.form: figure for figure in (one, other) if figure.interval}
        if forms.keys() == {"ratio", "percent"} and _clash(one, other):
            ratio, percent = forms["ratio"], forms["percent"]
            yield about(
                "ratio-against-percent",
                (ratio, percent),
                ratio=ratio.printed.value,
                ratio_allows=_allows(ratio),
                percent=percent.printed.value,
                percent_allows=_allows(percent),
            )
    yield from not_all_compared(crowded, MAX_PAIRS)


def two_numbers(ledger: Ledger) -> Iterator[Finding]:
    """Two numbers of one thing, place and time do not meet.

    Example: 69 women died of domestic violence in 2023; "400 women every year" (statistics.csv, deaths-2023, deaths-400).
    """
    numbered = (one for one in ledger.figures if one.interval and one.event and one.period)
    for group in groups(numbered, lambda figure: (figure.measure, figure.interval and figure.interval.form)):
        crowded: list[Figure] = []
        for one, other in _at_one_time(group, crowded):
            if _are_two(one[0], other[0]):
                yield about("two-numbers", (*one, *other), one=one[0].printed.value, other=other[0].printed.value)
        yield from not_all_compared(crowded, MAX_PAIRS)


def _at_one_time(figures: list[Figure], crowded: list[Figure]) -> Iterator[tuple[list[Figure], list[Figure]]]:
    """Yield pairs of those that print the same, of one period or of two that ought to agree; of many only the first."""
    said: dict[Period | None, dict[Interval | None, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        said[figure.period][figure.interval].append(figure)
    for alike in said.values():
        yield from islice(combinations(alike.values(), 2), MAX_PAIRS)
    years = [period for period in said if period and period.is_one_year]
    agreeing = [pair for pair in combinations(years, 2) if pair[0].is_same_as(pair[1])]
    for one, other in agreeing:
        yield from islice(product(said[one].values(), said[other].values()), MAX_PAIRS)
    large = {one for one, alike in said.items() if len(alike) * (len(alike) - 1) > 2 * MAX_PAIRS}
    large |= {
        period for one, other in agreeing if len(said[one]) * len(said[other]) > MAX_PAIRS for period in (one, other)
    }
    crowded += [figure for figure in figures if figure.period in large]


def _are_two(one: Figure, other: Figure) -> bool:
    is_title = one.report is not None and one.report == other.report and one.part != other.part
    is_one_time = one.period is not None and other.period is not None and one.period.is_same_as(other.period)
    return is_one_time and not is_title and _clash(one, other)


def _clash(one: Figure, other: Figure) -> bool:
    if one.interval is None or other.interval is None or one.is_share != other.is_share:
        return False
    return not one.interval.meets(other.interval)


def _allows(figure: Figure) -> Message | str:
    return allowed(figure.interval) if figure.interval else ""
