"""A letter to a service leaves only as she allows it on that day, obeys how she may be reached, and is kept in the case."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation
from tests.recovering import fresh
from tests.web.care.test_exceptions import POLICE, answered
from tests.web.care.test_exceptions import asked as asked_without_consent

from qorgan.web.audit.chain import read
from qorgan.web.audit.models import AuditEntry
from qorgan.web.care.actions.writing import save_form
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.sealed.models import Envelope
from qorgan.web.shell import clock

CLINIC = "City clinic"
NUMBER = "+7 000 123 45 67"


@pytest.fixture(autouse=True)
def _in_english(frozen):
    with translation.override("en"):
        yield


def saved(worker, case, form, entry="only", began_from=0, **data):
    save_form(by=worker.actor, case=case, form=FORMS[form], entry=entry, began_from=began_from, data=data)
    return entry


def consented(worker, case, entry="", began_from=0, **more):
    data = {"purpose": "letter", "recipient": CLINIC, "giver": "herself", "given": "2026-11-20", **more}
    return saved(worker, case, "consent", entry or str(uuid.uuid4()), began_from, **data)


def opening(worker, case, **more):
    now = open_case(case, worker.actor.intake).current("opening")
    saved(worker, case, "opening", "only", now.revision, **{**now.data, **more})


def sent(member, case, button="look", **more):
    told = {
        "kind": "health",
        "recipient": CLINIC,
        "language": "en",
        "name": "Aigerim",
        "need": "an appointment this week",
        "happened": "a blow to the head",
        button: "yes",
    }
    return member.post(f"/en/cases/{case.pk}/letter", {**told, **more})


def written(member, case, **more):
    answer = sent(member, case, "keep", **more)
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def kept(member, case):
    return open_case(case, member.actor.intake).entries("letter")


def test_without_a_service_that_she_allows_there_is_nothing_to_choose(worker, case):
    page = worker.get(f"/en/cases/{case.pk}/letter").text
    assert "She has not allowed that a service is told anything" in page
    assert 'name="kind"' not in page


def test_what_the_records_say_stands_there_in_the_language_of_the_letter(worker, case):
    consented(worker, case)
    saved(worker, case, "incident", str(uuid.uuid4()), q_physical_assault="yes", words="ORCHARD")
    saved(worker, case, "action", str(uuid.uuid4()), service="health")
    page = sent(worker, case, "next", language="ru").text
    assert 'value="Aigerim"' in page
    assert "Медицинская помощь" in page or "Помощь врача" in page
    assert "ORCHARD" not in page


def test_a_letter_is_seen_whole_then_kept_and_printed_and_nothing_is_mailed(worker, case):
    consented(worker, case)
    preview = sent(worker, case)
    assert "Consent to this letter was given on 20.11.2026" in preview.text
    assert not kept(worker, case)
    page = worker.get(written(worker, case)).text
    assert "a blow to the head" in page
    assert "Please do not call, write to or visit her" in page
    (record,) = kept(worker, case)
    assert (record.data["recipient"], record.data["why"]) == (CLINIC, "consent")
    assert mail.outbox == []
    assert CLINIC in worker.get(f"/en/cases/{case.pk}").text


def test_what_a_native_speaker_has_not_read_is_said_to_be_so(worker, case):
    consented(worker, case)
    flag = "Not yet reviewed by a native speaker"
    assert flag in sent(worker, case, "next").text
    assert flag in sent(worker, case).text
    assert flag in worker.get(written(worker, case)).text


def test_taken_back_before_it_is_written_it_is_refused_beside_the_service(worker, case):
    entry = consented(worker, case)
    assert sent(worker, case).status_code == 200
    consented(worker, case, entry, 1, withdrawn=clock.today().isoformat())
    for button in ("look", "keep"):
        answer = sent(worker, case, button)
        assert answer.status_code == 409
        assert "She does not allow it: it was taken back" in str(answer.context["form"].errors["recipient"])
        assert "a blow to the head" in answer.text  # nothing that was written is lost
    assert not kept(worker, case)


def test_taken_back_after_it_was_written_it_is_not_printed_any_more(worker, case):
    entry = consented(worker, case)
    address = written(worker, case)
    consented(worker, case, entry, 1, withdrawn=clock.today().isoformat())
    page = worker.get(address).text
    assert "It is not printed today" in page
    assert "a blow to the head" not in page


def test_when_the_file_itself_was_taken_back_no_letter_leaves(worker, case):
    consented(worker, case)
    address = written(worker, case)
    (of_file,) = [
        one for one in open_case(case, worker.actor.intake).entries("consent") if one.data["purpose"] == "case"
    ]
    saved(worker, case, "consent", of_file.entry, 1, **{**of_file.data, "withdrawn": clock.today().isoformat()})
    assert sent(worker, case).status_code == 409
    assert sent(worker, case, "keep").status_code == 409
    assert "a blow to the head" not in worker.get(address).text


def test_a_letter_to_one_service_is_not_for_another(worker, case):
    consented(worker, case)
    answer = sent(worker, case, recipient="Another")
    assert answer.status_code == 422
    assert not kept(worker, case)


@pytest.mark.parametrize(
    ("field", "more", "said"),
    [
        ("need", {"need": "call her on 123 45 67"}, "where she can be reached"),
        ("happened", {"happened": "she says apricot then"}, "safe word or her code word"),
        ("need", {"need": "say P-o-m-e-g-r-a-n-a-t-e"}, "safe word or her code word"),
        ("need", {"need": ""}, "Write something here"),
        ("is_carried", {"is_carried": "on"}, "No paper is known to be safe"),
    ],
)
def test_each_rule_is_said_beside_its_field(worker, case, field, more, said):
    consented(worker, case)
    opening(worker, case, ways=["call"], where=NUMBER, safe_word="apricot")
    saved(worker, case, "safety-plan", code_word="pomegranate")
    answer = sent(worker, case, **more)
    assert answer.status_code == 409
    assert said in str(answer.context["form"].errors[field])
    assert not kept(worker, case)


def test_she_carries_it_where_a_paper_is_safe(worker, case):
    consented(worker, case)
    saved(worker, case, "safety-plan", paper_is_safe="yes")
    assert sent(worker, case, is_carried="on").status_code == 200


def test_the_service_reaches_her_only_in_the_way_that_she_named(worker, case):
    consented(worker, case)
    refused = sent(worker, case, may_reach_her="on")
    assert "She named no way" in str(refused.context["form"].errors["may_reach_her"])
    opening(worker, case, ways=["call"], where=NUMBER, never="never write")
    address = written(worker, case, may_reach_her="on")
    page = worker.get(address).text
    assert NUMBER in page
    assert "Never: never write" in page
    opening(worker, case, ways=["call"], where="another number")
    assert "has changed since" in worker.get(address).text


def test_an_exception_carries_what_it_names_to_whom_it_names_and_no_letter_of_consent(worker, supervisor, case):
    content = ["that-she-is-here", "risk", "what-happened"]
    entry, _answer = asked_without_consent(worker, case, content=content)
    told = {"kind": "police", "recipient": POLICE, "risk": "high"}
    assert sent(worker, case, **told).status_code == 422  # nobody has approved it: the police is no choice
    answered(supervisor, case, entry)
    address = written(worker, case, **told)
    assert "a blow to the head" in worker.get(address).text
    (record,) = kept(worker, case)
    assert record.data["why"] == "danger-to-life"
    of_consent = sent(worker, case, recipient=POLICE)
    assert "speaks of her consent" in str(of_consent.context["form"].errors["kind"])
    more = sent(worker, case, **told, may_reach_her="on")
    assert "She does not allow it" in str(more.context["form"].errors["recipient"])
    answered(worker, case, entry, "withdrawn")
    assert "a blow to the head" not in worker.get(address).text


def test_it_is_sealed_in_the_case_and_the_audit_says_only_that_one_was_written(worker, auditor, case):
    consented(worker, case)
    before = Envelope.objects.count()
    written(worker, case)
    assert Envelope.objects.count() == before + 1
    assert not any(b"blow to the head" in bytes(row.ciphertext) for row in Envelope.objects.all())
    pair = fresh(auditor).audit[0].secret.key_pair
    rows = [read(one, pair) for one in AuditEntry.objects.filter(chain=str(case.centre_id))]
    (row,) = [one for one in rows if one["what"] == "letter.written"]
    assert row["detail"] == {"reason": "consent"}
    assert CLINIC not in str(rows)


def test_a_letter_sent_after_the_session_has_ended_comes_back_whole_and_nothing_is_kept(worker, case, frozen):
    from tests.cast import sign_in_anew

    consented(worker, case)
    frozen.advance(timedelta(minutes=16))
    answer = sent(worker, case, "keep")
    assert answer.status_code == 403
    sign_in_anew(worker)
    back = worker.door.post(f"/en/cases/{case.pk}/letter", {**dict(answer.context["again"]), "again": "1"})
    assert "All you wrote is back in its place" in back.text
    assert back.context["form"]["happened"].value() == "a blow to the head"
    assert not kept(worker, case)


def test_what_is_changed_once_more_stands_there_as_it_was_written(worker, case):
    consented(worker, case)
    page = sent(worker, case, "change")
    assert page.status_code == 200
    assert page.context["form"]["happened"].value() == "a blow to the head"
    assert "composed" not in page.context


def test_another_centre_writes_and_reads_none(worker, worker_elsewhere, case):
    consented(worker, case)
    address = written(worker, case)
    assert worker_elsewhere.get(address).status_code == 404
    assert sent(worker_elsewhere, case).status_code == 404
    assert worker.get(f"/en/cases/{case.pk}/letter/{uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("kind", ["health", "legal", "police", "social"])
def test_every_letter_is_there_in_every_language(worker, case, kind, language):
    consented(worker, case)
    answer = sent(worker, case, kind=kind, language=language, risk="high")
    assert answer.status_code == 200
    assert CLINIC in answer.context["composed"]


@pytest.mark.parametrize(("language", "said"), [("kk", "Ол рұқсат бермейді"), ("ru", "Она этого не разрешает")])
def test_the_reason_is_in_the_language_of_the_page_whatever_the_letter_speaks(worker, case, language, said):
    entry = consented(worker, case)
    consented(worker, case, entry, 1, withdrawn=clock.today().isoformat())
    told = {"kind": "social", "recipient": CLINIC, "language": "en", "name": "A", "need": "b", "look": "yes"}
    answer = worker.post(f"/{language}/cases/{case.pk}/letter", told)
    assert answer.status_code == 409
    assert said in str(answer.context["form"].errors["recipient"])
    assert "Not yet reviewed" not in answer.text
