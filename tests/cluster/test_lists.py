"""A connector is accepted by the node iff its URL is trusted by us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from cluster.client import LIST, Client, connector
from endpointlint.automata.graph import some_words, text_graph
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.model import ListSetting
from endpointlint.policy.release import Release
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Refuted, Unknown
from endpointlint.reader import read_bytes
from endpointlint.rule.admission import Admitted
from endpointlint.rule.run import RunSubject
from endpointlint.rule.subject import Judging
from support.command import ROOT

RELEASE = Release(3, 6)
MOST = 30
"""URLs for one list."""

OWN: tuple[tuple[str, ...], ...] = (
    (),
    ("^$",),
    (r"^https://api\.vendor\.com/.*$", "["),
    ("(", r"^https://api\.vendor\.com/.*$"),
    (r"(?i)^https?://(?:[a-z0-9-]+\.)*vendor\.com(?::\d+)?/(?!admin)\S*", r"^http://\[::1\]:\d{1,5}/.*"),
    (r"^https://(?<name>[a-z]+)\.vendor\.com/\k<name>/?$", r"\Qhttps://a.b/c?d\E", "https://[^/@?#]{3,9}/v[12]+"),
    (r"^https://api\.vendor\.com", r".*\.internal(/.*)?", r"https://x{2,}+\.vendor\.com/\p{Lower}*"),
)


def fixture_lists() -> Iterator[tuple[str, ...]]:
    """The lists of our fixtures."""
    for path in sorted((ROOT / "fixtures/policies").iterdir()):
        for document in read_bytes(path.name, path.read_bytes()).documents:
            for listed in document.lists:
                if listed.setting is ListSetting.TRUSTED_ENDPOINTS:
                    yield tuple(entry.literal.value for entry in listed.entries)
    yield enforcement(RELEASE).default_endpoints


def fixture_urls() -> Iterator[str]:
    """The URLs of our fixture connectors, parameters filled in."""
    for path in sorted((ROOT / "fixtures/cluster/connectors").iterdir()):
        read = read_bytes(path.name, path.read_bytes())
        for found in RunSubject([read], Judging(enforcement(RELEASE))).connectors:
            yield from (target.text for target in found.targets if target.text is not None)


def words(pattern: str, java: int) -> Iterator[str]:
    """URLs and other texts that an entry accepts, those among them that show a fault."""
    try:
        language = Language(parse(pattern, java))
    except PatternProblem:
        return
    reach = Reach(language)
    verdict = reach.pinning.verdict
    if isinstance(verdict, Refuted):
        yield verdict.witness.url
    yield from some_words(language.inner_graph, 5)
    yield from some_words(text_graph(language.machine(language.bounds.inner)), 4)


def near(text: str) -> Iterator[str]:
    """Texts that differ a little."""
    middle = len(text) // 2
    yield text[:-1]
    yield text[:middle] + text[middle + 1 :]
    yield text + "\n"
    yield text.replace(".", "x", 1)
    yield text.replace("https", "HTTPS", 1)
    yield text.replace("://", "://user@", 1)


def urls(entries: Sequence[str], java: int) -> list[str]:
    """What a list is tried on: what it accepts, what is near to that, and what others accept."""
    found = list(dict.fromkeys(word for entry in entries for word in words(entry, java)))
    step = max(1, len(found) // (MOST // 3))
    chosen = found[::step]
    misses = [miss for word in chosen for miss in near(word)]
    others = [*fixture_urls(), "https://api.openai.com/v1/chat", "", "http://127.0.0.1:11434/api"]
    rest = MOST - len(chosen) - len(others)
    picked = misses[:: max(1, len(misses) // rest)]
    return [url for url in dict.fromkeys((*chosen, *others, *picked)) if "${" not in url][:MOST]


def trusted(entries: Sequence[str], body: dict[str, Any], java: int) -> bool:
    """What `check` says of a connector beside a settings request."""
    settings = read_bytes("settings.json", json.dumps({"persistent": {LIST: entries}}).encode())
    read = read_bytes("connector.json", json.dumps(body).encode())
    (found,) = RunSubject([settings, read], Judging(enforcement(RELEASE), java=java)).connectors
    (target,) = found.targets
    assert target.text is not None
    admission = found.admission(target.text)
    assert not isinstance(admission, Unknown), target.text
    return isinstance(admission, Admitted)


def test_accepted_iff_trusted(client: Client) -> None:
    java = 21 if client.java <= 21 else 25
    answers: list[tuple[bool, bool]] = []
    wrong: list[object] = []
    for entries in (*fixture_lists(), *OWN):
        client.set({LIST: entries})
        for url in urls(entries, java):
            body = connector(url)
            ours, answer = trusted(entries, body, java), client.create(body)
            assert answer.status in (200, 400), (entries, url, answer.text)
            answers.append((answer.ok, ours))
            if answer.ok is not ours:
                wrong.append((entries, url, answer.text))
    assert wrong == []
    assert len(answers) >= 300
    accepted = sum(theirs for theirs, _ in answers)
    assert 100 <= accepted <= len(answers) - 100, "both answers occur often"


def test_parameters_are_filled_in_before(client: Client) -> None:
    entries = [r"^https://(eu|us)\.vendor\.com/v1/[a-z]*$", r"^https://\$\{parameters\.host\}/raw$"]
    client.set({LIST: entries})
    cases: list[tuple[str, dict[str, str]]] = [
        ("https://${parameters.host}/v1/chat", {"host": "eu.vendor.com"}),
        ("https://${parameters.host}/v1/chat", {"host": "evil.example"}),
        ("https://${parameters.host}/v1/chat", {}),
        ("https://${parameters.host}/raw", {"other": "x"}),
        ("https://${parameters.host:-us.vendor.com}/v1/", {"other": "x"}),
        ("https://${parameters.host}/v1/", {"host": "${parameters.region}.vendor.com", "region": "us"}),
        ("https://${parameters. host}/v1/", {"host": "eu.vendor.com"}),
        ("https://${parameters.HOST}/v1/", {"host": "eu.vendor.com"}),
        ("https://$${parameters.host}/raw", {"host": "eu.vendor.com"}),
        ("https://eu.vendor.com/v1/${credential.key}", {}),
    ]
    for url, parameters in cases:
        body = connector(url, parameters=parameters)
        answer = client.create(body)
        assert answer.ok is trusted(entries, body, 25), (url, parameters, answer.text)
