"""Peak memory of a long run, measured in a process of its own: `python -m tests.bench.memory NET`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def growth(net: str) -> float:
    """Bytes between what the process held after importing `playground` and the most that it held during the run."""
    command = [sys.executable, "-m", "tests.bench.memory", net]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    return float(done.stdout)


def _held() -> tuple[float, float]:
    """(now, peak) bytes of this process. Linux tells both; elsewhere the peak stands for both."""
    status = Path("/proc/self/status")
    if status.exists():
        found = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        return tuple(1024.0 * int(found[name].split()[0]) for name in ("VmRSS", "VmHWM"))
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)
    return peak, peak


if __name__ == "__main__":
    from playground import Run
    from tests.bench.work import MEMORY_EPOCHS, bench_config

    before, _ = _held()
    run = Run(bench_config(sys.argv[1])).advance(MEMORY_EPOCHS)
    if len(run.history) != MEMORY_EPOCHS + 1:
        sys.exit(run.error)
    print(_held()[1] - before)
