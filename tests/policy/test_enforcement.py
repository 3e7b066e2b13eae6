from __future__ import annotations

import json
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from endpointlint.policy import enforcement as module
from endpointlint.policy.addresses import AWS_SIGV4, TYPICAL, refusal_spans
from endpointlint.policy.enforcement import CallerField, Enforcement, Moment, enforcement, source_of
from endpointlint.policy.model import ListSetting
from endpointlint.policy.release import NEWEST, OLDEST, UPCOMING, Release, Span, known_releases, spans_text
from endpointlint.policy.safety import SafetyForm, SafetyRule
from endpointlint.policy.settings import (
    Scope,
    SettingType,
    default_entries,
    setting,
    settings,
    spelt_as,
)

DATA = Path(module.__file__).parent / "data"

EVERY = [*known_releases(), UPCOMING]

OPENAI = r"^https://api\.openai\.com/.*$"


def at(text: str) -> Enforcement:
    return enforcement(Release.parse(text))


def loaded(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("release", "bundled", "tables"),
    [
        ("2.9", 17, 17),
        ("2.11", 17, 17),
        ("2.12", 21, 21),
        ("3.1", 21, 21),
        ("3.2", 24, 25),
        ("3.4", 24, 25),
        ("3.5", 25, 25),
    ],
)
def test_java(release: str, bundled: int, tables: int) -> None:
    assert (at(release).java, at(release).java_tables) == (bundled, tables)


@pytest.mark.parametrize(
    ("release", "count"),
    [
        ("2.9", 3), ("2.10", 3), ("2.11", 4), ("2.15", 4), ("2.16", 6), ("2.17", 6), ("2.17.1", 7), ("2.18", 9),
        ("2.19", 11), ("2.19.4", 11), ("3.0", 11), ("3.4", 11), ("3.5", 12), ("3.8", 12), ("3.9", 12),
    ],
)  # fmt: skip
def test_built_in_list(release: str, count: int) -> None:
    assert len(at(release).default_endpoints) == count
    assert at(release).default(ListSetting.TRUSTED_ENDPOINTS) == at(release).default_endpoints


def test_built_in_list_is_in_the_order_of_the_source() -> None:
    services = [
        entry.removeprefix("^https://").partition(".")[0].partition("\\")[0] for entry in default_entries(NEWEST)
    ]
    assert services == [
        "runtime", "api", "api", "api", "api", "generativelanguage", "bedrock-runtime", "bedrock-agent-runtime",
        "bedrock", "textract", "comprehend", "rekognition(-fips)?",
    ]  # fmt: skip


def test_lists_and_how_they_are_applied() -> None:
    early = {ListSetting.TRUSTED_ENDPOINTS, ListSetting.MODEL_URL}
    assert at("2.9").lists == at("3.6").lists == early
    assert at("3.7").lists == set(ListSetting)
    for release in EVERY:
        found = enforcement(release)
        assert {found.operation(key) for key in ListSetting if key is not ListSetting.MODEL_URL} == {"matches"}
        assert found.operation(ListSetting.MODEL_URL) == "find"
        assert found.default_model_url == found.default(ListSetting.MODEL_URL)[0]
    assert at("3.6").default(ListSetting.PRIVATE_ENDPOINTS) == ()


def test_safety_check_by_release() -> None:
    entry = r"^https://a\.example(:\d+)?/$"
    trusted = ListSetting.TRUSTED_ENDPOINTS
    assert at("3.6").safety_form is None
    assert at("3.6").refusal(trusted, entry) is None
    refusal = at("3.7").refusal(trusted, entry)
    assert refusal is not None
    assert refusal.rule is SafetyRule.NESTED_QUANTIFIER
    assert at("3.9").safety_form is SafetyForm.SINCE_3_9
    assert at("3.9").refusal(trusted, entry) is None
    assert at("3.8").checks(ListSetting.MODEL_URL) is None
    assert at("3.8").refusal(ListSetting.MODEL_URL, entry) is None
    assert at("3.8").checked_lists == set(ListSetting) - {ListSetting.MODEL_URL}
    for release in EVERY:
        found = enforcement(release)
        assert not any(found.refusal(trusted, shipped) for shipped in found.default_endpoints)


def test_when_the_list_is_applied() -> None:
    assert at("2.9").applied_at == {Moment.CREATE, Moment.REGISTER}
    assert Moment.UPDATE in at("2.11").applied_at
    assert Moment.UPDATE_MODEL not in at("2.11").applied_at
    assert not at("3.6").checks_calls
    assert at("3.7").applied_at == set(Moment)


def test_what_a_caller_may_set() -> None:
    assert at("3.6").caller_sets == {CallerField.URL, CallerField.REQUEST_BODY}
    assert at("3.7").caller_sets == set(CallerField)
    assert (at("2.11").caller_escaping, at("2.12").caller_escaping) == ("none", "json")
    assert "authorization" in at("3.7").guarded_headers
    assert "api-key" not in at("3.7").guarded_headers
    assert at("3.6").guarded_headers == set()


