"""What records say, as the plain objects of `qorgan.care`: pages, indicators, calendars and letters judge with these."""

from collections.abc import Iterable
from datetime import date

from qorgan.care.answers import Answer
from qorgan.care.classification import Circumstances, Classification, Question, classify
from qorgan.care.orders import Breach, Order, OrderKind
from qorgan.care.risk import Judgement, RedFlag
from qorgan.care.safety_plan import PARTS, Plan, Situation, Topic
from qorgan.kernel.errors import InputError
from qorgan.web.care.forms.base import Data, answer_in, day_in
from qorgan.web.care.records import OpenedCase, Record
from qorgan.web.care.tools import filled_in


def classification_of(data: Data) -> Classification:
    """Return the type of an incident with the path of answers."""
    return classify({question: answer_in(data, f"q_{_name(question)}") for question in Question})


def circumstances_of(data: Data) -> Circumstances:
    """Return what the contexts of an incident are worked out from."""
    return Circumstances(
        age=data.get("age"),
        is_partner=answer_in(data, "is_partner"),
        was_exchange=answer_in(data, "was_exchange"),
        was_abduction=answer_in(data, "was_abduction"),
        is_practice=answer_in(data, "is_practice"),
    )


def judgement_of(data: Data) -> Judgement:
    """Return what was asked and judged about the risk."""
    return Judgement(
        flags={flag: answer_in(data, f"flag_{_name(flag)}") for flag in RedFlag},
        worker_says_high=bool(data.get("worker_says_high")),
        she_says_high=bool(data.get("she_says_high")),
        tools=tuple(filled for filled, _told in filled_in(data)),
    )


def plan_of(data: Data) -> Plan:
    """Return a safety plan.

    Raises
    ------
    InputError
        If it contradicts itself; a plan that was saved does not.
    """
    return Plan(
        now=Situation(data["now"]) if data.get("now") else None,
        texts={part: str(data.get(f"part_{_name(part)}", "")) for part in PARTS},
        not_needed=frozenset(Topic(one) for one in data.get("not_needed", [])),
        code_word=data.get("code_word", ""),
        paper_is_safe=answer_in(data, "paper_is_safe"),
        paper_place=data.get("paper_place", ""),
        off_paper=frozenset(part for part in PARTS if part.value in data.get("off_paper", [])),
    )


def order_of(data: Data, breaches: Iterable[Breach] = ()) -> Order:
    """Return an order as its paper says.

    Raises
    ------
    InputError
        If its days contradict one another; an order that was saved has none that do.
    """
    first, last = day_in(data, "first_day"), day_in(data, "last_day")
    if first is None or last is None:
        raise InputError("an order has no days", rule="a first and a last day", next_step="type them from the paper")
    return Order(OrderKind(data["kind"]), first, last, breaches=tuple(breaches), lifted_day=day_in(data, "lifted_day"))


def orders_of(opened: OpenedCase) -> list[tuple[Record, Order]]:
    """Return every order of a case with its breaches, and the record that it stands in."""
    found = []
    for record in opened.entries("order"):
        first = day_in(record.data, "first_day") or date.max
        breaches = [
            Breach(day, answer_in(one.data, "was_reported") is Answer.YES)
            for one in opened.entries("breach")
            if one.data.get("order") == record.entry and (day := day_in(one.data, "day")) is not None and day >= first
        ]
        try:
            found.append((record, order_of(record.data, breaches)))
        except InputError:
            continue
    return found


def _name(code: str) -> str:
    return code.replace("-", "_")
