"""She tells, keeps her code, is answered, comes back, changes what she allows, adds a file, and deletes everything."""

import io
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import Person, sign_in
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server]


@dataclass(frozen=True)
class Story:
    """What is written on both sides, in one language."""

    centre: str
    worker: str
    words: str
    where: str
    hours: str
    never: str
    safe_word: str
    answer: str


STORIES = {
    "en": Story(
        "A",
        "dana",
        "Since the marmalade winter he counts each coin.\nYesterday he broke the kettle.",
        "signal: quietlantern",
        "Thursday mornings",
        "never ring the landline",
        "Blue Teapot",
        "Thank you. Nothing about the kettle was caused by you.",
    ),
    "ru": Story(
        "D",
        "irina",
        "С прошлой осени он отбирает зарплату.\nВчера разбил чайник.",
        "телеграм: тихийфонарь",
        "четверг до полудня",
        "никогда не звонить соседке",
        "Синий Чайник",
        "Спасибо вам. Вы не виноваты в том, что он разбил.",
    ),
    "kk": Story(
        "C",
        "meruert",
        "Былтырғы күзден бері ол жалақымды алып қояды.\nКеше шәйнекті сындырды.",
        "телеграм: тыныштықшам",
        "бейсенбі таңертең",
        "көршіге ешқашан қоңырау шалмаңыз",
        "Көк Шәйнек",
        "Рақмет сізге. Бұған сіз кінәлі емессіз.",
    ),
}
RUNS = [
    pytest.param(language, script, marks=pytest.mark.xdist_group(f"journeys-{name}"), id=f"{language}-{name}")
    for script, name in ((True, "script"), (False, "plain"))
    for language in STORIES
]


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (48, 32), "teal").save(out, "PNG")
    return out.getvalue()


def _fill_in(her: Walk, story: Story) -> None:
    assert her.page.locator("main input:checked").count() == 0, "something is on before she chose it"
    steps.reader(her, story.centre).check()
    her.tick("ways", "messenger")
    her.write("where", story.where)
    her.write("hours", story.hours)
    her.write("never", story.never)
    her.write("word", story.safe_word)
    her.tick("consent_contact")
    her.tick("consent_statistics")
    her.write("words", story.words)
    her.reveal(her.field("answer_is_safe")).select_option("no")


def _tell(her: Walk, story: Story) -> str:
    her.open_address("/")
    assert her.is_at(""), "the language that her browser asks for"
    her.photograph("home")
    her.follow("/tell")
    her.photograph("before")
    her.follow("/tell/survivor")
    assert her.cookies() == [], "no cookie before one is needed"
    _fill_in(her, story)
    her.photograph("tell")
    assert her.press("main > form > button") == 200
    receipt = steps.receipt_shown(her)
    her.photograph("code")
    her.press()
    assert her.is_at("talk")
    her.open("code")
    assert her.is_at("talk"), "a kept code is not shown again"
    assert not her.holds(receipt)
    her.photograph("talk-unread")
    return receipt


def _find_and_accept(worker: Walk, story: Story) -> str:
    worker.open("inbox")
    row = worker.page.locator(".rows li", has=worker.page.locator(".mark.alarm", has_text="▲"))
    address = str(row.locator("a").get_attribute("href"))
    worker.photograph("inbox")
    worker.press(row.locator("a"))
    assert not worker.holds("\n".join(story.words.splitlines()[:1])), "her words are closed before they are accepted"
    worker.photograph("offered")
    worker.press(f"main form[action='{address}/open'] button")
    return address


def _read_with_her_rules(worker: Walk, story: Story) -> None:
    rules = worker.page.locator(".rules")
    for said in (story.never, story.where, story.hours):
        expect(rules.get_by_text(said)).to_be_visible()
    expect(rules.get_by_text(story.safe_word)).to_be_hidden()  # not over a shoulder; one press away
    rules.locator("summary").first.click()
    expect(rules.get_by_text(story.safe_word)).to_be_visible()
    rules.locator("summary").first.click()
    assert _consents(worker) == [True, False, True, False, False, False]
    for line in story.words.splitlines():
        assert worker.sees(line)
    worker.photograph("thread")
    worker.field("words").scroll_into_view_if_needed()
    expect(worker.field("words")).to_be_in_viewport()
    expect(rules.get_by_text(story.never)).to_be_in_viewport()


