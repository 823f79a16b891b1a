"""One derivation from a pass phrase at a time, in a process of its own, whose 64 MiB never lie in the door's memory."""

import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from qorgan.vault.people import derive_wrapping_key
from qorgan.vault.secret import Passphrase, Secret
from qorgan.web.shell import crowd, memory

_LOOKS_EVERY_SECONDS = 1
_LOCK = threading.Lock()
_POOL: list[ProcessPoolExecutor] = []


def wrapping_key(passphrase: Passphrase, salt: bytes, staff_key: Secret) -> Secret:
    """Derive a member's wrapping key; others wait in line."""
    crowd.need_place()
    with _LOCK:
        try:
            return _derived(passphrase, salt, staff_key)
        except BrokenProcessPool:
            # The process was ended, by want of memory perhaps. Without a fresh one nobody could sign in any more.
            _POOL.clear()
            return _derived(passphrase, salt, staff_key)


def _derived(passphrase: Passphrase, salt: bytes, staff_key: Secret) -> Secret:
    if not _POOL:
        spawn = get_context("spawn")
        _POOL.append(ProcessPoolExecutor(max_workers=1, mp_context=spawn, initializer=_begin, initargs=(os.getpid(),)))
    return _POOL[0].submit(derive_wrapping_key, passphrase, salt, staff_key).result()


def _begin(door: int) -> None:
    memory.keep_private()
    threading.Thread(target=_end_with, args=(door,), daemon=True).start()


def _end_with(door: int) -> None:
    # A door that is killed cannot end this process, which would wait for ever with a key in its memory.
    while os.getppid() == door:
        time.sleep(_LOOKS_EVERY_SECONDS)
    os._exit(1)


def close() -> None:
    """End the process."""
    with _LOCK:
        while _POOL:
            _POOL.pop().shutdown(wait=True, cancel_futures=True)
