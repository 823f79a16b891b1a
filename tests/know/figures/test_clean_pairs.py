"""Forty pairs that belong together and contradict nothing: all rules stay silent on each."""

import json
from pathlib import Path

import pytest
from tests.know.figures.figures import figure, ledger

from qorgan.know.figures.pack import ledger_of, pack_figures
from qorgan.know.figures.rules import find_all

FIGURES = {one.id: one for one in pack_figures("kz")}
CASES = Path(__file__).parents[2] / "reference/coherence_cases.json"

# Nearly what a rule looks for: the same counter in two years, a part beside its whole, a later step that is smaller than
# an earlier one, the same unit in two places, two forms of violence in one survey.
PAIRS = [
    "prev-ipv-life prev-psy-life",
    "attitude-2015 attitude-2024",
    "attitude-2015 attitude-2015-rural",
    "attitude-2024 attitude-2024-rural",
    "attitude-2024 attitude-2024-urban",
    "attitude-2024-rural attitude-2024-urban",
    "attitude-2015-rural attitude-2024-rural",
    "attitude-2024 attitude-2024-turkistan",
    "attitude-2024 attitude-2024-mangystau",
    "attitude-2024-turkistan attitude-2024-zhetisu",
    "attitude-2024-zhetisu attitude-2024-kostanay",
    "attitude-2024-mangystau attitude-2024-aktobe",
    "attitude-2024-aktobe attitude-2024-atyrau",
    "prev-psy-life attitude-2015-rural",
    "orders-2023 reports-2023",
    "orders-2024 reports-2024",
    "orders-2023 orders-2024",
    "orders-2023 special-2023",
    "orders-2024 court-2024",
    "orders-2025-10m breach-2025-10m",
    "calls102-2025-10m breach-2025-10m",
    "reports-2023 reports-2024",
    "reports-2024-8m reports-2025-8m",
    "crim-2023 deaths-2023",
    "deaths-2020 deaths-2022-5m",
    "deaths-2023 deaths-2022-5m",
    "rape-complaints deaths-2023",
    "victims-2025-women victims-2025-elderly",
    "centres-2022 centres-2024",
    "centres-2024 fsc-2025",
    "c111-4m c111-2025",
    "pop-2026 pop-2025",
    "pop-2025 pop-2019",
    "wko-2026-2m-orders wko-2026-2m-breaches",
    "wko-2026-2m-offences wko-2026-2m-orders",
    "turk-2025 orders-2025-10m",
    "shym-2025-6m-contacts shym-2025-6m-orders",
    "kipd-2025-regions fsc-2025",
]


@pytest.mark.parametrize("pair", PAIRS)
def test_all_rules_are_silent_on_a_clean_pair_of_the_ledger(pair):
    one, other = pair.split()
    assert find_all(ledger_of((FIGURES[one], FIGURES[other]), "kz")) == ()


@pytest.mark.parametrize("name", ["frechet_two_ok", "share_told_police_conditional"])
def test_all_rules_are_silent_on_the_claims_of_the_reference_that_hold_together(name):
    case = next(one for one in json.loads(CASES.read_text())["cases"] if one["name"] == name)
    figures = [
        figure(str(place), f"{100 * claim['lo']:g} %", event=claim["event"], given=claim["given"])
        for place, claim in enumerate(case["claims"])
    ]
    assert case["expected"]["feasible"]
    assert find_all(ledger(*figures)) == ()


def test_there_are_forty_of_them_and_each_is_another():
    assert len({frozenset(pair.split()) for pair in PAIRS}) + 2 == 40
