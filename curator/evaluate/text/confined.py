"""Started by `sandbox` as a program of its own: gives up what it can, then runs what comes through standard input.

The first line is a word, told back at the end only: a program that leaves early has not passed.
"""

import ctypes
import os
import resource
import struct
import sys
from contextlib import suppress

NOBODY = 65_534
MEMORY_BYTES = 1 << 30
FILE_BYTES = 1 << 20
CPU_S = 10
_LIMITS = {"CPU": CPU_S, "AS": MEMORY_BYTES, "FSIZE": FILE_BYTES, "NOFILE": 64, "NPROC": 0, "CORE": 0}

_NEWNET, _NEWPID, _NEWUSER = 0x40000000, 0x20000000, 0x10000000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_NO_NEW_PRIVILEGES = 38
_WRITE_FILE = 1 << 1
_WRITES = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))  # and remove, make
_LATER_WRITES = {2: 1 << 13, 3: 1 << 14}  # link and rename, truncate: by the version of Landlock that knows them


def main() -> None:
    """Confine this process and run the program."""
    word = sys.stdin.readline().strip()
    program = sys.stdin.read()
    told = [name for name, done in (("network", _leave_network()), ("files", _write_here_only())) if done]
    _leave_root()
    for name, most in _LIMITS.items():
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    out, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115, PTH123 - for the rest of this process
    sys.argv = ["program"]
    exec(compile(program, "program", "exec"), {"__name__": "__main__"})
    out.write(" ".join([word, *told]))
    out.flush()


def _leave_network() -> bool:
    """Go on in a process without network, whose children end with it; false where the system does not allow that."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    if libc.unshare(_NEWNET | _NEWPID) and libc.unshare(_NEWUSER | _NEWNET | _NEWPID):
        return False
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    return True


def _write_here_only() -> bool:
    """Write, make and remove nothing outside the working folder from now on (Landlock); false without it."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = _WRITES | sum(right for least, right in _LATER_WRITES.items() if version >= least)
    rules = libc.syscall(_LANDLOCK_CREATE, struct.pack("=Q", rights), 8, 0)
    if rules < 0:
        return False
    for place, allowed in ((".", rights), (os.devnull, _WRITE_FILE)):
        at = os.open(place, os.O_PATH | os.O_CLOEXEC)
        libc.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", allowed, at), 0)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return int(libc.syscall(_LANDLOCK_RESTRICT, rules, 0)) == 0


def _leave_root() -> None:
    """Root becomes nobody, unless nobody could not read Python's own files then."""
    if os.getuid() != 0:
        return
    try:
        os.seteuid(NOBODY)
        os.listdir(os.path.dirname(os.__file__))  # noqa: PTH208, PTH120 - pathlib costs as much as all else here
    except OSError:
        os.seteuid(0)
        return
    os.seteuid(0)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


if __name__ == "__main__":
    main()
