"""What an installation holds."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.command import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    pytest.importorskip("hatchling", reason="no wheel to look into: hatchling is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return zipfile.ZipFile(folder / done.stdout.split()[-1])


def test_it_holds_the_two_packages_and_every_file_of_theirs(wheel: zipfile.ZipFile) -> None:
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ours = {
        os.path.relpath(path, ROOT / root).replace(os.sep, "/")
        for root in ("lint", "rules")
        for path in (ROOT / root).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == ours
    assert {name.split("/")[0] for name in held} == {"endpointlint", "endpointlint_rules"}
    assert {"endpointlint/py.typed", "endpointlint_rules/py.typed"} <= held


def test_it_brings_its_command_its_rules_and_its_license(wheel: zipfile.ZipFile) -> None:
    names = {Path(name).name: name for name in wheel.namelist() if ".dist-info/" in name}
    points = wheel.read(names["entry_points.txt"]).decode()
    assert "endpointlint = endpointlint.cli.main:main" in points
    assert "endpointlint = endpointlint_rules:RULES" in points
    assert "Apache License" in wheel.read(names["LICENSE"]).decode()
    assert "License-Expression: Apache-2.0" in wheel.read(names["METADATA"]).decode()
