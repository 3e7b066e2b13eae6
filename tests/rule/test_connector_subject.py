from __future__ import annotations

import json
from typing import Any

import pytest

from endpointlint.policy.document import Input
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import NEWEST, Release
from endpointlint.policy.template import Resolved
from endpointlint.reader import read_bytes
from endpointlint.rule.admission import Admitted, Broken, Refused
from endpointlint.rule.connector import ConnectorSubject
from endpointlint.rule.run import RunSubject, provenance
from endpointlint.rule.subject import Judging
from endpointlint.source import Span

LIST = "plugins.ml_commons.trusted_connector_endpoints_regex"


def body(url: str, **fields: Any) -> dict[str, Any]:
    action = {"action_type": "predict", "method": "POST", "url": url}
    return {"name": "c", "version": 1, "protocol": "http", "credential": {"k": "<K>"}, "actions": [action], **fields}


def settings(*entries: str, layer: str = "persistent") -> Input:
    return read_bytes("settings.json", json.dumps({layer: {LIST: entries}}).encode())


def subject(connector: dict[str, Any], *inputs: Input, release: Release = NEWEST) -> ConnectorSubject:
    read = read_bytes("c.json", json.dumps(connector, indent=1).encode())
    (found,) = RunSubject([*inputs, read], Judging(enforcement(release))).connectors
    return found


def test_targets_are_filled_with_stored_parameters() -> None:
    found = subject(body("https://${parameters.h:-x}/v1/${parameters.m}", parameters={"h": "a.example", "n": "1"}))
    (target,) = found.targets
    assert target.text == "https://a.example/v1/${parameters.m}"
    assert isinstance(target.resolved, Resolved)
    assert [(fill.name, fill.open) for fill in target.resolved.fills] == [("h", False), ("m", True)]


def test_places_lead_to_the_url_or_to_the_parameter() -> None:
    found = subject(body("https://${parameters.h}/v1", parameters={"h": "a\u0022.example"}))
    (target,) = found.targets
    assert target.text == 'https://a".example/v1'
    source = found.connector.place.source.text

    def at(text: str) -> str:
        start = (target.text or "").index(text)
        place = found.place_of(target, Span(start, start + len(text)))
        return source[place.span.start : place.span.end]

    assert at('a".ex') == 'a\\".ex'
    assert at("/v1") == "/v1"
    assert found.place_of(target, Span(8, 9)).pointer == "/parameters/h"
    assert found.place_of(target, Span(0, 5)).pointer == "/actions/0/url"
    behind = found.place_of(target, Span(len(target.text or ""), len(target.text or "") + 1))
    assert source[behind.span.start : behind.span.end] == "1"


def test_mcp_urls_are_not_filled() -> None:
    connector = {
        "name": "m",
        "version": 1,
        "protocol": "mcp_sse",
        "url": "https://${parameters.h}/",
        "parameters": {"h": "a"},
    }
    (target,) = subject(connector).targets
    assert (target.action, target.text) == (None, "https://${parameters.h}/")


def test_the_walk_along_the_list() -> None:
    listed = settings("^https://a/$", "^https://api\\.v\\.com/x$", "(", "^.*$")
    found = subject(body("https://api.v.com/x"), listed)
    admitted = found.admission("https://api.v.com/x")
    assert isinstance(admitted, Admitted)
    assert admitted.entry.index == 1
    broken = found.admission("https://api.v.com/y")
    assert isinstance(broken, Broken)
    assert broken.entry.index == 2
    refused = subject(body("x"), settings("^https://a/$", "^https://api\\.v\\.com/x$")).admission("https://api.v.com/y")
    assert isinstance(refused, Refused)
    assert refused.nearest is not None
    assert (refused.nearest.index, refused.stops_at) == (1, len("https://api.v.com/"))
    assert subject(body("x"), settings()).admission("https://a/") == Refused(None, 0)


def test_the_list_in_force_comes_with_its_place() -> None:
    given = subject(body("x"), settings("^a$", layer="transient"), settings("^b$"))
    assert [entry.text for entry in given.trusted.entries] == ["^a$"]
    assert provenance(given.endpoints.said, NEWEST) == "transient settings in settings.json, line 1"
    none = subject(body("x"), release=Release.parse("2.9"))
    assert len(none.trusted.entries) == 3
    assert provenance(none.endpoints.said, Release.parse("2.9")) == "built into OpenSearch 2.9"
    two = subject(body("x"), settings("^a$"), settings("^b$"))
    assert [[entry.text for entry in listed.entries] for listed in two.policies] == [["^b$"], ["^a$"]]


@pytest.mark.parametrize(
    ("url", "entry", "may"),
    [
        ("https://<HOST>/v1", "^https://api\\.v\\.com/.*$", True),
        ("http://<HOST>/v1", "^https://api\\.v\\.com/.*$", False),
        ("https://api.w.com/<MODEL>", "^https://api\\.v\\.com/.*$", False),
    ],
)
def test_what_is_left_open_may_be_anything(url: str, entry: str, may: bool) -> None:
    found = subject(body(url), settings(entry))
    (target,) = found.targets
    gaps = found.holes(target)
    assert len(gaps) == 1
    assert found.may_be_admitted(url, gaps) is may


def test_an_update_may_meet_parameters_that_are_stored() -> None:
    text = f"PUT /_plugins/_ml/connectors/c1\n{json.dumps(body('https://${parameters.h}/v1'))}"
    read = read_bytes("u.console", text.encode())
    (found,) = RunSubject([read], Judging(enforcement(NEWEST))).connectors
    (target,) = found.targets
    assert [(target.text or "")[span.start : span.end] for span in found.holes(target)] == ["${parameters.h}"]
