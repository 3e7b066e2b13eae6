from __future__ import annotations

from collections.abc import Mapping

import pytest

from endpointlint.report import Style, wants_color, wants_links
from endpointlint.rule.finding import Severity


@pytest.mark.parametrize(
    ("option", "environ", "isatty", "colored"),
    [
        (None, {}, True, True),
        (None, {}, False, False),
        ("auto", {}, True, True),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        (None, {"NO_COLOR": "1"}, True, False),
        (None, {"NO_COLOR": "0"}, True, False),
        (None, {"NO_COLOR": ""}, True, True),
        (None, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        (None, {"FORCE_COLOR": "1"}, False, True),
        (None, {"FORCE_COLOR": "3", "TERM": "dumb"}, False, True),
        (None, {"FORCE_COLOR": ""}, False, False),
        (None, {"FORCE_COLOR": "0"}, False, False),
        (None, {"FORCE_COLOR": "1", "CLICOLOR": "0"}, False, True),
        (None, {"CLICOLOR_FORCE": "1"}, False, True),
        (None, {"CLICOLOR_FORCE": "0"}, False, False),
        (None, {"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, True, True),
        (None, {"CLICOLOR": "0"}, True, False),
        (None, {"CLICOLOR": "1"}, False, False),
        (None, {"CLICOLOR": "1"}, True, True),
        (None, {"TERM": "dumb"}, True, False),
        (None, {"TERM": "xterm"}, True, True),
    ],
)
def test_who_decides_on_colour(option: str | None, environ: Mapping[str, str], isatty: bool, colored: bool) -> None:
    assert wants_color(option, environ, isatty=isatty) is colored


@pytest.mark.parametrize(
    ("environ", "isatty", "linked"),
    [
        ({}, True, False),
        ({"TERM_PROGRAM": "vscode"}, True, True),
        ({"TERM_PROGRAM": "vscode"}, False, False),
        ({"TERM_PROGRAM": "vscode", "CI": "true"}, True, False),
        ({"TERM_PROGRAM": "vscode", "FORCE_HYPERLINK": "0"}, True, False),
        ({"FORCE_HYPERLINK": "1"}, False, True),
        ({"VTE_VERSION": "7003"}, True, True),
        ({"VTE_VERSION": "5000"}, True, False),
        ({"VTE_VERSION": "x"}, True, False),
        ({"WT_SESSION": "a"}, True, True),
        ({"TERM": "xterm-kitty"}, True, True),
    ],
)
def test_which_terminals_know_links(environ: Mapping[str, str], isatty: bool, linked: bool) -> None:
    assert wants_links(environ, isatty=isatty) is linked


def test_paint() -> None:
    plain, colored = Style(), Style(color=True)
    assert plain.bold("a") == "a"
    assert colored.bold("a") == "\x1b[1ma\x1b[0m"
    assert colored.bold("") == ""
    assert len({colored.severity(severity, "x") for severity in Severity}) == len(Severity)


def test_links() -> None:
    assert Style().link("a", "https://x.example") == "a"
    assert Style(links=True).link("a", None) == "a"
    assert Style(links=True).link("a", "https://x.example") == "\x1b]8;;https://x.example\x1b\\a\x1b]8;;\x1b\\"
