"""A canary in every text that a centre writes outside its forms: decisions, words handed over, phrases, copies, pasted cells."""

import re
import uuid
from datetime import timedelta

from tests import servers
from tests.servers import Browser, Doors


class Desk:
    """The desk of a centre, and one case of it to which everything is done."""

    def __init__(self, doors: Doors, worker: Browser, case: str, canary: str) -> None:
        self.doors, self.worker, self.case, self.canary = doors, worker, case, canary
        self.supervisor, self.elsewhere = servers.sign_in(doors, "aigul"), servers.sign_in(doors, "saule")
        self.today = servers.today()

    def work(self) -> None:
        """Do everything; the order is that of a case: it has to be open for what is handed over."""
        self._decide()
        self._hand_over()
        self._write_to_her()
        self._report()
        self._look()

    def _decide(self) -> None:
        """Say no to the plan, the exception and the closing, each with a reason."""
        page = self.supervisor.get(self.case).text
        (answer,) = set(re.findall(rf"{self.case}/exception/[0-9a-f-]{{36}}/answer", page)) or {""}
        exception = answer or f"{self._entry('exception', page)}/answer"
        self._sent(self.supervisor, f"{self.case}/plan", to="decline", revision="1", reason=f"{self.canary}-plan")
        self._sent(self.supervisor, exception, said="declined", revision="1", reason=f"{self.canary}-exception")
        self._sent(self.supervisor, f"{self.case}/decide", to="decline", reason=f"{self.canary}-closing")
        shown = self.supervisor.get(self.case).text + self.supervisor.get(f"{self.case}/plan").text
        assert f"{self.canary}-plan" in shown
        assert f"{self.canary}-closing" in shown

    def _hand_over(self) -> None:
        """Hand the case over; the other centre declines with words of its own."""
        page = self.worker.get(f"{self.case}/consent/{uuid.uuid4()}").text
        centre = re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>Demonstration centre B', page)[0]
        self._sent(
            self.worker,
            f"{self.case}/consent/{uuid.uuid4()}",
            purpose="referral",
            centre=centre,
            giver="herself",
            began_from="0",
        )
        told = {"centre": centre, "how": "part", "words": f"{self.canary}-handed", "send": "yes"}
        self._sent(self.worker, f"{self.case}/hand", **told)
        (place,) = set(re.findall(r"/en/incoming/[0-9a-f-]{36}", self.elsewhere.get("/en/incoming").text))
        assert f"{self.canary}-handed" in self.elsewhere.get(place).text
        self._sent(self.elsewhere, place, to="decline", reason="full", words=f"{self.canary}-declined")

    def _write_to_her(self) -> None:
        """Fill words to her in, keep phrases, and paste cells that are not brought in."""
        page = self.worker.get(f"{self.case}/words").text
        codes = re.findall(r'<option value="([a-z-]+)"', re.findall(r'<select name="code".*?</select>', page, re.S)[0])
        slots = {slot: f"{self.canary}-{slot}" for slot in ("service", "need", "told")}
        for code in codes:
            self._seen(self.worker, f"{self.case}/words", code=code, way="site", language="en", **slots)
        self._sent(self.worker, "/en/phrases", phrases=f"{self.canary}-phrase")
        assert f"{self.canary}-phrase" in self.worker.get("/en/phrases").text
        cells = f"name\tday\n{self.canary}-cell\t{self.today.isoformat()}\n"
        assert f"{self.canary}-cell" in self._seen(self.worker, "/en/cases/import", cells=cells)

    def _report(self) -> None:
        """Make the report of the month before, and read it as it left."""
        month = (self.today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        self._sent(self.supervisor, f"/en/report?month={month}")
        for place in ("/en/report", "/en/report.csv"):
            assert self.supervisor.get(f"{place}?month={month}").status == 200

    def _look(self) -> None:
        """Open the pages that show many cases at once."""
        for place in ("/en/today", "/en/calendar", "/en/calendar?span=day"):
            assert self.canary in self.worker.get(f"{place}{'&' if '?' in place else '?'}whose=centre").text, place
        for place in ("/en/approvals", "/en/indicators", f"{self.case}/statistics", f"{self.case}/copy"):
            assert self.supervisor.get(place).status == 200, place

    def _entry(self, form: str, page: str) -> str:
        return str(re.findall(rf"{self.case}/{form}/[0-9a-f-]{{36}}", page)[0])

    def _seen(self, who: Browser, place: str, **said: str) -> str:
        answer = who.post(place, {**said, "form_token": who.hidden("/en/account", "form_token")})
        assert answer.status in (200, 409, 422), (place, answer.status)
        return answer.text

    def _sent(self, who: Browser, place: str, **said: str) -> None:
        answer = who.post(place, {**said, "form_token": who.hidden("/en/account", "form_token")})
        assert answer.status == 302, (place, answer.status, re.findall(r'class="error"[^>]*>(.*?)<', answer.text))


def give_a_copy(doors: Doors, worker: Browser, receipt: str, word: str, canary: str) -> None:
    """Open a case from her conversation, give her a copy of it, and let her read it."""
    token = worker.hidden("/en/account", "form_token")
    for conversation in sorted(set(re.findall(r"/en/d/[0-9a-f-]{36}", worker.get("/en/inbox/open").text))):
        told = {"called": f"{canary}-called", "is_adult": "yes", "speaks": "en", "form_token": token}
        case = worker.post(f"{conversation}/case", told).place
        chosen = {"entries": "opening/only", "is_asked": "on", "is_safe": "on", "form_token": token}
        if case and worker.post(f"{case}/copy", chosen).status == 302:
            break
    else:
        raise AssertionError("no conversation took a copy")
    her = doors.public()
    her.come_back(receipt)
    her.post("/en/talk/word", {"word": word, "form_token": her.hidden("/en/talk", "form_token")})
    assert f"{canary}-called" in her.get("/en/talk/copy").text
