from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpointlint.engine.result import Generated, Report
from endpointlint.report import Style, render
from endpointlint.rule.finding import Fix, Grade, Note, Severity, Witness
from report.samples import ANY_PORT, QUICK, UNPINNED, finding, full, place, report, reports

PLAIN = Style()
AT = place('["a.b"]', ".")


def test_the_whole_report() -> None:
    assert (
        render(full(), "text", style=PLAIN)
        == """docs/setup.md:12:37: high: host is not pinned to its owner [unpinned-host]
   |
12 |     "^https://runtime\\\\.sagemaker\\\\..*[a-z0-9-]\\\\.amazonaws\\\\.com/.*$",
   |                                     ^^ `.*` matches `/` too, so the host can end here
   = lets through  https://runtime.sagemaker.evil.example/a.amazonaws.com/
   = connects to   runtime.sagemaker.evil.example (evil.example can be registered by anyone)
   = confirmed by  automaton, regex 2026.11.19, 100 generated URLs, java 21.0.8
   = tighter       ^https://runtime\\.sagemaker\\.[a-z0-9-]+\\.amazonaws\\.com/.*$   (proved: pinned to amazonaws.com)
   = releases      2.9 to 3.8
   = list          the built-in one
   = also          cleartext-scheme, any-port (follow from the same hole; --all lists them)

other.json:3:9: not read: not JSON

settings.json:1:2: refused by OpenSearch 3.8: duplicate key

settings.json:1:3: unknown: a budget ran out [dead-entry]

1 finding: 1 high (2 more follow from it; --all lists them); \
1 question has no answer and 1 problem left the run incomplete
OpenSearch 3.8 refuses 1 part of what was judged
2 findings suppressed
read 1 file: 2 entries
judged for OpenSearch 3.8, with the public suffix list of 2026-10-01
not asked: java 25: not installed
"""
    )


def test_quiet_leaves_findings_and_gaps() -> None:
    assert render(report(), "text", style=PLAIN, quiet=True) == ""
    assert render(report(finding(AT), unknowns=1, incomplete=1), "text", style=PLAIN, quiet=True) == (
        "settings.json:1:4: high: host is not pinned to its owner [unpinned-host]\n"
        "  |\n"
        '1 | ["a.b"]\n'
        "  |    ^ matches `/` too\n"
        "\n"
        "other.json:3:9: not read: not JSON\n"
        "\n"
        "settings.json:1:3: unknown: a budget ran out [dead-entry]\n"
    )


def test_verbose_adds_inputs_and_evidence() -> None:
    short = render(full(), "text", style=PLAIN).splitlines()
    long = render(full(), "text", style=PLAIN, verbose=True).splitlines()
    assert set(short) <= set(long)
    assert [line for line in long if line not in short] == [
        "   = known by      a witness",
        "   = not asked     java 25: not installed",
        "   = pointer       /persistent/trusted/0",
        "   = see           CWE-918, RFC 3986 §3.2.2",
        "   = fingerprint   unpinned-host-1",
        "  settings.json: cluster-settings, 2 entries",
        "ran 3 rules: any-port, cleartext-scheme, unpinned-host",
        "asked: automaton, regex 2026.11.19, java 21.0.8",
    ]


def test_all_findings_stand_on_their_own() -> None:
    text = render(full(), "text", style=PLAIN, all_findings=True)
    assert [line for line in text.splitlines() if line.startswith("docs/setup.md")] == [
        "docs/setup.md:12:37: high: host is not pinned to its owner [unpinned-host]",
        "docs/setup.md:12:37: medium: lets more through [cleartext-scheme]",
        "docs/setup.md:12:37: info: lets more through [any-port]",
    ]
    assert text.count("= follows from  unpinned-host\n") == 2
    assert "= also" not in text
    assert "\n3 findings: 1 high, 1 medium, 1 info; 1 question" in text


def notes(**fields: object) -> list[str]:
    changed = replace(finding(AT), **fields)  # type: ignore[arg-type]
    text = render(report(changed), "text", style=PLAIN)
    return [line.strip() for line in text.splitlines() if line.startswith("  = ")]


WITNESS = Witness("https://a.example/", "a.example", "example.org")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"witness": WITNESS}, "= connects to   a.example (owner: example.org)"),
        ({"witness": replace(WITNESS, owner="a.example")}, "= connects to   a.example"),
        ({"witness": WITNESS, "notes": (Note("connects to", "yours"),)}, "= connects to   a.example (yours)"),
        (
            {"witness": WITNESS, "notes": (Note("connects to", "a.example, a trap"),)},
            "= connects to   a.example, a trap",
        ),
        ({"notes": (Note("connects to", "nowhere"),)}, "= connects to   nowhere"),
        (
            {"confirmed_by": ("automaton",), "generated": Generated(100, 97)},
            "= confirmed by  automaton, 97 of 100 generated URLs",
        ),
        ({"grade": Grade.HEURISTIC}, "= known by      a rule of thumb, not a proof"),
        (
            {"fix": Fix("^a$", False, "pinned to a")},
            "= tighter       ^a$   (proved: pinned to a; it may refuse URLs that are needed)",
        ),
        ({"notes": (Note("a\x1b", "b\nc\u202e"),)}, r"= a\u{1b}       b\u{a}c\u{202e}"),
        ({"notes": (Note("a label of some length", "x"),)}, "= a label of some length  x"),
    ],
)
def test_notes(fields: dict[str, object], expected: str) -> None:
    assert expected in notes(**fields)


