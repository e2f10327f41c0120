"""The process between ours and Java: it ends Java when ours ends, however ours ends.

Run as a file by the same Python, with Java's command line as its arguments and a pipe from our process as its input.
When the pipe closes, because our process closed it or died, even by `kill -9`, Java is asked to stop, and made to
after a while. When Java ends by itself, the watchdog ends with Java's exit status. It prints Java's process id first.

It imports nothing of ours and starts in isolated mode, so it is small and starts fast. On Linux the kernel also ends
Java should the watchdog itself be killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading

STOP_SECONDS = 30
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """In the new process, on Linux: ask the kernel for SIGTERM when the watchdog dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(child: "subprocess.Popen[bytes]") -> None:
    """Ask Java to stop, and make it when it does not."""
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def main(command: list[str]) -> int:
    """Run the command until it ends or until our input does."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    linux = sys.platform == "linux"
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, preexec_fn=die_with_parent if linux else None
    )
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    print(child.pid, flush=True)

    def until_input_ends() -> None:
        while os.read(0, 1024):
            pass
        stop(child)

    threading.Thread(target=until_input_ends, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) & 0xFF)
