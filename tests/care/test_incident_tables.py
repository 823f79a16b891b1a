"""What the statistics office publishes: every incident once, none of the small counts, and what is kept reads the same."""

from dataclasses import replace
from random import Random

import pytest
from tests.care.test_small_counts import widths

from qorgan.care.classification import IncidentType
from qorgan.care.incident_record import AgeBand, CoarseContext, IncidentRecord, Month, Service, Sought
from qorgan.care.incident_tables import Tables, tabulate
from qorgan.kernel.errors import DataError

REGIONS = ("KZ-10", "KZ-61", "KZ-71", "KZ-75")


def record(rng, **more):
    told = {
        "type": rng.choices(list(IncidentType), [1, 2, 30, 5, 12, 20])[0],
        "contexts": frozenset(rng.sample(list(CoarseContext), rng.choice([0, 1, 1]))),
        "region": rng.choices([*REGIONS, "not-known"], [40, 10, 3, 20, 2])[0],
        "month": rng.choice([None, Month(2026, 9), Month(2026, 10)]),
        "age_band": rng.choices(list(AgeBand), [2, 20, 20, 5, 1])[0],
        "services": frozenset(rng.sample(list(Service), rng.choice([0, 1, 2]))),
        "sought": frozenset(rng.sample(list(Sought), rng.choice([0, 1]))),
    }
    return IncidentRecord(**{**told, **more})


def some(n, seed=1, **more):
    rng = Random(seed)  # noqa: S311 - invented records
    return [record(rng, **more) for _ in range(n)]


@pytest.mark.parametrize("n", [20, 25, 60, 400])
@pytest.mark.parametrize("seed", range(5))
def test_every_incident_is_in_each_table_once_and_every_published_count_is_none_or_at_least_five(n, seed):
    told = tabulate(some(n, seed), regions=REGIONS)
    for table in told.tables:
        assert sum(table.totals) == sum(line.total for line in table.lines) == n
        shown = [*table.totals, *(line.total for line in table.lines)]
        shown += [count for line in table.lines for count in line.counts if count is not None]
        assert [count for count in shown if 0 < count < 5] == []
    assert [count for codes in told.ticked.values() for count in codes.values() if count in range(1, 5)] == []
    rests = [n - count for codes in told.ticked.values() for count in codes.values() if count is not None]
    assert [rest for rest in rests if 0 < rest < 5] == []


@pytest.mark.parametrize("seed", range(3))
def test_what_is_withheld_in_a_table_cannot_be_worked_out_from_it(seed):
    records = some(90, seed)
    told = tabulate(records, regions=REGIONS)
    for table in told.tables:
        read = {"region": lambda one: one.region, "age_band": lambda one: str(one.age_band)}.get(
            table.by, lambda one: str(one.month or "not-known")
        )
        cells = [
            [sum(read(one) in line.codes and one.type in column for one in records) for column in table.columns]
            for line in table.lines
        ]
        withheld = {(r, c) for r, line in enumerate(table.lines) for c, n in enumerate(line.counts) if n is None}
        assert all(width >= 5 - 1e-6 for width in widths(cells, withheld).values())


def test_what_follows_from_type_and_age_is_counted_in_their_table_alone():
    """Seven children, five of them raped: beside a count of child sexual abuse the two others could be worked out."""
    abused = {"type": IncidentType.RAPE, "contexts": frozenset([CoarseContext.CHILD_SEXUAL_ABUSE])}
    married = {"type": IncidentType.FORCED_MARRIAGE, "contexts": frozenset([CoarseContext.OTHER])}
    grown = [*some(20, type=IncidentType.RAPE), *some(20, type=IncidentType.FORCED_MARRIAGE)]
    records = [replace(one, age_band=AgeBand.FROM_18, contexts=frozenset()) for one in grown]
    records += some(5, age_band=AgeBand.UNDER_18, **abused) + some(2, age_band=AgeBand.UNDER_18, **married)
    told = tabulate(records, regions=REGIONS)
    (children,) = [line for line in told.tables[1].lines if line.codes == ("under-18",)]
    assert (children.total, [one for one in children.counts if one is None]) == (7, [None, None])
    assert list(told.ticked["contexts"]) == ["intimate-partner"]


def test_of_fewer_than_twenty_incidents_nothing_is_told():
    with pytest.raises(DataError, match="too few"):
        tabulate(some(19), regions=REGIONS)


def test_a_region_without_an_incident_is_told_and_one_that_is_small_is_named_in_a_pool():
    records = some(30, region="KZ-10") + some(3, region="KZ-61") + some(9, region="KZ-75")
    (table, *_others) = tabulate(records, regions=REGIONS).tables
    assert [(line.codes, line.total) for line in table.lines] == [
        (("KZ-10",), 30),
        (("KZ-71",), 0),
        (("not-known",), 0),
        (("KZ-61", "KZ-75"), 12),
    ]


def test_a_region_that_the_pack_no_longer_has_is_not_lost():
    table = tabulate(some(29, region="KZ-99"), regions=REGIONS).tables[0]
    assert (("KZ-99",), 29) in [(line.codes, line.total) for line in table.lines]


def test_what_is_kept_reads_as_it_was_made():
    told = tabulate(some(60), regions=REGIONS)
    assert Tables.from_document(told.to_document()) == told
    assert 0 < told.n_withheld < told.n_counts


def test_the_order_in_which_records_came_changes_nothing():
    records = some(60)
    assert tabulate(records[::-1], regions=REGIONS) == tabulate(records, regions=REGIONS)


def test_a_country_of_a_year_is_worked_out_at_once_and_most_of_it_is_told():
    regions = [f"KZ-{number}" for number in range(20)]
    rng = Random(2)  # noqa: S311 - invented records
    months = [Month(2026, number) for number in range(1, 13)]
    records = [record(rng, region=rng.choice(regions), month=rng.choice(months)) for _ in range(3000)]
    told = tabulate(records, regions=regions)
    assert told.n_withheld < told.n_counts / 2
