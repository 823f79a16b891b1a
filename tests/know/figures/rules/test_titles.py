"""Title against text, ratio against percent, two numbers: found, and silent where there is nothing to find."""

from tests.know.figures.figures import figure, found, ledger

from qorgan.know.figures.rules.titles import ratio_against_percent, title_against_text, two_numbers

VIEWS = {"event": "view", "unit": "views", "population": None, "report": "A"}


def test_a_title_that_says_more_than_the_text_is_found():
    title, text = (
        figure("t", ">1,000,000", part="title", **VIEWS),
        figure("b", "nearly a million", part="text", **VIEWS),
    )
    assert found(title_against_text, text, title) == [("t", "b")]


def test_a_title_that_rounds_the_text_is_not():
    title, text = figure("t", "about 900,000", part="title", **VIEWS), figure("b", "912,345", part="text", **VIEWS)
    assert found(title_against_text, title, text) == []


def test_titles_are_held_against_their_own_text_only():
    title = figure("t", ">1,000,000", part="title", **VIEWS)
    other_report = figure("o", "nearly a million", part="text", **(VIEWS | {"report": "B"}))
    other_event = figure("e", "nearly a million", part="text", **(VIEWS | {"event": "post"}))
    other_title = figure("s", "nearly a million", part="title", **VIEWS)
    assert found(title_against_text, title, other_report, other_event, other_title) == []


def test_a_ratio_that_does_not_meet_the_percentage_is_found():
    assert found(ratio_against_percent, figure("p", "28 %"), figure("r", "every third")) == [("r", "p")]


def test_a_ratio_that_meets_the_percentage_is_not():
    assert found(ratio_against_percent, figure("p", "17 %"), figure("r", "one in six")) == []


def test_ratio_and_percentage_of_different_years_or_people_are_not_compared():
    year, people = figure("y", "every third", period="2020"), figure("w", "every third", population="rural")
    assert found(ratio_against_percent, figure("p", "28 %"), year, people) == []


def test_two_numbers_for_one_thing_are_found():
    deaths = {"event": "death", "unit": "women"}
    official, said = figure("o", "69", period="2023", **deaths), figure("s", "about 400", period="yearly", **deaths)
    assert found(two_numbers, official, said) == [("o", "s")]


def test_numbers_of_other_units_places_or_years_are_not_two_numbers_for_one_thing():
    deaths = {"event": "death", "unit": "women"}
    others = [
        figure("u", "90", **(deaths | {"unit": "persons"})),
        figure("p", "12", place="KZ-61", **deaths),
        figure("y", "52", period="2022", **deaths),
        figure("m", "30", period="2024-01/2024-05", **deaths),
    ]
    assert found(two_numbers, figure("o", "69", **deaths), *others) == []


def test_a_rounded_number_beside_the_exact_one_is_the_same_number():
    assert found(two_numbers, figure("o", "17 %"), figure("s", "17.3 %")) == []


def test_all_figures_that_say_the_two_numbers_are_named_once():
    deaths = {"event": "death", "unit": "women"}
    figures = [
        figure(id_, wording, **deaths) for id_, wording in (("a", "69"), ("b", "400"), ("c", "69"), ("d", "400"))
    ]
    assert found(two_numbers, *figures) == [("a", "c", "b", "d")]


def test_more_numbers_of_one_thing_than_are_compared_are_named():
    many = [figure(f"f{place}", f"{place}.1 %") for place in range(26)]
    rules = [one.rule for one in two_numbers(ledger(*many))]
    assert (rules.count("two-numbers"), rules.count("too-many-alike")) == (300, 26)


def test_a_counter_of_many_months_is_no_crowd():
    months = [
        figure(f"f{m}", f"{1000 + m}", unit="calls", period=f"{2000 + m // 12}-{m % 12 + 1:02d}") for m in range(60)
    ]
    assert found(two_numbers, *months) == []
