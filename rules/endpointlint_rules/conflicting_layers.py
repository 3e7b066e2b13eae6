r"""Two layers give a setting different values.

OpenSearch takes a setting from the transient settings, else from the persistent ones, else from ``opensearch.yml``,
else the built-in value. A value in a weaker layer is not in force, whatever it says: whoever tightens
``opensearch.yml`` while a persistent setting says otherwise changes nothing. When the stronger layer is reset, or the
transient settings are lost with a restart of the cluster, the weaker value takes over without anybody having changed
it.

Set each setting in one layer, and reset it in the others (``null``).

Severity: medium.

False alarms: none known among files that are configuration. Settings of ML Commons and of the security plugin are
looked at. Of several files that set it in the stronger layer those count that are closest to the weaker value; where
they contradict each other they are not those of one cluster, and nothing is reported. Values in pages and other texts
for people, which may be examples that no cluster has, are compared with those of the same page only. What is shown as a
default is not reported. Two lists in one document are the business of ``mixed-layers``. Missed: settings of other
plugins, and what was set in the cluster by hand and no file shows.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    PREFIX,
    Clean,
    Finding,
    Flagged,
    Grade,
    Layer,
    ListSetting,
    Outcome,
    RunSubject,
    Said,
    Severity,
    provenance,
    run_rule,
)

_SWITCH = PREFIX + "connector.private_ip_enabled"
_FILE = ("opensearch.yml", f"cluster.name: search\n{_SWITCH}: false\n")
_NAMED = {
    Layer.TRANSIENT: "a transient setting",
    Layer.PERSISTENT: "a persistent setting",
    Layer.FILE: "opensearch.yml",
}
_LISTS = frozenset(setting.value for setting in ListSetting)


@run_rule(
    title="A value that a stronger layer hides",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-1188",),
    examples=(
        Flagged(files=(_FILE, ("settings.json", f'{{"persistent": {{"{_SWITCH}": true}}}}'))),
        Flagged(f'{{"transient": {{"{_SWITCH}": true}}, "persistent": {{"{_SWITCH}": "false"}}}}'),
        Clean(files=(_FILE, ("settings.json", f'{{"persistent": {{"{_SWITCH}": "false"}}}}'))),
        Clean(files=(_FILE, ("settings.json", f'{{"persistent": {{"{_SWITCH}": null}}}}'))),
        Clean(files=(_FILE, ("page.md", f'PUT /_cluster/settings\n{{"persistent": {{"{_SWITCH}": true}}}}\n'))),
    ),
)
def conflicting_layers(run: RunSubject) -> Iterator[Outcome]:
    """Report each value that is not in force."""
    for key in run.effective.keys:
        if not key.startswith((PREFIX, "plugins.security.")):
            continue
        said = run.effective.occurrences(key)
        strongest = next((layer for layer in _NAMED if any(one.layer is layer for one in said)), None)
        for weaker in said:
            if weaker.layer in _NAMED and weaker.layer is not strongest and not weaker.resets:
                yield from _judged(run, weaker)


def _judged(run: RunSubject, weaker: Said) -> Iterator[Outcome]:
    found = run.effective_near(weaker.place).setting(weaker.key)
    stronger = found.said
    # files that contradict each other in one layer are not those of one cluster
    if stronger is None or stronger.layer not in _NAMED or found.rivals or weaker not in found.hidden:
        return
    if not found.may_be(weaker.value) and _comparable(run, stronger, weaker):
        yield _finding(run, stronger, weaker)


def _comparable(run: RunSubject, stronger: Said, weaker: Said) -> bool:
    if stronger.place.source is weaker.place.source:
        # of two lists in one document mixed-layers speaks
        return not (stronger.key in _LISTS and {stronger.layer, weaker.layer} == {Layer.TRANSIENT, Layer.PERSISTENT})
    return not (run.is_page(stronger.place) or run.is_page(weaker.place))


def _finding(run: RunSubject, stronger: Said, weaker: Said) -> Finding:
    return Finding(
        f"this value is not in force: {_NAMED[stronger.layer]} hides it",
        severity=Severity.MEDIUM,
        grade=Grade.PROVED,
        place=weaker.key_place,
        about=("setting", weaker.key),
        label="takes over when the stronger layer is reset",
        related=((stronger.key_place, f"this one is in force: {provenance(stronger, run.release)}"),),
    )
