"""Title against text; ratio against percent; two numbers for one thing."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from qorgan.know.figures.figure import Figure
from qorgan.know.figures.finding import Finding, about
from qorgan.know.figures.intervals import Interval
from qorgan.know.figures.ledger import Ledger, groups, pairs
from qorgan.know.figures.numbers import allowed
from qorgan.know.figures.period import Period
from qorgan.know.figures.texts import Message


def title_against_text(ledger: Ledger) -> Iterator[Finding]:
    """A title says another number than the text under it.

    Example: title "the film passes one million views", text "nearly a million views" (Astana Times, April 2024).
    """
    numbered = (one for one in ledger.figures if one.report and one.part and one.event)
    for one, other in pairs(numbered, lambda figure: (figure.report, figure.event, figure.given, figure.unit)):
        if {one.part, other.part} == {"title", "text"} and _clash(one, other):
            title, text = (one, other) if one.part == "title" else (other, one)
            yield about("title-against-text", (title, text), title=title.printed.value, text=text.printed.value)


def ratio_against_percent(ledger: Ledger) -> Iterator[Finding]:
    """The same share is printed as a ratio and as a percentage, and they do not meet.

    Example: "every third woman" beside "28 % of women". "One in six" beside 17 % is silent: 1/6 rounds to 17 %.
    """
    for one, other in pairs(ledger.shares, lambda figure: (figure.measure, figure.period)):
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


def two_numbers(ledger: Ledger) -> Iterator[Finding]:
    """Two numbers of one thing, place and time do not meet.

    Example: 69 women died of domestic violence in 2023; "400 women every year" (statistics.csv, deaths-2023, deaths-400).
    """
    numbered = (one for one in ledger.figures if one.interval and one.event and one.period)
    for group in groups(numbered, lambda figure: (figure.measure, figure.interval and figure.interval.form)):
        said: dict[tuple[Period | None, Interval | None], list[Figure]] = defaultdict(list)
        for figure in group:
            said[figure.period, figure.interval].append(figure)
        for one, other in combinations(said.values(), 2):
            if _are_two(one[0], other[0]):
                yield about("two-numbers", (*one, *other), one=one[0].printed.value, other=other[0].printed.value)


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
