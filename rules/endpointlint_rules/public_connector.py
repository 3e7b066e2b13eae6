r"""A connector with a credential is open to everyone.

With ``access_mode: public`` any user who may call the connector API may read the connector, attach it to a model of
their own, move its URL as far as the list of trusted endpoints lets them, and delete it. The credential is shown to
none of them, but it is used for all of them, and goes wherever the URL goes.

Make it ``private``, or ``restricted`` with the backend roles that need it.

Severity: medium.

False alarms: a credential that is meant for everyone. Connectors without one are not reported; nor are those of a
cluster whose connector access control is known to be off, where ``access-fields-rejected`` speaks. Missed: connectors
without an owner, made while access control was off, which are as open as public ones.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    PREFIX,
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Severity,
    connector_rule,
)
from endpointlint_rules.samples import KEY_HEADER, connector

_CONTROL = PREFIX + "connector_access_control_enabled"
_NO_KEY: dict[str, str] = {}


@connector_rule(
    title="Connector with a credential is public",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-732", "ml-commons ConnectorAccessControlHelper.java (hasPermission)"),
    examples=(
        Flagged(connector(access_mode="public")),
        Flagged(connector(access="public", credential=None, created_time=1, action={"headers": KEY_HEADER})),
        Clean(connector(access_mode="private")),
        Clean(connector(access_mode="restricted", backend_roles=["search"])),
        Clean(connector(access_mode="public", credential=_NO_KEY)),
        Clean(connector()),
    ),
)
def public_connector(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report the mode where there is something to be used."""
    mode = connector.connector.access_mode
    if mode is None or mode.text != "public":
        return
    control = connector.effective.setting(_CONTROL)
    if control.said is not None and control.flag is False and not connector.connector.stored:
        return
    used = connector.connector.sends_credential
    if not (connector.connector.credential or (used and connector.connector.credential is None)):
        return
    yield Finding(
        "everyone may use this connector's credential",
        severity=Severity.MEDIUM,
        grade=Grade.PROVED,
        place=mode.place,
        label="any user may read, attach, change and delete it",
        notes=(
            Note("credential", "goes along in a header" if connector.credential_in_header else "is stored with it"),
        ),
    )
