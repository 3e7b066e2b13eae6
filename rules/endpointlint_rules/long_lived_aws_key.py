r"""The connector signs with keys of AWS that do not expire.

``access_key`` and ``secret_key`` without ``session_token`` are those of an IAM user: they are good until somebody
deletes them. Temporary keys (their ids begin with ``ASIA`` instead of ``AKIA``) come with a session token and are worth
nothing a few hours later.

Take temporary keys of a role and renew the connector's credential before they expire. If it must be a user's keys, give
that user the one permission that the connector needs.

Severity: low.

False alarms: a page may leave the token out for shortness. Updates that replace a part of the credential are not
reported; neither are connectors of services that take a role in the place of keys. Missed: keys of users under other
names, and beside a session token that is not theirs.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorForm,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    SecretKind,
    Severity,
    connector_rule,
)
from endpointlint_rules.samples import aws, connector

_TEMPORARY = "ASIA2E0A8F3B244C9986"


@connector_rule(
    title="Keys that do not expire",
    severity=Severity.LOW,
    since="0.2",
    references=("CWE-262", "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html"),
    examples=(
        Flagged(aws(credential={"access_key": "<KEY>", "secret_key": "<SECRET>"})),
        Flagged(aws(credential={"access_key": _TEMPORARY, "secret_key": "<SECRET>"})),
        Clean(aws(credential={"access_key": "<KEY>", "secret_key": "<SECRET>", "session_token": "<TOKEN>"})),
        Clean(aws(credential={"roleArn": "<ROLE>"})),
        Clean(connector(credential={"access_key": "<KEY>", "secret_key": "<SECRET>"})),
    ),
)
def long_lived_aws_key(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report keys of AWS without a session token."""
    if connector.protocol != "aws_sigv4" or connector.form is ConnectorForm.UPDATE:
        return
    access, secret = (connector.connector.credential_named(name) for name in ("access_key", "secret_key"))
    if access is None or secret is None or connector.connector.credential_named("session_token") is not None:
        return
    temporary = access.secret.kind is SecretKind.AWS_TEMPORARY
    yield Finding(
        "a temporary key comes without its session token, so every call is refused"
        if temporary
        else "keys without a session token do not expire",
        severity=Severity.LOW,
        grade=Grade.HEURISTIC if temporary else Grade.PROVED,
        place=access.key_place,
        label="no session_token",
    )
