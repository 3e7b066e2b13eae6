"""Questions to a real JVM: a small Java program that answers line by line."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest


def hexed(text: str) -> str:
    """A text as hex of its UTF-16 units, lone surrogates included."""
    return text.encode("utf-16-be", "surrogatepass").hex()


def library(group: str, artifact: str, version: str, folder: Path) -> Path:
    """The jar of a library: from the local Maven repository, or fetched by Maven. Skips the test without it."""
    name = f"{artifact}-{version}.jar"
    local = Path.home() / ".m2/repository" / group.replace(".", "/") / artifact / version / name
    if local.exists():
        return local
    maven = shutil.which("mvn")
    if maven is None:
        pytest.skip(f"no {artifact}: it is not in the local Maven repository, and there is no Maven")
    command = [maven, "-q", "-B", "dependency:copy", f"-Dartifact={group}:{artifact}:{version}"]
    try:
        subprocess.run(
            [*command, f"-DoutputDirectory={folder}"], capture_output=True, timeout=90, check=True, cwd=folder
        )
    except (subprocess.SubprocessError, OSError):
        pytest.skip(f"no {artifact}: Maven cannot fetch it")
    return folder / name


def ask(program: str, questions: Iterable[str], folder: Path, classpath: Sequence[Path] = ()) -> list[str]:
    """Run `Main.answer(String)` of a Java program on each text; its answers, in order. Skips the test without a JVM.

    Args:
        program: the body of a class: `static String answer(String text)` and what it needs.
        questions: any texts.
        folder: where the source may be written.
        classpath: jars that the program needs.
    """
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("no JVM: there is no JDK on PATH")
    source = folder / "Main.java"
    source.write_text(_FRAME.replace("BODY", program), encoding="utf-8")
    asked = [hexed(question) for question in questions]
    jars = ["-cp", os.pathsep.join(map(str, classpath))] if classpath else []
    done = subprocess.run(
        ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *jars, str(source)],
        input="".join(question + "\n" for question in asked),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert len(answers) == len(asked)
    return answers


_FRAME = """
import java.io.*;
import java.net.*;
import java.util.*;
import java.util.regex.*;

public class Main {
    BODY

    static String text(String hex) {
        char[] units = new char[hex.length() / 4];
        for (int i = 0; i < units.length; i++) units[i] = (char) Integer.parseInt(hex.substring(4 * i, 4 * i + 4), 16);
        return new String(units);
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        StringBuilder out = new StringBuilder();
        String line;
        while ((line = in.readLine()) != null) out.append(answer(text(line))).append('\\n');
        System.out.print(out);
    }
}
"""
