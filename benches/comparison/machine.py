"""What the figures were taken on."""

from __future__ import annotations

import os
import pathlib
import platform
import subprocess

VERSIONS = """
import json, sys, importlib.metadata as m, threadpoolctl, numpy
names = ["polars", "duckdb", "scikit-learn", "statsmodels", "numpy", "scipy"]
versions = {name: m.version(name) for name in names} | {"python": sys.version.split()[0]}
blas = [one for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]
print(json.dumps({"versions": versions, "blas": blas and f'{blas[0]["internal_api"]} {blas[0]["version"]}, kernel {blas[0].get("architecture")}'}))
"""


def facts(bench) -> dict:
    import measure

    found = {
        "cores": os.cpu_count(),
        "processor": processor(),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "rustc": subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip(),
        "load_at_start": round(os.getloadavg()[0], 2),
    }
    try:
        found |= measure.once([bench.python, "-c", VERSIONS], bench.environment).json
    except measure.Failed as failed:
        found["versions"] = {"missing": str(failed)}
    return found


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if os.path.exists("/proc/cpuinfo") else []:
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