def _consents(worker: Walk) -> list[bool]:
    lines = worker.page.locator(".rules .given li").all_text_contents()
    return [line.startswith("✓") for line in lines]


def _reads_the_answer_first(her: Walk, story: Story) -> None:
    first = her.page.locator("main > section, main > form, main article").first
    expect(first).to_contain_text(story.answer)
    for line in story.words.splitlines():
        assert not her.holds(line), "her own words stay closed without the safe word"
    assert not her.holds(story.where)
    assert not her.holds(story.safe_word)


def _opens_her_own_words(her: Walk, story: Story) -> None:
    her.open("talk/wishes")
    assert her.is_at("talk/word"), "what she allows opens with the safe word"
    her.write("word", "another")
    assert her.press() == 422
    expect(her.page.locator(".faults")).to_be_visible()
    her.write("word", story.safe_word.upper())
    her.press()
    assert her.is_at("talk")
    for line in story.words.splitlines():
        assert her.sees(line)
    assert her.sees(story.answer), "what is new stays in view for this visit"


def _changes_a_consent(her: Walk, story: Story) -> None:
    her.follow("/talk/wishes")
    assert her.field("where").input_value() == story.where
    assert her.field("consent_statistics").is_checked()
    her.untick("consent_statistics")
    her.tick("consent_case")
    her.photograph("wishes")
    assert her.press() == 200
    her.follow("/talk")
    her.follow("/talk/wishes")
    assert not her.field("consent_statistics").is_checked()
    assert her.field("consent_case").is_checked()
    her.follow("/talk")


def _adds_a_file(her: Walk) -> None:
    her.traces.written.add("lantern-photo.png")
    her.field("file").set_input_files({"name": "lantern-photo.png", "mimeType": "image/png", "buffer": _picture()})
    her.press("main form[action$='/talk/files'] button")
    assert her.is_at("talk")
    assert her.sees("lantern-photo.png")
    her.photograph("talk")


def _sees_the_change_and_the_file(worker: Walk, address: str) -> None:
    worker.open_address(address)
    assert _consents(worker) == [True, True, False, False, False, False]
    with worker.page.expect_download() as download:
        worker.page.locator("main a[href$='/copy']").click()
    assert download.value.path().read_bytes().startswith(b"\xff\xd8\xff")
    assert "lantern" not in download.value.suggested_filename


def _deletes(her: Walk, receipt: str) -> None:
    her.follow("/talk/delete")
    her.photograph("delete")
    assert her.press("main form button.danger") == 200
    assert her.cookies() == []
    her.photograph("deleted")
    assert steps.come_back(her, receipt) == 422
    assert her.cookies() == []


@pytest.mark.parametrize(("language", "script"), RUNS)
def test_she_tells_is_answered_comes_back_and_deletes(person: Person, language: str, script: bool):
    story = STORIES[language]
    hers, theirs = ("phone", "desktop") if script else ("desktop", "phone")
    how = {"language": language, "script": script}
    her = person(size=hers, **how)
    receipt = _tell(her, story)
    her.close()

    worker = person(door="staff", size=theirs, **how)
    sign_in(worker, story.worker)
    address = _find_and_accept(worker, story)
    _read_with_her_rules(worker, story)
    steps.answer(worker, story.answer)
    expect(worker.page.locator(".said.out")).to_contain_text(story.answer)
    worker.photograph("answered")

    back = person(size=hers, **how)
    back.open()
    back.follow("/come-back")
    back.photograph("come-back")
    back.give_code(receipt.replace(" ", ""))
    assert back.is_at("talk")
    _reads_the_answer_first(back, story)
    back.photograph("talk-answer")
    _opens_her_own_words(back, story)
    _changes_a_consent(back, story)
    _adds_a_file(back)
    _sees_the_change_and_the_file(worker, address)
    _deletes(back, receipt)

    worker.open_address(address)
    assert not any(worker.holds(text) for text in (*story.words.splitlines(), story.answer, story.where))
    worker.photograph("deleted")
