from datetime import date

from qorgan.kernel.packs import Pack


def test_there_are_seventeen_regions_and_three_cities(kz: Pack) -> None:
    kinds = [region.kind for region in kz.regions]
    assert (kinds.count("region"), kinds.count("city")) == (17, 3)
    assert [region.order for region in kz.regions] == list(range(1, 21))


def test_every_region_is_named_in_every_language_and_no_name_is_reviewed_yet(kz: Pack) -> None:
    for region in kz.regions:
        assert all(region.name.in_language(code) for code in kz.languages)
        assert not region.name.reviewed


def test_russian_names_of_centres_are_a_gap_and_not_a_guess(kz: Pack) -> None:
    abai = kz.region("KZ-10")
    assert abai.centre is not None
    assert abai.centre.in_language("kk") == "Семей"
    assert not any(region.centre.has("ru") for region in kz.regions if region.centre)


def test_populations_that_were_read_add_up_as_the_facts_say(kz: Pack) -> None:
    counts = [region.population.value for region in kz.regions if region.population]
    assert len(counts) == 12
    assert sum(count.people for count in counts if count.on == date(2026, 1, 1)) == 12_700_279


def test_a_population_is_not_shown_before_somebody_checked_its_row(kz: Pack) -> None:
    populations = [region.population for region in kz.regions if region.population]
    assert not any(population.is_shown(date(2026, 11, 20)) for population in populations)
