"""What rules on connectors say beyond their examples: by release, by what the settings say, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options
from endpointlint.engine.result import Reported
from endpointlint.policy.release import NEWEST, UNKNOWN, Release
from endpointlint.rule.finding import Severity
from endpointlint_rules.samples import KEY_HEADER, aws, connector, mcp, settings, trusted
from support.command import run

HOST = "https://${parameters.host}/v1"
KEY = {"headers": KEY_HEADER}
SWITCH = "plugins.ml_commons.connector.private_ip_enabled"


def judged(folder: Path, rule: str, *files: tuple[str, str] | str, release: str | None = None) -> list[Reported]:
    for file in files:
        name, text = ("connector.json", file) if isinstance(file, str) else file
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    options = Options(
        release=Release.parse(release) if release and release != UNKNOWN else NEWEST,
        every_release=release == UNKNOWN,
        examples=0,
        select=frozenset((rule,)),
        allow_empty=True,
    )
    report = lint([str(folder)], options, stdin=lambda: b"")
    assert report.incomplete == ()
    assert report.unknowns == ()
    return list(report.findings)


def notes(found: Reported) -> dict[str, str]:
    return {note.label: note.text for note in found.notes}


# -- steerable-host -------------------------------------------------------------------------------------------------


def test_the_finding_shows_what_the_caller_gives(tmp_path: Path) -> None:
    (found,) = judged(tmp_path, "steerable-host", connector(HOST, action=KEY), release="3.6")
    assert found.witness is not None
    assert (found.witness.url, found.witness.host) == ("https://evil.example/v1", "evil.example")
    assert notes(found)["caller gives"] == "host = 'evil.example'"
    line = found.place.source.text
    assert line[found.place.span.start : found.place.span.end] == "${parameters.host}"


def test_a_slash_is_given_with_its_key(tmp_path: Path) -> None:
    (found,) = judged(tmp_path, "steerable-host", connector("${parameters.url}"), release="3.6")
    assert notes(found)["and"].startswith("no_escape_params = 'url'")


@pytest.mark.parametrize(
    ("entries", "severity", "message"),
    [
        ([r"^https://.*\.vendor\.com/.*$"], Severity.CRITICAL, "callers choose whom this connector calls"),
        ([r"^https://(api|eu)\.vendor\.com/.*$"], Severity.LOW, "callers choose among the hosts of vendor.com"),
        ([r"^https://api\.vendor\.com(:\d{1,5})?/.*$"], Severity.LOW, "callers choose the port"),
        (
            [r"^https://api\.vendor\.com/.*$", r"^https://api\.other\.com/v1$"],
            Severity.HIGH,
            "callers can have another vendor called that the list trusts",
        ),
        ([r"^https://api\.vendor\.com(:443)?/.*$"], None, ""),
        ([r"^https://api\.other\.com/v2$", r"^https://api\.vendor\.com/.*$"], None, ""),
        ([], None, ""),
    ],
)
def test_as_far_as_the_list_lets_them(
    entries: list[str], severity: Severity | None, message: str, tmp_path: Path
) -> None:
    chat = connector(HOST, parameters={"host": "api.vendor.com"}, action=KEY)
    found = judged(tmp_path, "steerable-host", trusted(*entries), chat, release="3.8")
    assert [(one.severity, one.message) for one in found] == ([] if severity is None else [(severity, message)])


def test_http_where_the_list_admits_it(tmp_path: Path) -> None:
    listed = trusted(r"^https?://(api|eu)\.vendor\.com/.*$")
    for action, severity in ((KEY, Severity.HIGH), ({}, Severity.MEDIUM)):
        chat = connector("${parameters.base}/v1", parameters={"base": "https://api.vendor.com"}, action=action)
        (found,) = judged(tmp_path, "steerable-host", listed, chat, release="3.8")
        assert (found.severity, found.message) == (severity, "callers can have it called over http")


def test_customers_of_a_shared_platform(tmp_path: Path) -> None:
    chat = connector("https://${parameters.name}.openai.azure.com/x", parameters={"name": "ours"}, action=KEY)
    listed = trusted(r"^https://[a-z0-9-]+\.openai\.azure\.com/.*$")
    (found,) = judged(tmp_path, "steerable-host", listed, chat, release="3.8")
    assert found.severity is Severity.MEDIUM


def test_what_is_stored_need_not_be_admitted(tmp_path: Path) -> None:
    """The one host that the list admits is no choice."""
    chat = connector(HOST, parameters={"host": "eu.vendor.com"}, action=KEY)
    assert judged(tmp_path, "steerable-host", trusted(r"^https://api\.vendor\.com/.*$"), chat, release="3.8") == []


def test_entries_behind_one_that_is_no_regex_are_not_reached(tmp_path: Path) -> None:
    chat = connector(HOST, parameters={"host": "api.vendor.com"}, action=KEY)
    listed = trusted(r"^https://api\.vendor\.com/.*$", "(", "^.*$")
    assert judged(tmp_path, "steerable-host", listed, chat, release="3.8") == []
    listed = trusted("^.*$", "(", r"^https://api\.vendor\.com/.*$")
    assert len(judged(tmp_path, "steerable-host", listed, chat, release="3.8")) == 1


def test_any_list_that_may_be_in_force_counts(tmp_path: Path) -> None:
    chat = connector(HOST, parameters={"host": "api.vendor.com"}, action=KEY)
    closed, wide = trusted(r"^https://api\.vendor\.com/.*$")[1], trusted("^https://.*$")[1]
    (found,) = judged(tmp_path, "steerable-host", ("a.json", wide), ("b.json", closed), chat, release="3.8")
    assert found.severity is Severity.CRITICAL
    assert "a.json" in notes(found)["list"]


def test_a_list_that_cannot_be_the_built_in_one(tmp_path: Path) -> None:
    chat = connector(HOST, parameters={"host": "api.vendor.com"}, action=KEY)
    (found,) = judged(tmp_path, "steerable-host", chat, release="3.8")
    assert found.severity is Severity.MEDIUM
    assert notes(found)["list"].startswith("not known")


def test_over_all_releases_it_says_for_which_it_holds(tmp_path: Path) -> None:
    chat = connector("https://chat.${parameters.zone}/v1", parameters={"zone": "vendor.com"}, action=KEY)
    found = judged(tmp_path, "steerable-host", trusted(r"^https://chat\.vendor\.com/.*$"), chat, release=UNKNOWN)
    assert [(one.severity, one.releases) for one in found] == [(Severity.CRITICAL, "until 3.6")]


def test_every_action_is_looked_at(tmp_path: Path) -> None:
    body = json.loads(connector(HOST, action=KEY))
    body["actions"].append({**body["actions"][0], "url": "https://api.vendor.com/v1"})
    body["actions"].append({**body["actions"][0], "url": "https://${parameters.other}/v1"})
    found = judged(tmp_path, "steerable-host", json.dumps(body), release="3.6")
    assert [one.place.pointer for one in found] == ["/actions/0/url", "/actions/2/url"]


def test_it_is_confirmed_by_other_engines(tmp_path: Path) -> None:
    (tmp_path / "connector.json").write_text(connector(HOST, action=KEY))
    (tmp_path / "settings.json").write_text(trusted("^https://.*$")[1])
    ran = run("check", str(tmp_path), "--format", "json", "--opensearch", "3.8", "--examples", "30")
    found: list[dict[str, Any]] = json.loads(ran.out)["findings"]
    (one,) = [finding for finding in found if finding["rule"] == "steerable-host"]
    assert one["confirmed_by"][:2] == ["substitutor", "automaton"]
    assert one["generated"] == {"examples": 30, "agreed": 30}
    assert one["evidence"] == "witnessed"


# -- the others -----------------------------------------------------------------------------------------------------


def test_a_path_below_a_steerable_host_follows_from_it(tmp_path: Path) -> None:
    url = "https://${parameters.host}/m/${parameters.model}"
    for name in ("steerable-host", "steerable-path"):
        assert (
            len(judged(tmp_path, name, connector(url, action=KEY, parameters={"host": "a.b.com"}), release="3.6")) == 1
        )
    ran = run("check", str(tmp_path), "--format", "json", "--opensearch", "3.6", "--examples", "0")
    found = {one["rule"]: one.get("follows_from") for one in json.loads(ran.out)["findings"]}
    assert found["steerable-path"] == "steerable-host"


@pytest.mark.parametrize(
    ("url", "switch", "release", "severity", "refused"),
    [
        ("http://10.1.2.3/", None, "3.8", Severity.MEDIUM, True),
        ("http://10.1.2.3/", False, "3.8", Severity.LOW, True),
        ("http://10.1.2.3/", True, "3.8", Severity.MEDIUM, False),
        ("http://10.1.2.3/", True, "2.14", Severity.MEDIUM, False),
        ("http://169.254.169.254/", None, "3.8", Severity.HIGH, True),
        ("http://169.254.169.254/", None, "2.19", Severity.HIGH, False),
        ("http://169.254.169.254/", False, "3.8", Severity.LOW, True),
    ],
)
def test_inside_by_release_and_setting(
    url: str, switch: bool | None, release: str, severity: Severity, refused: bool, tmp_path: Path
) -> None:
    files = [connector(url)] if switch is None else [connector(url), settings(**{SWITCH: switch})]
    (found,) = judged(tmp_path, "internal-endpoint", *files, release=release)
    assert (found.severity, found.message.endswith("is refused")) == (severity, refused)


def test_addresses_of_mcp_connectors_are_not_refused(tmp_path: Path) -> None:
    (found,) = judged(tmp_path, "internal-endpoint", mcp("http://127.0.0.1:3000/"))
    assert not found.message.endswith("is refused")


def test_a_private_key_is_not_looked_for_where_a_role_is_taken(tmp_path: Path) -> None:
    assert judged(tmp_path, "long-lived-aws-key", aws(credential={"roleArn": "arn:aws:iam::1:role/r"})) == []


def test_a_missing_region_is_somebody_elses_where_nothing_is_given(tmp_path: Path) -> None:
    assert judged(tmp_path, "signature-mismatch", aws(parameters=None, credential=None)) == []
    assert len(judged(tmp_path, "signature-mismatch", aws(parameters={"service_name": "bedrock"}))) == 1


def test_a_field_is_unsupported_until_a_release_knows_it(tmp_path: Path) -> None:
    body = connector(client_config={"skip_ssl_verification": True, "max_connection": 5})
    found = judged(tmp_path, "unsupported-by-release", body, release=UNKNOWN)
    assert [(one.place.pointer.rpartition("/")[2], one.releases) for one in found] == [
        ("client_config", "until 2.12"),
        ("skip_ssl_verification", "until 3.4"),
        ("max_connection", "until 2.12"),
    ]


def test_access_fields_of_several_settings_that_may_hold(tmp_path: Path) -> None:
    control = "plugins.ml_commons.connector_access_control_enabled"
    files = [(f"{name}.json", settings(**{control: value})[1]) for name, value in (("a", True), ("b", False))]
    assert judged(tmp_path, "access-fields-rejected", *files, connector(access_mode="private")) == []


def test_answers_of_opensearch_are_left_alone(tmp_path: Path) -> None:
    stored = connector(access="public", created_time=1, credential=None, some="thing", client_config={"new": 1})
    for rule in ("access-fields-rejected", "no-effect-field", "unsupported-by-release", "plaintext-credential"):
        assert judged(tmp_path, rule, stored) == []
