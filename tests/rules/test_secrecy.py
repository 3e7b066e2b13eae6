"""No secret of any example is shown, in no format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options
from endpointlint.report import FORMATS, Style, render
from endpointlint.rule.testing import files_of
from endpointlint_rules import RULES

SECRETS = (
    "sk-9fK2mQ7xZ1pL8vB3nT6wR4yC",
    "Qu4rtz-Gr!t2041",
    "AKIA2E0A8F3B244C9986",
    "ASIA2E0A8F3B244C9986",
    "AKIAIOSFODNN7EXAMPLE",
    "p9Qw3Er5Ty7Ui1Op2As4Df6Gh8Jk0Lz9Xc1Vb3Nm",
    "Zx8Kk29dkfjQQ0a1LmN3",
    "AgV4VJzvj2rUGQzxvjceaqhFLCu0jD2rrv3pJ0Rq9JO6sAXw",
)


SAY_SECRETS = {"plaintext-credential", "secret-outside-credential", "credential-in-url", "long-lived-aws-key"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of all examples of rules on connectors, each example in a folder of its own."""
    root = tmp_path_factory.mktemp("examples")
    for rule in RULES:
        for number, example in enumerate(rule.examples):
            for name, text in files_of(rule, example):
                if '"protocol"' in text:
                    below = root / rule.name / str(number)
                    below.mkdir(parents=True, exist_ok=True)
                    (below / name).write_text(text, "utf-8")
    return root


def test_every_secret_stands_in_a_file(folder: Path) -> None:
    texts = "".join(path.read_text("utf-8") for path in folder.rglob("*.json"))
    assert [secret for secret in SECRETS if secret not in texts] == []
    # and there is no other
    marks = r"sk-\w{16,}|A[KS]IA[A-Z0-9]{16}|[A-Za-z0-9]{24,}|Bearer [\w.-]{8,}"
    found = {text for text in re.findall(marks, texts) if any(char.isdigit() for char in text)}
    assert [text for text in found if not any(secret in text for secret in SECRETS)] == []


EVERY_RELEASE = Options(examples=0, every_release=True, select=frozenset(SAY_SECRETS))


@pytest.mark.parametrize("options", [Options(examples=3), EVERY_RELEASE], ids=["newest", "every release"])
def test_no_report_shows_a_secret(options: Options, folder: Path) -> None:
    report = lint([str(folder)], options, stdin=lambda: b"")
    assert {found.rule.name for found in report.findings} >= SAY_SECRETS
    for format_ in FORMATS:
        shown = render(report, format_, style=Style(width=400), all_findings=True, verbose=True)
        assert "plaintext-credential" in shown
        assert [
            secret for secret in SECRETS if any(secret[at : at + 6] in shown for at in range(len(secret) - 5))
        ] == []