def test_documents() -> None:
    assert at("2.9").protocols == {"http", "aws_sigv4"}
    assert "mcp_streamable_http" in at("3.3").protocols - at("3.2").protocols
    assert "google_cloud" in at("3.9").protocols - at("3.8").protocols
    assert at("2.9").action_types == {"predict"}
    assert len(at("2.17").action_types) == 5
    assert at("2.19").credential_required
    assert not at("2.18").credential_required


def test_connectors_by_release() -> None:
    assert at("2.18").credential_required_for == set()
    assert at("3.0").credential_required_for == {"http", "aws_sigv4", "mcp_sse"}
    assert at("3.3").credential_required_for == {"http", "aws_sigv4"}
    for release in EVERY:
        found = enforcement(release)
        assert found.credential_required == ("http" in found.credential_required_for)
        assert found.mcp_gated <= found.protocols
        assert (found.mcp_endpoint_joined is None) == ("mcp_sse" not in found.protocols)
        assert (found.private_switch == "none") != found.addresses.switch
        assert (found.streaming_client is None) == ("HTTP streaming" not in found.addresses.unchecked)
        assert set(found.methods) == {"http", "aws_sigv4"}
    assert at("2.17").methods["aws_sigv4"] == ()
    assert at("2.17.1").methods["aws_sigv4"] == ("POST", "GET")
    assert "DELETE" in at("3.5").methods["http"]
    assert [at(text).updates for text in ("2.9", "2.11", "2.12")] == ["none", "gated", "always"]
    assert [at(text).update_merges_parameters for text in ("2.15", "2.16")] == [False, True]


def test_calls_by_release() -> None:
    assert [at(text).client for text in ("2.13", "2.14")] == ["apache", "aws-sdk"]
    assert [at(text).streaming_client for text in ("3.2", "3.3")] == [None, "okhttp"]
    assert [at(text).timeouts for text in ("2.12", "2.13", "2.14", "3.6")] == [
        None, ("milliseconds", 30000), ("seconds", 30000), ("seconds", 30),
    ]  # fmt: skip
    assert [at(text).mcp_endpoint_joined for text in ("2.19", "3.0", "3.3")] == [None, "concatenated", "resolved"]
    assert [at(text).private_switch for text in ("2.14", "2.15", "3.3", "3.3.2")] == [
        "none", "live", "live", "snapshot",
    ]  # fmt: skip
    assert [at(text).header_limits for text in ("3.6", "3.7")] == [None, (8192, 65536)]
    assert [at(text).unescaping_key for text in ("2.19", "3.0")] == [None, "no_escape_params"]
    assert at("3.0").name_characters is None
    assert "'" in (at("3.1").name_characters or "")
    assert [at(text).action_names for text in ("3.4", "3.5")] == [False, True]


def test_only_the_upcoming_release_has_unverified_facts() -> None:
    for release in known_releases():
        assert enforcement(release).unverified == ()
    found = at("3.9").unverified
    assert any(fact.startswith("safety_check (https://") for fact in found)
    assert any("mutual_tls_enabled" in fact for fact in found)


def refused(release: str, address: str, protocol: str = "http") -> bool:
    return at(release).refuses_address(ip_address(address), protocol)


@pytest.mark.parametrize("release", ["2.9", "2.14", "2.19", "2.19.4", "3.0", "3.2", "3.3", "3.8"])
@pytest.mark.parametrize(
    "address", ["10.0.0.1", "172.31.255.255", "192.168.0.1", "127.9.9.9", "0.0.0.0", "::1", "::", "fec0::1"]
)
def test_private_addresses_are_refused_everywhere(release: str, address: str) -> None:
    assert refused(release, address)


@pytest.mark.parametrize("release", [str(release) for release in EVERY])
@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "0.0.0.1", "100.64.0.1", "198.18.0.1", "224.0.0.1", "fd00:ec2::254", "fe80::1",
     "64:ff9b::7f00:1"],
)  # fmt: skip
def test_some_addresses_are_refused_by_none(release: str, address: str) -> None:
    assert not refused(release, address)


def test_link_local_addresses() -> None:
    metadata = "169.254.169.254"
    assert [refused(release, metadata) for release in ("2.19", "2.19.4", "3.0", "3.2", "3.3", "3.9")] == [
        False, True, False, False, True, True,
    ]  # fmt: skip
    assert spans_text(refusal_spans(ip_address(metadata))) == "2.19.4, 3.3 to 3.8"
    assert spans_text(refusal_spans(ip_address(metadata), AWS_SIGV4)) == "3.3.2 to 3.8"


def octets(first: int, second: int, rest: tuple[int, int]) -> bool:
    """The home-made test of the releases before 2.19.4 and 3.3, written out, for a host with a single address."""

    def octal(number: int) -> int:
        text = str(number)
        return int(text, 8) if not set(text) & {"8", "9"} else number

    def either(number: int, wanted: range) -> bool:
        return octal(number) in wanted or int(str(number), 16) in wanted

    def one(number: int) -> range:
        return range(number, number + 1)

    if either(first, one(127)):
        return (second, *rest) == (0, 0, 1)
    if either(first, one(10)):
        return True
    if either(first, one(172)):
        return either(second, range(16, 33))
    if either(first, one(192)):
        return either(second, one(168))
    java = ip_address(bytes((first, second, *rest)))
    site_local = first == 10 or (first == 172 and 16 <= second < 32) or (first == 192 and second == 168)
    return site_local or java.is_loopback or java.is_unspecified


