"""What the figures were measured on."""

import os
import platform
from pathlib import Path

import numpy as np

from tests.bench.peers import installed


def describe() -> list[str]:
    """Lines naming the machine, the versions and the peers that are missing."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    peers = installed()
    here = ", ".join(f"{name} {version}" for name, version in peers.items() if version) or "none"
    missing = ", ".join(name for name, version in peers.items() if not version)
    return [
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}, "
        f"NumPy {np.__version__}, {blas['name']} {blas['version']} {_threads()}; float64",
        f"peers: {here}" + (f"; left out, since not installed: {missing}" if missing else ""),
    ]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _threads() -> str:
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return f"asked for {os.environ.get('OPENBLAS_NUM_THREADS', 'any number of')} thread (threadpoolctl would check)"
    found = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    return f"on {' and '.join(map(str, sorted(found))) or '?'} thread" + ("" if found == {1} else "s: NOT ONE")
