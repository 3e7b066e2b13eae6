"""Compare the parser with JVMs on random texts: `python tests/javaregex/fuzz_jvm.py JAVA... --count 50000 --seed 1`.

JAVA is a `java` executable of 11, 17, 21 or 25; `javac` has to be on PATH. Exit code 1 if anything differs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "lint"), str(ROOT / "tests")]

from javaregex.answers import PROGRAM, VERSION, difference, our_answer  # noqa: E402
from javaregex.soup import soup  # noqa: E402
from support import java as support  # noqa: E402


def main() -> int:
    """Run the comparison, and print what differs and how much was compared."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("java", nargs="+")
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source = Random(options.seed)
    texts = sorted({soup(source) for _ in range(options.count)})
    differ = 0
    with TemporaryDirectory() as folder:
        program = Path(folder) / "Main.java"
        program.write_text(support._FRAME.replace("BODY", PROGRAM), encoding="utf-8")
        subprocess.run(["javac", "--release", "11", "-d", folder, str(program)], check=True)
        for java in options.java:
            asked = "".join(support.hexed(text) + "\n" for text in (VERSION, *texts))
            done = subprocess.run(
                [java, "-cp", folder, "Main"], input=asked, capture_output=True, text=True, check=True
            )
            version, *answers = done.stdout.splitlines()
            valid = problems = sets = 0
            for text, line in zip(texts, answers, strict=True):
                ours = our_answer(text, int(version))
                valid += ours.problem is None
                problems += ours.problem is not None
                sets += ours.members is not None
                found = difference(text, int(version), line)
                if found is not None:
                    differ += 1
                    sys.stdout.write(found + "\n")
            sys.stdout.write(f"Java {version}: {valid} valid ({sets} of them one set), {problems} not\n")
    sys.stdout.write(f"{differ} differ\n")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