def test_notes_line_up_with_the_longest_label() -> None:
    assert notes(notes=(Note("a label of some length", "x"), Note("b", "y"))) == [
        "= a label of some length  x",
        "= b                       y",
    ]


def test_a_note_on_the_host_is_not_said_twice() -> None:
    assert len(notes(witness=WITNESS, notes=(Note("connects to", "yours"),))) == 2


def test_a_consequence_without_its_main_finding_stands_on_its_own() -> None:
    orphan = replace(finding(AT, ANY_PORT), follows_from="unpinned-host")
    elsewhere = replace(finding(place('["a.b"]', ".", pointer="/list/1"), ANY_PORT), follows_from="unpinned-host")
    assert "1 finding: 1 info\n" in render(report(orphan), "text", style=PLAIN)
    assert "2 findings: 1 high, 1 info\n" in render(report(finding(AT), elsewhere), "text", style=PLAIN)


def test_consequences_of_one_rule_are_counted() -> None:
    below = replace(finding(AT, ANY_PORT), follows_from="unpinned-host")
    one = render(report(finding(AT), below), "text", style=PLAIN)
    two = render(report(finding(AT), below, below), "text", style=PLAIN)
    assert "= also          any-port (follows from the same hole; --all lists it)\n" in one
    assert "= also          any-port (2) (follow from the same hole; --all lists them)\n" in two


@pytest.mark.parametrize(
    ("run", "headline"),
    [
        (report(), "no findings"),
        (report(suppressed=1), "no findings"),
        (report(unknowns=2), "no findings, but 2 questions have no answer"),
        (report(incomplete=1), "no findings, but 1 problem left the run incomplete"),
        (
            report(unknowns=1, incomplete=2),
            "no findings, but 1 question has no answer and 2 problems left the run incomplete",
        ),
        (replace(report(), inputs=()), "nothing was checked"),
        (report(finding(AT)), "1 finding: 1 high"),
        (
            report(finding(AT), replace(finding(AT), severity=Severity.CRITICAL), unknowns=1),
            "2 findings: 1 critical, 1 high; 1 question has no answer",
        ),
    ],
)
def test_headline(run: Report, headline: str) -> None:
    assert headline in render(run, "text", style=PLAIN).splitlines()


def test_colour() -> None:
    text = render(report(finding(AT)), "text", style=Style(color=True))
    assert text.startswith("\x1b[1msettings.json:1:4:\x1b[0m \x1b[1;31mhigh:\x1b[0m ")
    assert "\x1b[1;31m^\x1b[0m \x1b[1;31mmatches `/` too\x1b[0m\n" in text
    hidden = report(finding(place('["a\u202e.b"]', ".")))
    assert 'a\x1b[7m\\u{202e}\x1b[0m.b"]' in render(hidden, "text", style=Style(color=True))


def test_rules_link_to_their_first_reference() -> None:
    text = render(report(finding(AT), finding(AT, ANY_PORT)), "concise", style=Style(links=True))
    first, second = text.splitlines()
    assert first.endswith(" \x1b]8;;https://cwe.mitre.org/data/definitions/918.html\x1b\\[unpinned-host]\x1b]8;;\x1b\\")
    assert second.endswith(" [any-port]")
    assert UNPINNED.references[0] == "CWE-918"


_SGR = re.compile(r"\x1b\[[0-9;]+m")


@QUICK
@given(reports, st.booleans(), st.booleans(), st.booleans())
def test_colour_changes_nothing_else(run: Report, all_findings: bool, quiet: bool, verbose: bool) -> None:
    def text(style: Style) -> str:
        return render(run, "text", style=style, all_findings=all_findings, quiet=quiet, verbose=verbose)

    plain, colored = text(PLAIN), text(Style(color=True))
    assert [line.rstrip() for line in _SGR.sub("", colored).split("\n")] == [
        line.rstrip() for line in plain.split("\n")
    ]
    assert "\x1b" not in plain
    assert plain == text(PLAIN)


@QUICK
@given(reports, st.sampled_from(("text", "concise", "github")))
def test_nothing_unprintable_gets_out(run: Report, name: str) -> None:
    text = render(run, name, style=PLAIN, all_findings=True, verbose=True)
    text.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", text)
    assert not re.search(r"##[A-Za-z]*\[", text)


@QUICK
@given(reports.filter(lambda run: bool(run.unknowns or run.incomplete)))
def test_what_was_not_answered_never_reads_as_clean(run: Report) -> None:
    for quiet in (False, True):
        text = render(run, "text", style=PLAIN, quiet=quiet)
        assert text.count(": unknown: ") >= len(run.unknowns)
        assert text.count(": not read: ") >= len(run.incomplete)
        assert "no findings" not in text.split("\n")


def test_concise() -> None:
    assert render(full(), "concise", style=PLAIN) == (
        "docs/setup.md:12:37: high: host is not pinned to its owner [unpinned-host]\n"
        "other.json:3:9: not read: not JSON\n"
        "settings.json:1:2: refused by OpenSearch 3.8: duplicate key\n"
        "settings.json:1:3: unknown: a budget ran out [dead-entry]\n"
    )
    assert render(report(), "concise", style=PLAIN) == ""
    assert render(full(), "concise", style=PLAIN, all_findings=True).count("docs/setup.md:12:37: ") == 3


@QUICK
@given(reports)
def test_concise_has_one_line_each(run: Report) -> None:
    lines = render(run, "concise", style=PLAIN, all_findings=True).splitlines()
    assert len(lines) == len(run.findings) + len(run.unknowns) + len(run.incomplete) + len(run.refused)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format called pdf; there are text, concise, json, sarif, github"):
        render(report(), "pdf", style=PLAIN)
