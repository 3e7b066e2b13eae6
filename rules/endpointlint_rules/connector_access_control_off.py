r"""Access control of connectors is off.

While ``plugins.ml_commons.connector_access_control_enabled`` is false, which is the default, everyone who has the
permission may read, change, use and attach every connector, whoever made it. A caller who may update a connector moves
its URL within the list of trusted endpoints, and the stored credential is sent there.

Turning it on closes nothing that is there already: a connector that was created before has no owner, and a connector
without owner stays open to everyone. Such connectors are reported where answers of the cluster show them; create them
anew.

Severity: high where somebody wrote ``false``; medium where an answer with all defaults leaves it at that, and for a
connector without owner while access control is on; low where the security plugin is off anyway.

False alarms: a cluster with one user. An answer that was taken from a cluster without the security plugin shows
connectors without owner, too. Not seen: documents that leave the setting out without showing the defaults.
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
    Severity,
    provenance,
    run_rule,
)
from endpointlint_rules.switches import security_is_off, setting_finding, shown_default, switched

_KEY = PREFIX + "connector_access_control_enabled"
_ANSWER = (
    "answer.json",
    '{"name": "Chat", "version": "1", "protocol": "http", "parameters": {}, "created_time": 1760000000000, '
    '"last_updated_time": 1760000000000, "actions": [{"action_type": "PREDICT", "method": "POST", '
    '"url": "https://api.vendor.com/v1/chat"}]%s}',
)


def _settings(value: str, layer: str = "persistent") -> str:
    return f'{{"{layer}": {{"{_KEY}": {value}}}}}'


@run_rule(
    title="Access control of connectors is off",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-862", "ml-commons ConnectorAccessControlHelper.java"),
    examples=(
        Flagged(_settings("false")),
        Flagged(
            f'{{"persistent": {{}}, "transient": {{}}, "defaults": {{"{_KEY}": "false"}}}}', severity=Severity.MEDIUM
        ),
        Flagged(files=(("settings.json", _settings("true")), (_ANSWER[0], _ANSWER[1] % "")), severity=Severity.MEDIUM),
        Flagged(
            files=(("opensearch.yml", f"plugins.security.disabled: true\n{_KEY}: false\n"),), severity=Severity.LOW
        ),
        Clean(_settings("true")),
        Clean(_settings("null")),
        Clean(f'{{"transient": {{"{_KEY}": true}}, "persistent": {{"{_KEY}": false}}}}'),
        Clean(
            files=(
                ("settings.json", _settings("true")),
                (_ANSWER[0], _ANSWER[1] % ', "owner": {"name": "anna", "backend_roles": [], "roles": []}'),
            )
        ),
    ),
)
def connector_access_control_off(run: RunSubject) -> Iterator[Outcome]:
    """Report the setting, and connectors that stay open after it was turned on."""
    later = Note("later", "connectors made while it is off have no owner, and stay open to everyone once it is on")
    for _, said in switched(run, _KEY, wanted=False):
        severity, notes = Severity.MEDIUM if shown_default(said) else Severity.HIGH, (later,)
        if security_is_off(run, said):
            severity = Severity.LOW
            notes = (Note("besides", "the security plugin is off, so that nobody could be told apart anyway"),)
        label = "everyone with the permission may use and change every connector"
        yield setting_finding(run, said, "access control of connectors is off", severity, label, *notes)
    for connector in run.connectors:
        given = connector.said(_KEY)
        if not connector.connector.stored or connector.connector.owner is not None or given is None:
            continue
        if connector.effective.flag(_KEY) is True and not security_is_off(run, given):
            yield Finding(
                "everyone may use this connector: it has no owner",
                severity=Severity.MEDIUM,
                grade=Grade.PROVED,
                place=connector.connector.place,
                about=("connector", connector.connector.shown_name),
                label="created while access control was off",
                notes=(Note("access control", f"on, by {provenance(given, run.release)}"),),
            )
