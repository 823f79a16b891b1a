"""Two people keep the ledger; rules stop a publication until somebody answers."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from tests.ledger import COUNT, SHARE, UNTIL, YEARLY, checked, published

from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.audit.models import AuditEntry
from qorgan.web.know.actions import staff as actions
from qorgan.web.know.findings import findings_of
from qorgan.web.know.models import Answer, LedgerFigure, Version


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_whoever_proposed_a_figure_cannot_check_it(analyst):
    version = actions.propose(by=analyst.actor, fields=COUNT)
    with pytest.raises(NotAllowed, match="second person"):
        actions.check(by=analyst.actor, version=version, shown_until=UNTIL)
    assert Version.objects.get().state == "proposed"


def test_the_database_refuses_a_check_by_the_proposer(analyst):
    version = actions.propose(by=analyst.actor, fields=COUNT)
    with pytest.raises(IntegrityError, match="version_checked_by_a_second"), transaction.atomic():
        Version.objects.filter(id=version.id).update(checked_by=analyst.actor.member)


def test_the_database_refuses_to_publish_what_nobody_checked(analyst):
    version = actions.propose(by=analyst.actor, fields=COUNT)
    with pytest.raises(IntegrityError, match="version_checked_before_published"), transaction.atomic():
        Version.objects.filter(id=version.id).update(state="published")


def test_a_figure_goes_from_proposed_to_published_with_an_audit_row_for_each_step(analyst, second_analyst):
    before = AuditEntry.objects.count()
    version = published(analyst, second_analyst, COUNT)
    assert (version.state, version.checked_by_id) == ("published", second_analyst.actor.member.id)
    assert AuditEntry.objects.count() == before + 3


@pytest.mark.parametrize("days", [-1, 367])
def test_a_check_holds_for_a_year_at_most(days, analyst, second_analyst):
    version = actions.propose(by=analyst.actor, fields=COUNT)
    until = date(2026, 11, 20) + timedelta(days=days)
    with pytest.raises(NotAllowed, match="one year"):
        actions.check(by=second_analyst.actor, version=version, shown_until=until)


def test_a_figure_is_checked_once_it_speaks_all_three_languages(analyst, second_analyst):
    version = actions.propose(by=analyst.actor, fields={**COUNT, "says_kk": ""})
    with pytest.raises(NotAllowed, match="three languages"):
        actions.check(by=second_analyst.actor, version=version, shown_until=UNTIL)


def test_a_rule_that_forbids_stops_the_publication_and_leaves_nothing_behind(analyst, second_analyst):
    actions.propose(by=analyst.actor, fields=YEARLY)
    version = checked(analyst, second_analyst)
    rows = AuditEntry.objects.count()
    with pytest.raises(NotAllowed, match="rule forbids"):
        actions.publish(by=analyst.actor, version=version)
    assert (Version.objects.get(id=version.id).state, AuditEntry.objects.count()) == ("checked", rows)


def _answer_all(version, by):
    for one in findings_of(version.figure.name):
        if one.forbids:
            actions.answer(by=by.actor, version=version, finding=one.key, words="The survey says so.", language="en")


def test_an_answer_of_a_second_person_lets_it_be_published_and_is_kept_with_it(analyst, second_analyst):
    actions.propose(by=analyst.actor, fields=YEARLY)
    version = checked(analyst, second_analyst)
    _answer_all(version, second_analyst)
    actions.publish(by=analyst.actor, version=version)
    kept = Version.objects.get(id=version.id).findings
    assert [one["answer"]["words"] for one in kept if one["forbids"]] == ["The survey says so."]
    assert kept[0]["said"]["ru"]["name"] != kept[0]["said"]["en"]["name"]


def test_an_answer_speaks_for_one_figure_alone(analyst, second_analyst):
    """Of the others that the finding concerns, one may well be what is wrong."""
    wrong = checked(analyst, second_analyst, YEARLY)
    version = checked(analyst, second_analyst)
    _answer_all(version, second_analyst)
    actions.publish(by=analyst.actor, version=version)
    with pytest.raises(NotAllowed, match="rule forbids"):
        actions.publish(by=analyst.actor, version=wrong)


def test_the_proposer_cannot_answer_for_her_own_figure(analyst, second_analyst):
    actions.propose(by=second_analyst.actor, fields=YEARLY)
    version = checked(analyst, second_analyst)
    with pytest.raises(NotAllowed, match="second person"):
        _answer_all(version, analyst)
    assert not Answer.objects.exists()


def test_a_figure_of_the_pack_needs_two_people_for_check_and_answer(analyst, second_analyst):
    actions.take_over_pack(by=analyst.actor)
    version = Version.objects.get(figure__name="prev-ipv-life")
    version.fields |= {f"{name}_{one}": "…" for name in ("says", "why") for one in ("kk", "ru")}
    version.save()
    actions.check(by=analyst.actor, version=version, shown_until=UNTIL)
    version.refresh_from_db()
    with pytest.raises(NotAllowed, match="second person"):
        _answer_all(version, analyst)
    _answer_all(version, second_analyst)
    actions.publish(by=analyst.actor, version=version)


def test_an_answer_ends_with_the_versions_it_was_about(analyst, second_analyst):
    actions.propose(by=analyst.actor, fields=YEARLY)
    version = checked(analyst, second_analyst)
    _answer_all(version, second_analyst)
    actions.propose(by=analyst.actor, fields={**YEARLY, "owner": "Another paper"})
    with pytest.raises(NotAllowed, match="rule forbids"):
        actions.publish(by=analyst.actor, version=version)


def test_what_is_not_confirmed_is_published_as_such_with_what_was_found(analyst, second_analyst):
    actions.propose(by=analyst.actor, fields=SHARE)
    version = published(analyst, second_analyst, {**YEARLY, "state": "disputed"})
    assert not version.is_confirmed
    assert [one["rule"] for one in version.findings] == ["period-changed"]


def test_a_new_version_replaces_the_published_one_only_when_it_is_published(analyst, second_analyst):
    first = published(analyst, second_analyst, COUNT)
    second = actions.propose(by=analyst.actor, fields={**COUNT, "wording": "100,000"})
    first.refresh_from_db()
    assert first.state == "published"
    actions.check(by=second_analyst.actor, version=second, shown_until=UNTIL)
    actions.publish(by=second_analyst.actor, version=second)
    assert list(Version.objects.values_list("number", "state")) == [(2, "published"), (1, "replaced")]
    assert first.fields["wording"] == "more than 99,000"


def test_a_change_of_a_proposal_needs_a_new_check(analyst, second_analyst):
    version = checked(analyst, second_analyst, COUNT)
    newer = actions.propose(by=second_analyst.actor, fields={**COUNT, "wording": "100,000"})
    with pytest.raises(NotAllowed, match="changed this figure meanwhile"):
        actions.publish(by=analyst.actor, version=version)
    assert newer.state == "proposed"


def test_a_withdrawn_figure_keeps_its_reason_and_leaves_the_rules(analyst, second_analyst):
    version = published(analyst, second_analyst)
    actions.withdraw(by=analyst.actor, version=version, reason="The source took it back.")
    actions.propose(by=analyst.actor, fields=YEARLY)
    assert Version.objects.get(id=version.id).reason == "The source took it back."
    assert findings_of("made-up-yearly") == ()


def test_a_proposal_is_taken_out_without_a_reason(analyst):
    version = actions.propose(by=analyst.actor, fields=COUNT)
    actions.drop(by=analyst.actor, version=version)
    version.refresh_from_db()
    assert (version.state, version.reason) == ("dropped", "")


def test_an_expired_check_cannot_be_published(analyst, second_analyst, frozen):
    version = checked(analyst, second_analyst, COUNT)
    frozen.advance(timedelta(days=300))
    with pytest.raises(NotAllowed, match="expired"):
        actions.publish(by=analyst.actor, version=version)


def test_the_figures_of_the_country_come_in_unchecked_and_only_once(analyst):
    assert actions.take_over_pack(by=analyst.actor) == 99
    assert actions.take_over_pack(by=analyst.actor) == 0
    assert LedgerFigure.objects.count() == 99
    assert not Version.objects.exclude(state="proposed", checked_by=None, proposed_by=None).exists()


def test_what_the_rules_find_in_the_country_s_figures_stands_beside_them(analyst):
    actions.take_over_pack(by=analyst.actor)
    rules = {name: {one.finding.rule for one in findings_of(name)} for name in ("B14", "A0", "A14", "B2", "unfpa-98")}
    assert "coherence" in rules["B14"]
    assert "title-against-text" in rules["A0"]
    assert "period-changed" in rules["A14"]
    assert "other-map" in rules["B2"]
    assert "inverted-conditional" in rules["unfpa-98"]
