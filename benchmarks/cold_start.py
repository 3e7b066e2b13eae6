"""How long commands take from a cold start, against a bare `import click`.

    python benchmarks/cold_start.py [RUNS]

Each round runs every command once, so that whatever else the machine does falls on all of them alike. Prints medians.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
BASE = "import click"
PYTHON = [sys.executable]
ENDPOINTLINT = [*PYTHON, "-m", "endpointlint"]
COMMANDS = {
    BASE: [*PYTHON, "-c", "import click"],
    "endpointlint --version": [*ENDPOINTLINT, "--version"],
    "endpointlint check (nothing of ours)": [*ENDPOINTLINT, "check", "--allow-empty", str(ROOT / "pyproject.toml")],
    "endpointlint check --examples 0": [
        *ENDPOINTLINT,
        *("check", "--examples", "0", "--exit-zero", str(ROOT / "fixtures/policies/vendors.json")),
    ],
    "endpointlint check": [*ENDPOINTLINT, "check", "--exit-zero", str(ROOT / "fixtures/policies/vendors.json")],
}


def main() -> None:
    """Measure, and print one line a command."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(runs + 1):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
            if number:  # the first round fills caches
                times[name].append(1000 * (time.perf_counter() - start))
    base = median(times[BASE])
    for name, taken in times.items():
        print(f"{name:38} {median(taken):7.1f} ms  {median(taken) / base:5.2f} × {BASE}")


if __name__ == "__main__":
    main()
