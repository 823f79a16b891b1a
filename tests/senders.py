"""Many senders at once against the public door, as in the tests, the soak and the bench."""

import threading
import time
from dataclasses import dataclass, field

from tests import servers
from tests.servers import Browser


@dataclass
class Sending:
    """What came of many senders."""

    receipts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def send_at_once(
    port: int,
    *,
    n_senders: int,
    n_each: int,
    twice: bool = False,
    is_shown: bool = True,
    words: str = "She wrote this.",
) -> Sending:
    """Let some senders each send some disclosures, all at once; ``twice`` sends every form a second time.

    Without ``is_shown`` the page with the code is not asked for, and the form's token stands for it.
    """
    sending, lock, start = Sending(), threading.Lock(), threading.Barrier(n_senders + 1)

    def one(number: int) -> None:
        start.wait()
        for turn in range(n_each):
            receipt, fault = _send(port, f"{words} {number}.{turn}", twice, is_shown)
            with lock:
                sending.receipts += receipt
                sending.faults += fault

    threads = [threading.Thread(target=one, args=(number,)) for number in range(n_senders)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    sending.seconds = time.perf_counter() - began
    return sending


def _send(port: int, words: str, twice: bool, is_shown: bool) -> tuple[list[str], list[str]]:
    browser, shown = Browser(port), set()
    try:
        token = browser.hidden("/en/tell/survivor", "token")
        form = {"token": token, "reader": "region:KZ-75", "words": words}
        for _ in range(2 if twice else 1):
            answer = browser.post("/en/tell/survivor", form)
            if answer.status != 302:
                return [], [f"status {answer.status}"]
            if not is_shown:
                return [token], []
            shown.add(servers.receipt_on(browser.get("/en/code").text))
    except (OSError, AssertionError) as fault:
        return [], [f"{type(fault).__name__}: {fault}"[:200]]
    return (list(shown), []) if len(shown) == 1 else ([], ["two codes for one form"])
