"""What leaves is coarse, is shown before, is counted once, and leaves only with the consent that holds on that day."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.answers import Answer
from qorgan.care.classification import Context, IncidentType, Question, classify
from qorgan.care.consent import Decision, Why
from qorgan.care.incident_record import (
    AgeBand,
    CoarseContext,
    IncidentRecord,
    Month,
    Service,
    Sought,
    age_band,
    prepare,
    record_of,
    release,
)
from qorgan.kernel.errors import ConsentError, InputError

DAY = date(2026, 11, 21)
REGIONS = ("KZ-10", "KZ-75")
PHYSICAL = classify(
    dict.fromkeys([Question.PENETRATION, Question.SEXUAL_CONTACT], Answer.NO) | {Question.PHYSICAL_ASSAULT: Answer.YES}
)
YES, NO = Decision(is_allowed=True, why=Why.CONSENT), Decision(is_allowed=False, why=Why.WITHDRAWN)


def told(**more):
    return {
        "classification": PHYSICAL,
        "contexts": {Context.INTIMATE_PARTNER: Answer.YES},
        "region": "KZ-75",
        "regions": REGIONS,
        "day": date(2026, 10, 3),
        "ages": (31, 32),
        "services": ("legal", "shelter"),
        "sought": ("nobody",),
        "today": DAY,
        **more,
    }


def test_the_record_of_an_incident_by_hand():
    assert record_of(**told()) == IncidentRecord(
        type=IncidentType.PHYSICAL_ASSAULT,
        contexts=frozenset({CoarseContext.INTIMATE_PARTNER}),
        region="KZ-75",
        month=Month(2026, 10),
        age_band=AgeBand.FROM_30,
        services=frozenset({Service.LEGAL, Service.SHELTER}),
        sought=frozenset({Sought.NOBODY}),
    )


def test_the_preview_shows_every_value_that_leaves():
    record = record_of(**told(sought=()))
    assert record.preview() == (
        ("type", "physical-assault"),
        ("contexts", "intimate-partner"),
        ("region", "KZ-75"),
        ("month", "2026-10"),
        ("age_band", "30-49"),
        ("services", "legal"),
        ("services", "shelter"),
        ("sought", "not-known"),
    )
    assert record.to_document()["sought"] == []


everything = st.builds(
    told,
    contexts=st.dictionaries(st.sampled_from(Context), st.sampled_from(Answer)),
    region=st.sampled_from(["", *REGIONS]),
    day=st.one_of(st.none(), st.dates(date(2000, 1, 1), DAY)),
    ages=st.one_of(st.none(), st.tuples(st.integers(0, 60), st.integers(60, 120))),
    services=st.frozensets(st.sampled_from([str(one) for one in Service])),
    sought=st.frozensets(st.sampled_from([str(one) for one in Sought if one is not Sought.NOBODY])),
)
LISTS = {
    "type": set(IncidentType),
    "contexts": set(CoarseContext),
    "region": {*REGIONS, "not-known"},
    "age_band": set(AgeBand),
    "services": set(Service),
    "sought": set(Sought),
}


@given(everything)
def test_nothing_finer_than_the_code_lists_leaves(incident):
    document = record_of(**incident).to_document()
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}|not-known", document.pop("month"))
    assert document.keys() == LISTS.keys()
    for field, value in document.items():
        assert ({value} if isinstance(value, str) else set(value)) <= LISTS[field]


@given(everything)
def test_what_was_sealed_reads_as_it_was(incident):
    record = record_of(**incident)
    assert IncidentRecord.from_document(record.to_document()) == record


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "murder"},
        {"month": "2026"},
        {"month": "2026-13"},
        {"age_band": 31},
        {"services": "legal"},
        {"sought": ["nobody", "police"]},
        {"contexts": None},
    ],
)
def test_what_is_no_record_is_refused(wrong):
    with pytest.raises(InputError):
        IncidentRecord.from_document({**record_of(**told()).to_document(), **wrong})


@pytest.mark.parametrize(
    ("ages", "band"),
    [
        ((3, 3), AgeBand.UNDER_18),
        ((17, 17), AgeBand.UNDER_18),
        ((17, 18), AgeBand.NOT_KNOWN),
        ((18, 29), AgeBand.FROM_18),
        ((18, 40), AgeBand.NOT_KNOWN),
        ((50, 99), AgeBand.FROM_50),
        (None, AgeBand.NOT_KNOWN),
    ],
)
def test_ages_become_bands_and_all_children_are_one(ages, band):
    assert age_band(ages) is band


@pytest.mark.parametrize(
    "rare",
    [
        Context.EARLY_MARRIAGE,
        Context.POSSIBLE_SEXUAL_EXPLOITATION,
        Context.POSSIBLE_SEXUAL_SLAVERY,
        Context.HARMFUL_PRACTICE,
    ],
)
def test_rare_contexts_leave_under_one_name(rare):
    assert record_of(**told(contexts={rare: Answer.YES})).contexts == {CoarseContext.OTHER}


def test_a_context_that_is_not_known_is_not_told():
    assert record_of(**told(contexts={Context.INTIMATE_PARTNER: Answer.NOT_KNOWN})).contexts == frozenset()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"classification": classify({})}, "type"),
        ({"classification": classify({Question.PHYSICAL_ASSAULT: Answer.YES})}, "type"),
        ({"classification": classify(dict.fromkeys(Question, Answer.NO))}, "type"),
        ({"region": "Semey, Abai street"}, "region"),
        ({"region": "KZ-99"}, "region"),
        ({"day": DAY + timedelta(days=1)}, "day"),
        ({"ages": (40, 30)}, "ages"),
        ({"services": ("the shelter by the river",)}, "services"),
        ({"sought": ("her aunt",)}, "sought"),
        ({"sought": ("nobody", "police")}, "sought"),
    ],
)
def test_what_is_no_code_is_refused_and_not_repeated(wrong, field):
    with pytest.raises(InputError, match=field) as refused:
        record_of(**told(**wrong))
    assert "river" not in str(refused.value)
    assert "aunt" not in str(refused.value)


def test_all_wrong_fields_are_named_at_once():
    with pytest.raises(InputError, match="type, region, day"):
        record_of(**told(classification=classify({}), region="x", day=DAY + timedelta(days=1)))


@pytest.mark.parametrize("wrong", [{"region": "a street, 5"}, {"month": date(2026, 10, 3)}, {"age_band": 31}])
def test_a_record_that_is_made_otherwise_holds_nothing_finer_either(wrong):
    made = record_of(**told())
    fields = {name: getattr(made, name) for name in made.__slots__}
    with pytest.raises(InputError, match=next(iter(wrong))):
        IncidentRecord(**{**fields, **wrong})


@pytest.mark.parametrize("why", [Why.LEGAL_DUTY, Why.DANGER_TO_LIFE])
def test_no_exception_counts_her(why):
    excepted = Decision(is_allowed=True, why=why)
    with pytest.raises(ConsentError, match="consent to statistics"):
        prepare("i", record_of(**told()), excepted, day=DAY)
    waiting = prepare("i", record_of(**told()), YES, day=DAY - timedelta(days=40))
    assert release([waiting], {"i": excepted}, (), day=DAY).taken_back == {"i"}


def waiting(incident, day=date(2026, 10, 30), **more):
    return prepare(incident, record_of(**told(**more)), YES, day=day)


def test_consent_that_was_taken_back_before_the_release_takes_the_record_back():
    found = release([waiting("i"), waiting("j")], {"i": NO, "j": YES}, (), day=DAY)
    assert (found.incidents, found.taken_back, len(found.records)) == ({"j"}, {"i"}, 1)


def test_what_nobody_asked_about_on_that_day_does_not_leave():
    assert release([waiting("i")], {}, (), day=DAY).taken_back == {"i"}


def test_what_was_prepared_in_the_month_of_the_release_waits():
    found = release([waiting("i", day=date(2026, 11, 1))], {"i": YES}, (), day=DAY)
    assert (found.records, found.waiting) == ((), {"i"})


def test_an_incident_is_counted_once_with_what_was_written_last():
    again = [waiting("i"), waiting("i", day=DAY, ages=(20, 20))]
    found = release(again, {"i": YES}, (), day=DAY)
    assert [one.age_band for one in found.records] == [AgeBand.FROM_18]
    assert release(again, {"i": YES}, found.incidents, day=DAY + timedelta(days=40)).records == ()


@given(
    st.lists(st.tuples(st.sampled_from("ijkl"), st.integers(0, 90)), max_size=8),
    st.dictionaries(st.sampled_from("ijkl"), st.booleans()),
    st.frozensets(st.sampled_from("ijkl")),
)
def test_nothing_leaves_twice_or_without_a_yes_of_that_day(found, said, before):
    prepared = [waiting(incident, day=DAY - timedelta(days=days)) for incident, days in found]
    done = release(prepared, {one: YES if is_yes else NO for one, is_yes in said.items()}, before, day=DAY)
    assert all(said.get(incident) for incident in done.incidents)
    assert not done.incidents & before
    assert len(done.records) == len(done.incidents)
    assert done.incidents | done.taken_back | done.waiting == {one for one, _day in found} - before


def test_the_order_of_what_leaves_says_nothing_about_the_order_of_arrival():
    names = "ijklmn"
    arrived = [
        waiting(name, region=REGIONS[place % 2], ages=(5 * place, 5 * place)) for place, name in enumerate(names)
    ]
    done = release(arrived, dict.fromkeys(names, YES), (), day=DAY)
    told = [str(one.to_document()) for one in done.records]
    assert len(set(told)) > 1
    assert told == sorted(told)
