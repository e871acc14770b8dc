"""Child processes: started with a log, watched, weighed, and always ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

LOOPBACK = "127.0.0.1"
_LAST_LINES = 25
_GRACE = 10.0  # seconds between asking a process to end and ending it


class BenchError(Exception):
    """The benchmark cannot go on; the message says why, with the last lines of the log where there is one."""


@dataclass(frozen=True)
class Program:
    """What to run. ``env`` is added to the environment; the project's own settings in it (``ZHIXUN_…``) are not
    passed on, so that every run is the same whatever the shell has set."""

    name: str
    command: tuple[str, ...]
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of the process."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIXUN_")}
        return {**kept, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1", **self.env}


class Child:
    """One running program. ``piped`` gives it standard input and output as pipes; all else goes to the log."""

    def __init__(self, program: Program, log: Path, piped: bool = False) -> None:
        self.name = program.name
        self._log = log
        with log.open("wb") as file:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                program.command,
                cwd=program.cwd,
                env=program.environment,
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else file,
                stderr=file,
                start_new_session=True,
            )

    def ask(self, line: str) -> str:
        """Write a line to a piped process and read one. Raises :class:`BenchError` if it answers no more."""
        assert self.process.stdin and self.process.stdout
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            if answer:
                return answer.decode()
        raise self.error("does not answer")

    def require_running(self) -> None:
        """Raise :class:`BenchError` if the process ended."""
        if self.process.poll() is not None:
            raise self.error(f"ended by itself (code {self.process.returncode})")

    def finish(self, seconds: float) -> None:
        """Wait until it is done. Raises :class:`BenchError` after ``seconds`` or for an exit code other than 0."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise self.error(f"was not done after {seconds:.0f} s") from error
        if code:
            raise self.error(f"failed (code {code})")

    def error(self, what: str) -> BenchError:
        """An error about this process, with the end of its log."""
        lines = self._log.read_text("utf-8", errors="replace").splitlines()[-_LAST_LINES:]
        return BenchError("\n".join([f"{self.name} {what}; the end of its log:", *(f"  | {line}" for line in lines)]))

    def resident(self) -> int:
        """Resident memory in bytes of the process and all its descendants."""
        return sum(_resident(pid) for pid in (self.process.pid, *_descendants(self.process.pid)))

    def worked(self) -> float:
        """Seconds of processor time that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """End the process and everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(_GRACE)


class Children:
    """All processes of a run. Leaving the ``with`` block ends them, whatever happened inside."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[Child] = []

    def __enter__(self) -> Children:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while self._running:
            self.end(self._running[-1])

    def start(self, program: Program, piped: bool = False) -> Child:
        """Start a program; its log is named after it."""
        child = Child(program, self._logs / f"{program.name}.log", piped)
        self._running.append(child)
        return child

    def end(self, child: Child) -> None:
        """End one of them."""
        self._running.remove(child)
        child.end()


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(child: Child, port: int, deadline: float) -> None:
    """Return when somebody listens on the port. Raises :class:`BenchError` if the process ends, or at ``deadline``
    (as :func:`time.monotonic` counts)."""
    while time.monotonic() < deadline:
        child.require_running()
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1.0):
            return
        time.sleep(0.05)
    raise child.error("did not listen in time")


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                found += [child, *_descendants(child)]
    return found
