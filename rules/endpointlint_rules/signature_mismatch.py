r"""Calls are signed for another region or service than the host's.

A connector of protocol ``aws_sigv4`` signs with the ``region`` and the ``service_name`` of its parameters, or else of
its credential. AWS refuses a call whose signature names another region or service than the host that is called, so the
connector does not work; and if a host is changed in one place only, the other one tells what was meant. Without a
region or a service name OpenSearch refuses the connector.

Write the same region in both places. The service name is not always the first label of the host: ``bedrock-runtime``
wants ``bedrock``, ``runtime.sagemaker`` wants ``sagemaker``.

Severity: medium.

False alarms: none known. Hosts with a region in them are judged, by the services of botocore as of the date in
``data/aws_signing.json``; of services that it does not know only the region. What a page leaves open is left alone, and
so are documents without any parameters or credential, which somebody else adds.
Missed: private endpoints and other names for the same services.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    STAND_IN,
    Clean,
    ConnectorForm,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Place,
    Severity,
    connector_rule,
    holes,
)
from endpointlint_rules.aws_signing import signing_of
from endpointlint_rules.samples import aws, connector

_HOST = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke"
_FULL = frozenset((ConnectorForm.CREATE, ConnectorForm.INLINE))


@connector_rule(
    title="Signature for another host",
    severity=Severity.MEDIUM,
    since="0.2",
    references=(
        "ml-commons AwsConnector.java (validate)",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
    ),
    examples=(
        Flagged(aws(parameters={"region": "us-west-2", "service_name": "bedrock"})),
        Flagged(aws(parameters={"region": "us-east-1", "service_name": "bedrock-runtime"})),
        Flagged(
            aws("https://runtime.sagemaker.${parameters.region}.amazonaws.com/endpoints/e/invocations"),
        ),
        Flagged(aws(parameters={"service_name": "bedrock"})),
        Clean(aws()),
        Clean(
            aws(
                parameters={},
                credential={
                    "access_key": "<KEY>",
                    "secret_key": "<SECRET>",
                    "region": "us-east-1",
                    "service_name": "bedrock",
                },
            )
        ),
        Clean(aws(parameters={"region": "<REGION>", "service_name": "bedrock"})),
        Clean(
            aws(
                "https://runtime-fips.sagemaker.us-east-1.amazonaws.com/endpoints/e/invocations",
                parameters={"region": "us-east-1", "service_name": "sagemaker"},
            )
        ),
        Clean(connector(_HOST)),
    ),
)
def signature_mismatch(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report what is missing, and what differs from each host."""
    if connector.protocol != "aws_sigv4":
        return
    signed = {name: _given(connector, name) for name in ("region", "service_name")}
    missing = [name for name, given in signed.items() if given is None]
    read = connector.connector
    complete = len(missing) < len(signed) or (read.parameters and read.credential)
    if missing and complete and connector.form in _FULL and not read.unread & {"parameters", "credential"}:
        place = read.protocol.place if read.protocol is not None else read.place
        yield Finding(
            f"calls cannot be signed without {' and '.join(missing)}",
            severity=Severity.MEDIUM,
            grade=Grade.PROVED,
            place=place,
            label="OpenSearch refuses it",
        )
    said: set[Place] = set()
    for target in connector.targets:
        seen = connector.ways(target).seen
        wanted = None if seen is None or STAND_IN in seen.host else signing_of(seen.host)
        if seen is None or wanted is None:
            continue
        for name, host_has in (("region", wanted.region), ("service_name", wanted.service)):
            given = signed[name]
            if given is None or host_has is None or given[0] == host_has or holes(given[0]) or given[1] in said:
                continue
            said.add(given[1])
            yield Finding(
                f"the calls are signed for another {'region' if name == 'region' else 'service'} than the host's",
                severity=Severity.MEDIUM,
                grade=Grade.PROVED,
                place=given[1],
                label=f"the host wants {host_has}",
                notes=(Note("host", seen.host),),
                related=((target.value.place, "called here"),),
            )


def _given(connector: ConnectorSubject, name: str) -> tuple[str, Place] | None:
    """What is signed with, and where it is said: a parameter, or else a key of the credential."""
    parameter = connector.connector.parameter(name)
    if parameter is not None:
        return parameter.text, parameter.place
    credential = connector.connector.credential_named(name)
    if credential is None:
        return None
    return credential.plain or "", credential.secret.place
