from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from qorgan.kernel.packs import Helpline, Pack, load_pack

Edit = Callable[[str, str, str], None]

TODAY = date(2026, 11, 20)


def of(pack: Pack, phone: str) -> Helpline:
    return next(helpline for helpline in pack.helplines if helpline.phone == phone)


def test_only_the_three_national_numbers_are_shipped_emergency_first(kz: Pack) -> None:
    assert [helpline.phone for helpline in kz.helplines_shown(TODAY)] == ["102", "103", "111"]
    assert [helpline.is_emergency for helpline in kz.helplines] == [True, True, False]


def test_national_numbers_are_shown_unchecked_and_say_so(kz: Pack) -> None:
    assert all(helpline.is_shown_unchecked and helpline.needs_check(TODAY) for helpline in kz.helplines)


def test_what_the_police_hear_is_said_and_never_guessed(kz: Pack) -> None:
    heard = {helpline.phone: helpline.police_hears for helpline in kz.helplines}
    assert heard == {"102": "yes", "103": "unknown", "111": "yes"}


def test_111_says_before_the_call_that_it_is_linked_with_the_police(kz: Pack) -> None:
    said = of(kz, "111").what_happens
    assert "police" in said.in_language("en")
    assert "полиц" in said.in_language("ru")
    assert "полиция" in said.in_language("kk")


def test_hours_cost_and_languages_are_gaps_where_no_source_says(kz: Pack) -> None:
    assert [helpline.phone for helpline in kz.helplines if helpline.hours_and_cost] == ["111"]
    assert not any(helpline.languages for helpline in kz.helplines)


def test_no_text_is_marked_as_reviewed_yet(kz: Pack) -> None:
    assert not any(helpline.name.reviewed or helpline.what_happens.reviewed for helpline in kz.helplines)


def test_a_checked_number_needs_no_check_for_ninety_days_and_stays_shown_after(folder: Path, edit: Edit) -> None:
    edit("helplines.csv", "2026-02-03,2026-11-20,B,,,", "2026-02-03,2026-11-20,B,worker,2026-11-20,")
    police = of(load_pack(folder), "102")
    assert not police.needs_check(TODAY + timedelta(days=90))
    assert police.needs_check(TODAY + timedelta(days=91))
    assert police.is_shown(TODAY + timedelta(days=91))


def test_a_number_that_is_no_exception_is_hidden_until_checked(folder: Path, edit: Edit) -> None:
    edit("helplines.csv", "police,102,emergency,yes,yes,,yes", "police,102,emergency,yes,yes,kk ru,no")
    pack = load_pack(folder)
    assert [helpline.phone for helpline in pack.helplines_shown(TODAY)] == ["103", "111"]
    assert of(pack, "102").languages == {"kk", "ru"}
