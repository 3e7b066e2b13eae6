r"""OpenSearch refuses the fields that say who may use the connector, or takes no notice of them.

While ``plugins.ml_commons.connector_access_control_enabled`` is false, or there is no security plugin, a create request
with ``access_mode``, ``add_all_backend_roles`` (be it ``false``) or backend roles is refused (400). While it is on,
backend roles go with ``restricted`` only, ``restricted`` needs them, and they cannot be listed and be all of the user's
at the same time. An ``access_mode`` in any other spelling than ``public``, ``private`` or ``restricted`` is taken as
absent, without a word: the connector is private, or on a cluster without access control everybody's.

Turn access control on before connectors are made (those made before stay open to everyone), and write one of the
combinations that there are.

Severity: medium. Info where nothing that was read says whether access control is on: it is off by default, and a
cluster for which somebody writes these fields has most likely turned it on.

False alarms: none known. Whether a user has the roles, and that administrators cannot give all of theirs, depends on
who sends the request, and is not looked at. Answers of OpenSearch and inline connectors of models are left alone; of
updates only the spelling is looked at, since OpenSearch takes the rest over as it is. Missed: what depends on the user,
as backend roles that are not theirs.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    PREFIX,
    Clean,
    ConnectorForm,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    InForce,
    Note,
    Outcome,
    Place,
    Severity,
    connector_rule,
    holes,
    provenance,
)
from endpointlint_rules.samples import connector, settings
from endpointlint_rules.switches import SECURITY_OFF

_CONTROL = PREFIX + "connector_access_control_enabled"
_MODES = ("public", "private", "restricted")
_LEFT_ALONE = frozenset((ConnectorForm.ANSWER, ConnectorForm.HIT, ConnectorForm.INLINE))
_PRIVATE = ("connector.json", connector(access_mode="private"))
_ON, _OFF = settings(**{_CONTROL: True}), settings(**{_CONTROL: False})


@connector_rule(
    title="Access fields that OpenSearch refuses",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-732", "ml-commons TransportCreateConnectorAction.java, MLCreateConnectorInput.java"),
    examples=(
        Flagged(files=(_OFF, _PRIVATE)),
        Flagged(files=(_ON, _PRIVATE, ("opensearch.yml", "plugins.security.ssl_only: true\n"))),
        Flagged(connector(access_mode="private"), severity=Severity.INFO),
        Flagged(connector(access_mode="public", backend_roles=["search"])),
        Flagged(connector(access_mode="restricted")),
        Flagged(connector(access_mode="restricted", backend_roles=["search"], add_all_backend_roles=True)),
        Flagged(connector(access_mode="Private")),
        Clean(files=(_ON, _PRIVATE)),
        Clean(files=(_ON, ("connector.json", connector(access_mode="restricted", backend_roles=["search"])))),
        Clean(connector()),
        Clean(connector(access="private", created_time=1)),
        Clean(connector(access_mode="<private or public>")),
    ),
)
def access_fields_rejected(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report a misspelt mode, a combination that there is not, or that none of it may be given."""
    read = connector.connector
    if connector.form in _LEFT_ALONE or read.unread & {"access_mode", "backend_roles", "add_all_backend_roles"}:
        return
    mode = read.access_mode
    if mode is not None and holes(mode.text):
        return
    if mode is not None and mode.text not in _MODES:
        meant = mode.text.strip().lower()
        yield Finding(
            "this access mode is taken as absent",
            severity=Severity.MEDIUM,
            grade=Grade.PROVED,
            place=mode.place,
            label=f"write {meant}" if meant in _MODES else f"write {', '.join(_MODES[:-1])} or {_MODES[-1]}",
        )
    if connector.form is ConnectorForm.UPDATE:
        return
    refused = _combination(connector)
    if refused is not None:
        message, place = refused
        yield Finding(message, Severity.MEDIUM, Grade.PROVED, place=place, label="OpenSearch refuses it")
        return
    given = _given(connector)
    if given is not None:
        yield from _without_control(connector, given)


def _given(connector: ConnectorSubject) -> Place | None:
    """The first field that is refused without access control."""
    read = connector.connector
    if read.access_mode is not None and read.access_mode.text in _MODES:
        return read.access_mode.key_place
    if read.add_all_backend_roles is not None:
        return read.add_all_backend_roles.key_place
    return read.backend_roles[0].place if read.backend_roles else None


def _combination(connector: ConnectorSubject) -> tuple[str, Place] | None:
    """What is refused with access control on."""
    read = connector.connector
    mode = read.access_mode.text if read.access_mode is not None and read.access_mode.text in _MODES else None
    everyone = read.add_all_backend_roles
    add_all = everyone is not None and everyone.flag is True
    roles = list(read.backend_roles or ())
    if mode in ("public", "private") and (roles or add_all):
        place = roles[0].place if roles or everyone is None else everyone.place
        return f"a {mode} connector can have no backend roles", place
    if roles and add_all and everyone is not None:
        return "backend roles cannot be listed and be all of the user's at the same time", everyone.place
    if mode == "restricted" and not roles and not add_all and read.access_mode is not None:
        return "a restricted connector needs backend roles", read.access_mode.place
    return None


def _without_control(connector: ConnectorSubject, place: Place) -> Iterator[Finding]:
    control = connector.effective.setting(_CONTROL)
    switches = map(connector.effective.setting, SECURITY_OFF)
    disabled = next((switch for switch in switches if switch.flag is True), None)
    if disabled is not None:
        yield _refused(connector, place, disabled, "the security plugin is off")
    elif control.flag is not True and not control.may_be(value=True):
        yield _refused(connector, place, control, "connector access control is off")


def _refused(connector: ConnectorSubject, place: Place, by: InForce, why: str) -> Finding:
    known = by.said is not None or connector.effective.complete
    release = connector.enforcement.release
    return Finding(
        f"fields about access are refused while {why}",
        severity=Severity.MEDIUM if known else Severity.INFO,
        grade=Grade.PROVED,
        place=place,
        label="OpenSearch refuses it",
        notes=(Note("setting", f"{by.key} is {str(by.value).lower()}, {provenance(by.said, release)}"),),
        related=() if by.said is None else ((by.said.key_place, "by this"),),
    )
