"""Keep a process's memory from other processes of the same user and from files: it holds keys."""

import ctypes
import resource

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def keep_private() -> None:
    """Allow no core dump, and no other process to look in.

    The limit alone does not hold where the kernel hands dumps to a program. Being not dumpable also closes
    ``/proc/<pid>/mem`` and tracing to everybody but root. Elsewhere than on Linux only the limit is set.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except AttributeError:
        return
