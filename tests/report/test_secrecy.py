"""No secret of any file is shown, in no format, whole or in part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from endpointlint.engine.redact import REDACTED, Redactor
from endpointlint.reader import read_bytes
from endpointlint.report import FORMATS, Style
from endpointlint.report.frame import Underline, draw
from endpointlint.report.secrecy import shown_line, shown_text
from endpointlint.rule.finding import Severity
from endpointlint.source import Place, SourceText, Span
from support.command import ROOT, run

FOLDER = ROOT / "fixtures/secrets"
SECRETS = (
    "sk-pr0jAbCdEfGh1234567890",
    "sk-d3scR1pt10nK3yAbCdEf0",
    "Qu4rtz-Gr!t2041",
    "hunter22",
    "Q7wZ1pL8vB3nT6wR4yC9fK2m",
    "URLp4ssw0rd",
    "Zx8Kk29dkfjQQ0a1LmN3",
    "H3aderT0kenAbCdEf123456",
    "B0dyT0kenAbCdEf12345678",
    "AKIA2E0A8F3B244C9986",
    "p9Qw3Er5Ty7Ui1Op2As4Df6Gh8Jk0Lz9Xc1Vb3Nm",
    "k3yst0r3-Gr4nite!",
    "R3gexP4ssw0rd",
    "$2y$12$XjB3uVn9Qk1Zt7Lw2Rm5Ts8Pb4Cd6Ef0GhI2jK4lM6nO8pQ1rS3tU5v",
    "S1gn1ngKeyAbCdEfGh12345678",
    "Cur1P4ssw0rd!",
    "D0k3rP4ssw0rd!",
    "Gr4nted-Us3r!77",
    "4ttr1buteT0kenAbCd",
    "PutS1gn1ngKeyAbCdEf99",
    "P4xdS1gn1ngKeyXy55",
    "Ld4p-B1nd-Zq7x91",
    "$2y$12$Zk7Ub3Wn5Xm9Yq1Rt8Sv2Pd4Ae6Lf0Bh",
    "Be7ta-P4xy9q!",
    "C4rla-Repl4ced!",
    "$2y$12$Vx3Nq8Tz5Lw1Kb6Hd9Gf2Sm4Rj7Py0Ca",
)
FILES = sorted(FOLDER.iterdir())


def leaks(text: str) -> list[str]:
    """The secrets of which some five characters in a row can be read."""
    return [secret for secret in SECRETS if any(secret[at : at + 5] in text for at in range(len(secret) - 4))]


def test_every_secret_stands_in_a_file() -> None:
    texts = "".join(path.read_text("utf-8") for path in FILES)
    assert [secret for secret in SECRETS if secret not in texts] == []


@pytest.mark.parametrize("options", [(), ("--all", "-v"), ("--opensearch", "unknown"), ("--opensearch", "2.11")])
@pytest.mark.parametrize("format_", FORMATS)
def test_no_report_shows_a_secret(format_: str, options: tuple[str, ...]) -> None:
    ran = run("--debug", "check", str(FOLDER), "--examples", "5", "--format", format_, *options)
    assert ran.code == 1
    assert "untrusted-endpoint" in ran.out
    assert leaks(ran.out + ran.err) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_frame_shows_a_secret_whatever_is_underlined(path: Path) -> None:
    found = read_bytes(path.name, path.read_bytes())
    assert found.source is not None
    # regexes stay in the model as they are, and are redacted on their way out
    shown = [leaks(repr((found.bodies, found.security, found.problems)))]
    for number in range(1, found.source.line_count + 1):
        start = found.source.line_start(number)
        for span in (Span(start, start + 1), Span(start, start + len(found.source.line(number)))):
            frame = draw([Underline(Place(found.source, span), "here", main=True)], Severity.HIGH, Style(width=2000))
            shown.append(leaks("\n".join(frame.lines)))
    assert shown == [[]] * len(shown)


def test_a_password_in_a_regex_is_in_no_report(tmp_path: Path) -> None:
    entry = r"^https://reader:R3gexP4ssw0rd@.*\.vendor\.com/.*$"
    text = json.dumps({"persistent": {"plugins.ml_commons.trusted_connector_endpoints_regex": [entry]}})
    (tmp_path / "a.json").write_text(text)
    for format_ in FORMATS:
        ran = run("check", str(tmp_path), "--examples", "5", "--format", format_)
        assert ran.code == 1
        assert leaks(ran.out) == []


ENTRIES = (r"^https://reader:R3gexP4ssw0rd@api\.vendor\.com/.*$", r"^https://reader:R3gexP4ssw0rd@.*\.vendor\.com/.*$")


@pytest.mark.parametrize("format_", ["text", "json"])
def test_the_other_commands_show_none(format_: str, tmp_path: Path) -> None:
    files: list[str] = []
    for name, entry in zip(("old", "new"), ENTRIES, strict=True):
        setting = {"plugins.ml_commons.trusted_connector_endpoints_regex": [entry, "^https://b.com/$"]}
        (tmp_path / f"{name}.json").write_text(json.dumps({"persistent": setting}))
        files.append(str(tmp_path / f"{name}.json"))
    asked = (
        ("diff", *files),
        ("diff", *ENTRIES),
        ("diff", str(FOLDER), files[0]),
        ("diff", files[0], str(FOLDER)),
        ("why", "https://api.vendor.com/v1", *files, str(FOLDER)),
        ("why", "https://reader:R3gexP4ssw0rd@x.vendor.com/", *files),
    )
    for arguments in asked:
        for option in ((), ("--opensearch", "2.11")):
            ran = run("--debug", *arguments, "--format", format_, *option)
            assert ran.code in (0, 1)
            assert "vendor" in ran.out
            assert leaks(ran.out + ran.err) == [], arguments


def test_why_keeps_columns(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps({"persistent": {"plugins.ml_commons.trusted_connector_endpoints_regex": [ENTRIES[0]]}})
    )
    url = "https://reader:R3gexP4ssw0rd@x.vendor.com/"
    ran = run("why", url, str(tmp_path), "--format", "json")
    answer = json.loads(ran.out)
    assert len(answer["url"]) == len(url)
    assert answer["url"][answer["entries"][0]["stops_at"]] == "x"


def test_masks_keep_columns() -> None:
    for path in FILES:
        found = read_bytes(path.name, path.read_bytes())
        assert found.source is not None
        text = shown_text(found.source)
        assert len(text) == len(found.source.text)
        assert leaks(text) == []
        for number in range(1, found.source.line_count + 1):
            line, shown = found.source.line(number), shown_line(found.source, number)
            assert len(shown) == len(line)
            assert all(new in (old, "*") for old, new in zip(line, shown, strict=True))


def test_a_file_without_secrets_is_shown_as_it_is() -> None:
    source = SourceText("x", "a\r\nb\rc\n\n")
    assert shown_text(source) is source.text
    assert [shown_line(source, number) for number in range(1, 6)] == ["a", "b", "c", "", ""]


def test_secrets_of_one_file_are_hidden_in_the_others(tmp_path: Path) -> None:
    folder = tmp_path
    secret = "qW3rTy9uIoPlKjHgFdSa"
    body = {"name": "c", "version": 1, "protocol": "http", "credential": {"key": secret}, "actions": []}
    (folder / "a.json").write_text(json.dumps(body))
    entry = f"^https://{secret}.*\\.vendor\\.com/.*$"
    (folder / "b.json").write_text(
        json.dumps({"persistent": {"plugins.ml_commons.trusted_connector_endpoints_regex": [entry]}})
    )
    for format_ in FORMATS:
        ran = run("check", str(folder), "--examples", "0", "--format", format_)
        assert ran.code == 1
        assert secret[:8] not in ran.out


def test_the_beginning_of_a_secret_is_one() -> None:
    redact = Redactor(["abcdefghijklmnop", "short"])
    assert redact("x abcdefghijklmnop y") == f"x {REDACTED} y"
    assert redact("x abcdefghijk") == f"x {REDACTED}"
    assert redact("x abcdefghZZ") == f"x {REDACTED}ZZ"
    assert redact("short abcdefg") == "short abcdefg"
