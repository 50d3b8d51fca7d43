"""Whole processes: wall time, processor time, and the most memory held."""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


class Failed(Exception):
    """A step cannot go on; the text says why."""


def say(text: str):
    print(text, file=sys.stderr, flush=True)


@dataclasses.dataclass
class Run:
    """One process. Times in seconds, memory in bytes (peak of the resident set)."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str

    @property
    def json(self):
        return json.loads(self.output)


@dataclasses.dataclass
class Runs:
    """The same process several times."""

    runs: list[Run]

    @property
    def seconds(self) -> float:
        return statistics.median(run.seconds for run in self.runs)

    @property
    def cpu_seconds(self) -> float:
        return statistics.median(run.cpu_seconds for run in self.runs)

    @property
    def peak_bytes(self) -> int:
        return max(run.peak_bytes for run in self.runs)

    @property
    def last(self) -> Run:
        return self.runs[-1]

    def facts(self) -> dict:
        return {
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
            "peak_mb": round(self.peak_bytes / 1e6),
            "all_seconds": [round(run.seconds, 3) for run in self.runs],
        }


def once(command: list, environment: dict | None = None) -> Run:
    """Runs a command to its end."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        output, errors = out.read().decode(), err.read().decode(errors="replace")
    if process.returncode != 0:
        last = errors.strip().splitlines()[-1:] or [f"exit code {process.returncode}"]
        raise Failed(f"{' '.join(command[:3])} ...: {last[0]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, output)


def in_turn(commands: dict[str, list], repeats: int, environment: dict | None = None) -> dict[str, Runs]:
    """Runs several commands in turn, so that a busy moment of the machine does not fall on one of them alone."""
    runs: dict[str, Runs] = {name: Runs([]) for name in commands}
    for turn in range(repeats):
        for name, command in commands.items():
            run = once(command, environment)
            runs[name].runs.append(run)
            say(f"   {name:<28} {run.seconds:8.2f} s  {run.cpu_seconds:8.2f} s cpu  {run.peak_bytes / 1e6:7.0f} MB  ({turn + 1} of {repeats})")
    return runs