def test_early_ranges_are_those_of_the_octets() -> None:
    refuses = at("2.9").refuses_address
    for first in range(256):
        for second in range(256):
            for rest in ((0, 0), (0, 1), (1, 1)):
                address = ip_address(bytes((first, second, *rest)))
                assert refuses(address) is octets(first, second, rest), address


@pytest.mark.parametrize(
    ("release", "kind", "protocol", "note"),
    [
        ("2.9", "loopback", "http", "refused by default; nothing opens it; not checked: aws_sigv4 connectors"),
        ("2.9", "link_local", "http",
         "not refused by OpenSearch 2.9; refused by default from 2.19.4 on in 2.x and from 3.3 on"),
        ("2.15", "private", "http",
         "refused by default; open when connector.private_ip_enabled is true; not checked: aws_sigv4 connectors"),
        ("3.3.2", "metadata", "http",
         "refused by default from 2.19.4 on in 2.x and from 3.3 on; open when connector.private_ip_enabled is true; "
         "not checked: MCP connectors, HTTP streaming"),
        ("3.3", "loopback", "aws_sigv4", "not refused by OpenSearch 3.3; refused by default from 3.3.2 on"),
        ("3.8", "loopback", "aws_sigv4",
         "refused by default from 3.3.2 on; open when connector.private_ip_enabled is true, within "
         "trusted_connector_private_endpoints_regex if that is not empty; not checked: MCP connectors, HTTP streaming"),
        ("3.8", "special", "http", "not refused by OpenSearch 3.8; connector.restricted_ip_patterns can deny it"),
        ("2.9", "public", "http", "not refused by OpenSearch 2.9"),
    ],
)  # fmt: skip
def test_address_notes(release: str, kind: str, protocol: str, note: str) -> None:
    assert at(release).address_note(kind, protocol) == note
    assert at(release).address_note(ip_address(TYPICAL[kind]), protocol) == note


def test_settings() -> None:
    switch = setting("plugins.ml_commons.connector.private_ip_enabled")
    assert switch is not None
    assert (switch.type, switch.first, switch.gone) == (SettingType.BOOLEAN, Release(2, 15), None)
    assert switch.default(NEWEST) is False
    assert switch.scope(NEWEST) is Scope.DYNAMIC
    assert not switch.exists(Release(2, 14))
    assert switch.releases() == (Span(Release(2, 15), NEWEST),)
    patterns = setting(ListSetting.RESTRICTED_ADDRESSES)
    assert patterns is not None
    assert patterns.scope(NEWEST) is Scope.FINAL
    tools = setting("plugins.ml_commons.execute_tools_enabled")
    assert tools is not None
    assert [tools.default(Release(3, minor)) for minor in (2, 3)] == [False, True]
    update = setting("plugins.ml_commons.update_connector.enabled")
    assert update is not None
    assert spans_text(update.releases()) == "2.11"
    metrics = setting("plugins.ml_commons.metrics_static_collection_enabled")
    assert metrics is not None
    assert [metrics.scope(Release(3, minor)) for minor in (1, 2)] == [Scope.FINAL, Scope.DYNAMIC]
    assert setting("plugins.ml_commons.no_such_setting") is None
    assert setting("private_ip_enabled") is None


def test_misspelt_keys_lead_to_real_ones() -> None:
    assert spelt_as("plugins.ml_commons.mcp_feature_enabled") == "plugins.ml_commons.mcp_connector_enabled"
    assert spelt_as("plugins.ml_commons.mcp_connector_enabled") is None
    for wrong, right in loaded("settings.json")["misspelt"].items():
        assert "plugins.ml_commons." + wrong not in settings()
        assert "plugins.ml_commons." + right in settings()


def test_values_have_the_type_of_their_setting() -> None:
    types = {
        SettingType.BOOLEAN: bool, SettingType.BYTE_SIZE: str, SettingType.FLOAT: float, SettingType.INTEGER: int,
        SettingType.LIST: tuple, SettingType.LONG: int, SettingType.STRING: str,
    }  # fmt: skip
    assert len(settings()) > 80
    for facts in settings().values():
        for release, value in facts.defaults:
            assert type(value) is types[facts.type], facts.key
            assert release >= facts.first
        assert facts.source


def test_data_names_known_releases_in_order_with_sources() -> None:
    known = {str(release) for release in EVERY}
    for name, steps in loaded("enforcement.json")["facts"].items():
        releases = [step["from"] for step in steps]
        assert releases[0] == str(OLDEST)
        assert set(releases) <= known, name
        assert [Release.parse(text) for text in releases] == sorted(Release.parse(text) for text in releases)
        assert all(step["source"] for step in steps)
        assert all(now["value"] != then["value"] for then, now in pairwise(steps))
        assert source_of(name, OLDEST) == steps[0]["source"]
