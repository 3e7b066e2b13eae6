"""Reports built by hand, and a strategy for any others."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from endpointlint.engine.result import (
    Generated,
    Incomplete,
    InputSummary,
    Related,
    Report,
    Reported,
    RuleInfo,
    Subject,
    UnknownAnswer,
)
from endpointlint.rule.finding import Fix, Grade, Note, Severity, Witness
from endpointlint.source import Place, SourceText, Span

QUICK = settings(derandomize=True, database=None, deadline=None, max_examples=60)

UNPINNED = RuleInfo(
    "unpinned-host",
    "Host is not pinned to its owner",
    Severity.HIGH,
    "Host is not pinned to its owner.\n\nAn entry lets through hosts that it does not spell out, as in ``.*``.",
    ("CWE-918", "RFC 3986 §3.2.2"),
)
CLEARTEXT = RuleInfo("cleartext-scheme", "Cleartext", Severity.MEDIUM, "An entry lets ``http`` through.", ("CWE-319",))
ANY_PORT = RuleInfo("any-port", "Any port", Severity.INFO, "An entry lets any port through.", ())


def place(text: str, of: str, path: str = "settings.json", pointer: str = "/list/0") -> Place:
    """The first occurrence of `of` in a file with this text."""
    start = text.index(of)
    return Place(SourceText(path, text), Span(start, start + len(of)), pointer)


def finding(at: Place, rule: RuleInfo = UNPINNED, label: str = "matches `/` too") -> Reported:
    return Reported(
        rule=rule,
        severity=rule.severity,
        grade=Grade.WITNESSED,
        message="host is not pinned to its owner",
        place=at,
        label=label,
        subject=Subject("entry", "^https://a.*"),
        fingerprint=f"{rule.name}-1",
    )


def report(*findings: Reported, unknowns: int = 0, incomplete: int = 0, suppressed: int = 0) -> Report:
    """A run over one file."""
    at = place('["x"]', "x")
    return Report(
        opensearch="3.8",
        inputs=(InputSummary("settings.json", "cluster-settings", 2, 0),),
        findings=findings,
        unknowns=tuple(UnknownAnswer("dead-entry", at, "a budget ran out") for _ in range(unknowns)),
        incomplete=tuple(Incomplete("other.json", "not JSON", 3, 9) for _ in range(incomplete)),
        refused=(),
        rules=(ANY_PORT, CLEARTEXT, UNPINNED),
        suppressed=suppressed,
        exit_code=4 if incomplete else int(bool(findings)),
    )


SAGEMAKER = "\n" * 11 + r'    "^https://runtime\\.sagemaker\\..*[a-z0-9-]\\.amazonaws\\.com/.*$",' + "\n"


def full() -> Report:
    """One of everything."""
    at = place(SAGEMAKER, ".*", "docs/setup.md", "/persistent/trusted/0")
    main = replace(
        finding(at, label="`.*` matches `/` too, so the host can end here"),
        subject=Subject("entry", r"^https://runtime\.sagemaker\..*[a-z0-9-]\.amazonaws\.com/.*$"),
        witness=Witness(
            "https://runtime.sagemaker.evil.example/a.amazonaws.com/", "runtime.sagemaker.evil.example", "evil.example"
        ),
        notes=(Note("connects to", "evil.example can be registered by anyone"), Note("list", "the built-in one")),
        confirmed_by=("automaton", "regex 2026.11.19", "java 21.0.8"),
        not_run=("java 25: not installed",),
        generated=Generated(100, 100),
        releases="2.9 to 3.8",
        fix=Fix(r"^https://runtime\.sagemaker\.[a-z0-9-]+\.amazonaws\.com/.*$", True, "pinned to amazonaws.com"),
    )
    consequences = [
        replace(
            finding(at, rule, "the same hole"),
            message="lets more through",
            subject=main.subject,
            follows_from="unpinned-host",
        )
        for rule in (CLEARTEXT, ANY_PORT)
    ]
    return replace(
        report(main, *consequences, unknowns=1, incomplete=1, suppressed=2),
        refused=(Incomplete("settings.json", "duplicate key", 1, 2),),
        evidence=("automaton", "regex 2026.11.19", "java 21.0.8"),
        suffix_list_date="2026-10-01",
    )


_PIECES = (
    *"ab/.*:\"'\\[](){}%,#",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "é",
    "e\u0301",
    "\u0301",
    "漢",
    "\U0001f600",
    "\x1b[31m",
    "\x00",
    "\u202e",
    "\u200b",
    "\u2028",
    "\u00a0",
    "\ufeff",
    "\ud800",
    "\udcff",
    "\uffff",
    "\U000e0041",
    "##[error]",
    "::error::",
    "](",
)
"""What a careless printer stumbles over."""

texts = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)
names = st.sampled_from(("unpinned-host", "cleartext-scheme", "any-port"))
rules = st.builds(
    RuleInfo,
    name=names,
    title=texts.map(lambda t: f"t{t}"),
    severity=st.sampled_from(Severity),
    page=texts,
    references=st.lists(
        st.sampled_from(("CWE-918", "RFC 3986", "ml-commons MLHttpClientFactory.java")), max_size=2
    ).map(tuple),
)
pointers = st.sampled_from(("", "/a", "/a~1b/0", "/\U0001f600/\n"))


@st.composite
def places(draw: st.DrawFn) -> Place:
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    path = draw(texts.map(lambda t: f"f{t}") | st.just("::error::x") | st.just("settings.json"))
    return Place(SourceText(path, text), Span(start, end), draw(pointers))


problems = st.builds(
    Incomplete,
    path=texts.map(lambda t: f"p{t}"),
    reason=texts,
    line=st.none() | st.integers(1, 9),
    column=st.none() | st.integers(1, 9),
)
counts = st.integers(0, 3)
findings = st.builds(
    Reported,
    rule=rules,
    severity=st.sampled_from(Severity),
    grade=st.sampled_from(Grade),
    message=texts.map(lambda t: f"m{t}"),
    place=places(),
    label=texts,
    subject=st.builds(Subject, kind=st.sampled_from(("entry", "list", "setting")), text=texts),
    fingerprint=st.sampled_from(("f1", "f2")),
    witness=st.none() | st.builds(Witness, url=texts, host=texts, owner=texts),
    notes=st.lists(st.builds(Note, label=st.sampled_from(("connects to", "list")), text=texts), max_size=2).map(tuple),
    related=st.lists(st.builds(Related, place=places(), text=texts), max_size=3).map(tuple),
    confirmed_by=st.sampled_from(((), ("automaton",), ("automaton", "java 21"))),
    not_run=st.sampled_from(((), ("java: none",))),
    generated=st.none() | st.builds(Generated, examples=counts, agreed=counts),
    releases=st.none() | st.just("2.9 to 3.8"),
    fix=st.none() | st.builds(Fix, replacement=texts, safe=st.booleans(), proved=texts),
    follows_from=st.none() | names,
)
reports = st.builds(
    Report,
    opensearch=st.just("3.8"),
    inputs=st.lists(
        st.builds(InputSummary, path=texts, kind=st.just("markdown"), entries=counts, connectors=counts), max_size=2
    ).map(tuple),
    findings=st.lists(findings, max_size=4).map(tuple),
    unknowns=st.lists(st.builds(UnknownAnswer, rule=names, place=places(), reason=texts), max_size=2).map(tuple),
    incomplete=st.lists(problems, max_size=2).map(tuple),
    refused=st.lists(problems, max_size=2).map(tuple),
    rules=st.lists(rules, max_size=3, unique_by=lambda rule: rule.name).map(tuple),
    suppressed=counts,
    exit_code=st.integers(0, 4),
    evidence=st.sampled_from(((), ("automaton",))),
    suffix_list_date=st.none() | st.just("2026-10-01"),
)
