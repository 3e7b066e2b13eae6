r"""A setting of ML Commons that the release does not know.

OpenSearch refuses a request with a setting that it does not know, and with it all others of the same request (400,
"not recognized"). With such a setting in ``opensearch.yml`` the node does not start. What was meant to be tightened is
not.

The usual causes: a misspelt key, the name of another setting's page, a key that a newer release has, and one that is
gone.

Correct the key. The finding names the nearest one that the release has.

Severity: medium.

False alarms: none known. Keys below ``plugins.ml_commons.`` are judged, and keys whose last part is that of a setting
while the part in front is nearly that prefix; all others belong to somebody else. Keys with placeholders, keys that a
``*`` resets, and those that an answer shows among its defaults are left alone: the cluster that answered knows them.
Settings of 3.9 that are known from pull requests only count as known there. Missed: misspelt keys of the security
plugin and of OpenSearch itself.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    PREFIX,
    Clean,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    RunSubject,
    Said,
    SettingFacts,
    Severity,
    lazy,
    nearest,
    provenance,
    run_rule,
    setting,
    settings,
    spans,
    spans_text,
    spelt_as,
)
from endpointlint_rules.switches import shown_default

_PLAIN = lazy(r"[A-Za-z0-9_.-]+")
_INDEX = lazy(r"\.[0-9]+\Z")
_LIKE_THE_PREFIX = 0.75
"""How alike a prefix must be to `plugins.ml_commons.` to be taken for it (`difflib`, 0 to 1)."""
_TRUSTED = PREFIX + "trusted_connector_endpoints_regex"


@run_rule(
    title="Setting that the release does not know",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-1164", "OpenSearch AbstractScopedSettings.java", "ml-commons MLCommonsSettings.java"),
    examples=(
        Flagged(f'{{"persistent": {{"{PREFIX}trusted_connector_endpoint_regex": ["^https://a$"]}}}}'),
        Flagged(f'{{"persistent": {{"{PREFIX}mcp_feature_enabled": true}}}}'),
        Flagged('{"persistent": {"plugins.ml-commons.only_run_on_ml_node": false}}'),
        Flagged(f'{{"persistent": {{"{PREFIX}trusted_connector_private_endpoints_regex": []}}}}', opensearch="3.6"),
        Flagged(f'{{"persistent": {{"{PREFIX}update_connector.enabled": true}}}}'),
        Clean(f'{{"persistent": {{"{PREFIX}only_run_on_ml_node": false, "plugins.query.enabled": true}}}}'),
        Clean(f'{{"persistent": {{"{PREFIX}*": null}}}}'),
        Clean(f'{{"persistent": {{"{PREFIX}task_dispatcher.eligible_node_role.remote_model.0": "ml"}}}}'),
        Clean(f'{{"persistent": {{}}, "defaults": {{"{PREFIX}of_tomorrow": "true"}}}}'),
    ),
)
def unknown_setting(run: RunSubject) -> Iterator[Outcome]:
    """Report each key that the release refuses, wherever it is written."""
    for key in run.effective.keys:
        if not _PLAIN.fullmatch(key):
            continue
        found = _unknown(run, key)
        if found is None:
            continue
        message, meant = found
        for said in run.effective.occurrences(key):
            if not shown_default(said):
                yield _finding(run, said, message, meant)


def _unknown(run: RunSubject, key: str) -> tuple[str, str | None] | None:
    """What is wrong with a key, and the one that is meant; None for a key that is right, or not ours."""
    if not key.startswith(PREFIX):
        meant = _misspelt_prefix(key)
        return None if meant is None else ("no release of OpenSearch knows this setting", meant)
    facts = setting(key) or setting(_INDEX.sub("", key))
    if facts is None:
        known = [name for name, one in settings().items() if one.exists(run.release)]
        return "no release of OpenSearch knows this setting", spelt_as(key) or nearest(key, known)
    if facts.exists(run.release):
        return None
    return _elsewhere(facts), None


def _elsewhere(facts: SettingFacts) -> str:
    """Which releases know a setting, in words that are the same for each release that does not."""
    found = spans_text(spans(facts.exists))
    if found and facts.gone is None:
        return f"this setting is known from OpenSearch {facts.first} on"
    if found:
        return f"this setting is known to OpenSearch {found} only"
    if facts.gone is not None:
        return f"this setting is gone since OpenSearch {facts.gone}"
    return f"this setting is expected in OpenSearch {facts.first}"


def _misspelt_prefix(key: str) -> str | None:
    """The key that is meant by one whose beginning is misspelt, such as `plugins.ml-commons.…`."""
    from difflib import SequenceMatcher

    for known in settings():
        rest = known.removeprefix(PREFIX)
        start = key.removesuffix(rest)
        if start != key and start and SequenceMatcher(None, start, PREFIX).ratio() >= _LIKE_THE_PREFIX:
            return known
    return None


def _finding(run: RunSubject, said: Said, message: str, meant: str | None) -> Finding:
    effect = "the node does not start with it" if said.layer.value == "opensearch.yml" else "the request is refused"
    return Finding(
        message,
        severity=Severity.MEDIUM,
        grade=Grade.PROVED,
        place=said.key_place,
        about=("setting", said.key),
        label=effect,
        notes=(
            *((Note("meant", meant),) if meant else ()),
            Note("stands in", provenance(said, run.release)),
        ),
    )
