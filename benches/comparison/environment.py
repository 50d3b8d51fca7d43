"""What a run works with: the built program, the comparators' Python, the folders."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import subprocess
import sys

from measure import Failed, say

# Some machines set these together to make old programs run; they hold numpy back to a kernel of long ago.
HOLD_NUMPY_BACK = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


@dataclasses.dataclass
class Bench:
    root: pathlib.Path
    workdir: pathlib.Path
    python: str
    casefinder: pathlib.Path
    measure: pathlib.Path
    people: int
    repeats: int
    scale: list[int]
    environment: dict

    @property
    def design(self) -> pathlib.Path:
        return self.root / "models" / "combined" / "design.toml"

    def script(self, name: str, *arguments) -> list:
        return [self.python, self.root / "benches" / "comparison" / name, *arguments]


def prepare(here: pathlib.Path, workdir: pathlib.Path, arguments) -> Bench:
    root = here.parent
    environment = {key: value for key, value in os.environ.items() if key not in HOLD_NUMPY_BACK}
    python = os.environ.get("PYTHON") or virtual_environment(here)
    say("== building")
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--bin", "casefinder", "--example", "measure"], cwd=root, check=True
    )
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "release"
    scale = [int(people) for people in arguments.scale.split(",")]
    return Bench(
        root, workdir, python, target / "casefinder", target / "examples" / "measure", arguments.people, arguments.repeats, scale, environment
    )


def virtual_environment(here: pathlib.Path) -> str:
    folder = here / ".venv"
    python = folder / "bin" / "python"
    wanted = (here / "requirements.txt").read_text()
    done = folder / "installed.txt"
    if not (done.exists() and done.read_text() == wanted):
        say("== installing the comparators from PyPI")
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", here / "requirements.txt"], check=True)
        except subprocess.CalledProcessError as error:
            raise Failed(f"the comparators cannot be installed ({error}); set PYTHON to a Python that has them") from error
        done.write_text(wanted)
    return str(python)
