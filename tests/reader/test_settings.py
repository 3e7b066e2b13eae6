"""Settings bodies in all the forms that OpenSearch takes, and what is said about those that it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.model import EndpointList, Layer, ListForm, ListSetting
from endpointlint.reader import read_bytes
from endpointlint.reader.settings import MAX_SETTINGS, REDACTED

TRUSTED = "plugins.ml_commons.trusted_connector_endpoints_regex"
PRIVATE = "plugins.ml_commons.trusted_connector_private_endpoints_regex"
MODEL_URL = "plugins.ml_commons.trusted_url_regex"


def read(text: str, name: str = "x.json") -> Input:
    return read_bytes(name, text.encode())


def lists(found: Input) -> list[EndpointList]:
    return [one for document in found.documents for one in document.lists]


def patterns(found: Input) -> list[str]:
    return [entry.literal.value for one in lists(found) for entry in one.entries]


def messages(found: Input) -> list[tuple[str, bool]]:
    return [(problem.message, problem.blocking) for problem in found.problems]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"persistent": {TRUSTED: ["^a$", "^b$"]}}, f"/persistent/{TRUSTED}"),
        ({"transient": {TRUSTED: ["^a$", "^b$"]}}, f"/transient/{TRUSTED}"),
        (
            {"persistent": {"plugins": {"ml_commons": {"trusted_connector_endpoints_regex": ["^a$", "^b$"]}}}},
            "/persistent/plugins/ml_commons/trusted_connector_endpoints_regex",
        ),
        (
            {"defaults": {"plugins.ml_commons": {"trusted_connector_endpoints_regex": ["^a$", "^b$"]}}},
            "/defaults/plugins.ml_commons/trusted_connector_endpoints_regex",
        ),
        (
            {"persistent": {"plugins": {"ml_commons.trusted_connector_endpoints_regex": ["^a$", "^b$"]}}},
            "/persistent/plugins/ml_commons.trusted_connector_endpoints_regex",
        ),
        ({"persistent": {TRUSTED: {"0": "^a$", "1": "^b$"}}}, f"/persistent/{TRUSTED}"),
        ({"persistent": {TRUSTED: "^a$, ^b$,"}}, f"/persistent/{TRUSTED}"),
        ({TRUSTED: ["^a$", "^b$"]}, f"/{TRUSTED}"),
        ({"a/b": [{"c~d": {TRUSTED: ["^a$", "^b$"]}}]}, f"/a~1b/0/c~0d/{TRUSTED}"),
        ({"fixture": {"body": {"persistent": {TRUSTED: ["^a$", "^b$"]}}}}, f"/fixture/body/persistent/{TRUSTED}"),
    ],
)
def test_flat_nested_and_mixed_keys(body: dict[str, Any], pointer: str) -> None:
    found = read(json.dumps(body))
    (one,) = lists(found)
    assert [entry.literal.value for entry in one.entries] == ["^a$", "^b$"]
    assert one.place.pointer == one.key_place.pointer == pointer
    assert one.setting is ListSetting.TRUSTED_ENDPOINTS
    layer = next((part for part in ("persistent", "transient", "defaults") if part in pointer), "bare")
    assert one.layer is Layer(layer)
    assert found.kind is DocumentKind.CLUSTER_SETTINGS
    assert found.entries == 2
    assert found.problems == ()
    if one.form is not ListForm.SCALAR:
        assert [entry.place.pointer for entry in one.entries] == [f"{pointer}/0", f"{pointer}/1"]


def test_flat_keys_with_an_index() -> None:
    found = read(json.dumps({"persistent": {f"{TRUSTED}.1": "^b$", f"{PRIVATE}.0": "^p$", f"{TRUSTED}.0": "^a$"}}))
    trusted, private = sorted(lists(found), key=lambda one: one.setting)
    assert [entry.literal.value for entry in trusted.entries] == ["^a$", "^b$"]
    assert [entry.literal.value for entry in private.entries] == ["^p$"]
    assert trusted.form is private.form is ListForm.INDEXED
    assert [entry.place.pointer for entry in trusted.entries] == [
        f"/persistent/{TRUSTED}.0",
        f"/persistent/{TRUSTED}.1",
    ]
    assert found.problems == ()


def test_an_index_is_missing() -> None:
    found = read(json.dumps({"persistent": {TRUSTED: {"0": "^a$", "2": "^c$"}}}))
    assert patterns(found) == ["^a$", "^c$"]
    assert messages(found) == [(f"OpenSearch refuses `{TRUSTED}.2`: there is no `{TRUSTED}.1`", False)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (",", []),
        (",,", []),
        (" ", [""]),
        (" , ", ["", ""]),
        ("a", ["a"]),
        ("\t a\u00a0,b\n", ["a\u00a0", "b"]),
        ("^[a-z]{1,3}$", ["^[a-z]{1", "3}$"]),
    ],
)
def test_a_text_is_cut_at_commas(text: str, parts: list[str]) -> None:
    # dropped are empty parts, not parts of blanks: `" "` closes the list on a real node, `""` does not
    found = read(json.dumps({"persistent": {TRUSTED: text}}))
    (one,) = lists(found)
    assert one.form is ListForm.SCALAR
    assert one.whole is not None
    assert one.whole.value == text
    assert [entry.literal.value for entry in one.entries] == parts


def test_the_model_url_is_one_regex() -> None:
    found = read(json.dumps({"persistent": {MODEL_URL: "^a{1,2}$"}}))
    assert patterns(found) == ["^a{1,2}$"]
    assert found.problems == ()
    found = read(json.dumps({"persistent": {MODEL_URL: ["^a$", "^b$"]}}))
    assert patterns(found) == ["^a$", "^b$"]
    assert messages(found) == [(f"OpenSearch refuses a list for `{MODEL_URL}`, which is one regex", False)]


def test_numbers_and_booleans_become_text_and_null_is_refused() -> None:
    found = read('{"persistent": {"KEY": [1, 2.50, true, "x", null]}}'.replace("KEY", TRUSTED))
    assert patterns(found) == ["1", "2.50", "true", "x"]
    assert messages(found) == [("OpenSearch refuses null in a list", False)]
    (problem,) = found.problems
    assert problem.place is not None
    assert problem.place.start.column == len(TRUSTED) + 42


def test_null_resets() -> None:
    found = read('{"persistent": {"KEY": null, "plugins.ml_commons.*": null}}'.replace("KEY", TRUSTED))
    (one,) = lists(found)
    assert (one.form, one.entries) == (ListForm.NULL, ())
    assert [(setting.key, setting.value) for setting in found.documents[0].settings] == [("plugins.ml_commons.*", None)]
    assert found.problems == ()


def test_an_empty_list_is_a_list() -> None:
    (one,) = lists(read('{"persistent": {"KEY": []}}'.replace("KEY", TRUSTED)))
    assert (one.form, one.entries) == (ListForm.ARRAY, ())


@pytest.mark.parametrize("value", ["[null]", '["^a', "[ ...", "[ <one per vendor> ]", "{{ endpoints }}", "["])
def test_a_list_of_which_nothing_was_read_is_no_empty_list(value: str) -> None:
    found = read(
        '{"persistent": {"plugins.ml_commons.only_run_on_ml_node": true, "KEY": VALUE}}'.replace(
            "KEY", TRUSTED
        ).replace("VALUE", value)
    )
    assert lists(found) == []
    assert found.problems != ()
    assert found.problems[0].blocking is (value != "[null]")


def test_objects_in_a_list_are_refused() -> None:
    found = read('{"persistent": {"KEY": ["^a$", {"b": 1}, ["c"]]}}'.replace("KEY", TRUSTED))
    assert patterns(found) == ["^a$"]
    assert messages(found) == [("OpenSearch refuses a list that holds anything but texts", True)] * 2


def test_an_answer_with_defaults() -> None:
    found = read(
        '{"persistent": {}, "transient": {}, "defaults": {"KEY": ["^a$"], "x": {"y": "1"}}}'.replace("KEY", TRUSTED)
    )
    (document,) = found.documents
    assert document.shows_defaults
    assert document.lists[0].layer is Layer.DEFAULTS
    assert [(setting.key, setting.value, setting.layer) for setting in document.settings] == [
        ("x.y", "1", Layer.DEFAULTS)
    ]


def test_the_answer_of_a_fresh_cluster_is_a_policy() -> None:
    found = read('{"persistent":{},"transient":{}}')
    assert found.kind is DocumentKind.CLUSTER_SETTINGS
    assert len(found.documents) == 1
    assert found.documents[0].lists == ()
    assert not found.documents[0].shows_defaults


def test_values_of_other_settings() -> None:
    body = {
        "plugins.ml_commons.a": True,
        "plugins.ml_commons.b": "true",
        "plugins.ml_commons.c": 3,
        "plugins.ml_commons.d": 0.5,
        "plugins.ml_commons.e": ["x", 1],
        "http.cors.allow-origin": "*",
        "plugins.security.ssl.http.keystore_password": "hunter2",
        "plugins.ml_commons.encryption.master_key": "0000000000000011",
    }
    found = read(json.dumps({"persistent": body}))
    assert {setting.key: setting.value for setting in found.documents[0].settings} == {
        **body,
        "plugins.ml_commons.e": ("x", "1"),
        "plugins.security.ssl.http.keystore_password": REDACTED,
        "plugins.ml_commons.encryption.master_key": REDACTED,
    }


def test_both_forms_at_once_are_both_judged() -> None:
    inner = {"ml_commons": {"trusted_connector_endpoints_regex": ["^b$"]}}
    found = read(json.dumps({"persistent": {TRUSTED: ["^a$"], "plugins": inner}, "transient": {TRUSTED: ["^c$"]}}))
    assert patterns(found) == ["^a$", "^b$", "^c$"]


@pytest.mark.parametrize(
    "text",
    [
        '{"properties": {"KEY": {"type": "array", "items": {"type": "string"}}}}'.replace("KEY", TRUSTED),
        '{"settings": [{"key": "KEY", "value": ["^a$"]}]}'.replace("KEY", TRUSTED),
        '["KEY", ["^a$"]]'.replace("KEY", TRUSTED),
        '["^https://ml_commons\\\\.example/.*$"]',
        '{"archived": {"KEY.x": {}}}'.replace("KEY", TRUSTED),
        '{"persistent": true, "transient": ["KEY"]}'.replace("KEY", TRUSTED),
        '{"persistent": {"volume": 1}, "transient": {}, "name": "ml_commons"}',
    ],
)
def test_what_only_mentions_settings_is_not_ours(text: str) -> None:
    found = read(text)
    assert found.kind is DocumentKind.OTHER
    assert (found.documents, found.problems, found.connectors) == ((), (), 0)


def test_archived_settings_are_not_in_force() -> None:
    found = read(json.dumps({"persistent": {"archived": {TRUSTED: ["^a$"]}}, "transient": {}}))
    assert lists(found) == []
    assert [setting.key for setting in found.documents[0].settings] == [f"archived.{TRUSTED}"]


@pytest.mark.parametrize("innermost", ["{x: 1, y: 2}", "{}"])
def test_a_billion_laughs(innermost: str) -> None:
    text = f"plugins:\n  ml_commons:\n    only: 1\n    a: &a {innermost}\n"
    for before, name in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True):
        text += f"    {name}: &{name} {{x: *{before}, y: *{before}}}\n"
    found = read(text, "opensearch.yml")
    assert (f"more than {MAX_SETTINGS} settings in one document", True) in messages(found)


def test_keys_twice_in_one_object_are_all_judged() -> None:
    found = read('{"persistent": {"KEY": ["^a$"],\n "KEY": ["^b$"]}}'.replace("KEY", TRUSTED))
    assert patterns(found) == ["^a$", "^b$"]
    (problem,) = found.problems
    assert not problem.blocking
    assert problem.place is not None
    assert (problem.place.start.line, problem.place.start.column) == (2, 2)
