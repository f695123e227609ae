"""CPU time of whole programs, for the benchmarks that compare them."""

import os
import sys


def cpu_seconds(command, good_statuses=(0,)):
    """User and system time of `command` and all that it waited for."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        try:
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in good_statuses:
        sys.exit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime
