"""Figures for tests: all fields said, so that a rule is silent until a test changes one."""

from datetime import date

from qorgan.kernel.facts import Fact
from qorgan.kernel.packs import installed_pack
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.meanings import Meanings
from qorgan.know.figures.period import Period

MEANINGS = Meanings(
    part_of={"partnered": ("women",), "rural": ("women",)},
    implies={"physical": "violence", "sexual": "violence"},
    within={"physical": "partnered", "sexual": "partnered", "psychological": "partnered"},
    follows={"orders": ("calls", "applications")},
    map_units=frozenset({"regional_units"}),
)


def fact(wording: str, source_date: str = "2024-01-01") -> Fact[str]:
    return Fact(wording, "https://example.org", source_date, date(2026, 11, 20), "B")


def figure(id_: str, wording: str, event: str = "physical", **fields) -> Figure:
    for name in ("period", "made"):
        if isinstance(fields.get(name), str):
            fields[name] = Period.read(fields[name])
    told = {"says": f"says {id_}", "state": "fact", "population": "women", "place": "KZ", "owner": "the office"}
    told |= {"period": Period.read("2024")}
    return Figure(id=id_, printed=fact(wording), event=event, **(told | fields))


def ledger(*figures: Figure, meanings: Meanings = MEANINGS) -> Ledger:
    return Ledger(figures, meanings, installed_pack("kz").maps)


def found(rule, *figures: Figure, **options) -> list[tuple[str, ...]]:
    return [one.claims for one in rule(ledger(*figures, **options))]
