"""Makes a running process do one system call, and prints what came of it: a number (-errno), or SIGSYS if that ended it.
usage: inject.py PID NUMBER ARGUMENT...   a text argument is written into its stack first. x86_64 only; needs root."""
# SPDX-License-Identifier: GPL-2.0-or-later
import ctypes
import os
import signal
import sys

PEEKDATA, POKEDATA, CONT, GETREGS, SETREGS, ATTACH, DETACH, SYSCALL = 2, 5, 7, 12, 13, 16, 17, 24
NAMES = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs gs ds es fs2 gs2"
ARGUMENTS = ("rdi", "rsi", "rdx", "r10", "r8", "r9")
BELOW_STACK = 4096  # well below what the interrupted function uses


class Registers(ctypes.Structure):  # struct user_regs_struct, sys/user.h
    _fields_ = [(name, ctypes.c_ulonglong) for name in NAMES.split()]


libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, pid, address=None, data=None):
    if libc.ptrace(request, pid, address, data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request}")


def place(pid, address, text):
    raw = text.encode() + b"\0"
    raw += b"\0" * (-len(raw) % 8)
    for i in range(0, len(raw), 8):
        ptrace(POKEDATA, pid, address + i, int.from_bytes(raw[i:i + 8], "little"))


def go_on(pid):
    """To the next stop. False: the process has ended."""
    ptrace(SYSCALL, pid)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        print(signal.Signals(os.WTERMSIG(status)).name)
    return os.WIFSTOPPED(status)


def main(pid, number, *arguments):
    ptrace(ATTACH, pid)
    os.waitpid(pid, 0)
    before, now = Registers(), Registers()
    ptrace(GETREGS, pid, None, ctypes.addressof(before))
    ptrace(GETREGS, pid, None, ctypes.addressof(now))
    spot = now.rsp - BELOW_STACK
    for name, argument in zip(ARGUMENTS, arguments):
        if argument.lstrip("-").isdigit():
            setattr(now, name, int(argument))
            continue
        place(pid, spot, argument)
        setattr(now, name, spot)
        spot += len(argument) + 16 & ~7
    now.rip -= 2  # it sleeps in a system call: back to the instruction that made it
    now.rax, now.orig_rax = number, (1 << 64) - 1
    ptrace(SETREGS, pid, None, ctypes.addressof(now))
    if not go_on(pid) or not go_on(pid):  # into the call, and out of it
        return
    ptrace(GETREGS, pid, None, ctypes.addressof(now))
    ptrace(SETREGS, pid, None, ctypes.addressof(before))
    if go_on(pid):  # seccomp's verdict comes after the call's last stop
        print(ctypes.c_longlong(now.rax).value)
        ptrace(DETACH, pid)


main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
