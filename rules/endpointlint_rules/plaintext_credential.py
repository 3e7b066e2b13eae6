r"""A credential that looks real stands in a file.

Whoever can read the file, a copy of it, or its history, has the key. OpenSearch encrypts a credential when it stores
the connector; the file that was sent stays as it is.

Take the key out, put a placeholder in its place (``<KEY>``, ``${API_KEY}``), fill it in when the request is sent, and
have the vendor replace the key that was shown.

Severity: high; medium for an AWS access key id alone, which opens nothing without its secret.

False alarms: what looks real may be a fake. Known by their makers' marks are keys of AWS and of some twenty vendors,
signed tokens and private keys; otherwise it is length and disorder that tell keys from words, and short passwords are
known by their mixture of characters. Placeholders are clean: ``<...>``, ``${...}``, ``{{...}}``, ``YOUR_...``,
``PUT_...``, ``xxxx``, ``...``, nothing, and the examples of the manuals. What the index of connectors answers is left
alone: a credential in it is encrypted. Missed: keys that are words. The value is shown in no output, whole or in part.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    Credential,
    Finding,
    Flagged,
    Grade,
    Outcome,
    SecretKind,
    Severity,
    connector_rule,
)
from endpointlint_rules.samples import aws, connector

_BY_MAKE = frozenset(
    (
        SecretKind.AWS_LONG_TERM,
        SecretKind.AWS_TEMPORARY,
        SecretKind.VENDOR_KEY,
        SecretKind.SIGNED_TOKEN,
        SecretKind.PRIVATE_KEY,
    )
)
_IDS = frozenset((SecretKind.AWS_LONG_TERM, SecretKind.AWS_TEMPORARY))
_ID, _SECRET = "AKIA2E0A8F3B244C9986", "p9Qw3Er5Ty7Ui1Op2As4Df6Gh8Jk0Lz9Xc1Vb3Nm"


@connector_rule(
    title="Credential in a file",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-798", "CWE-312"),
    examples=(
        Flagged(connector(credential={"key": "sk-9fK2mQ7xZ1pL8vB3nT6wR4yC"})),
        Flagged(connector(credential={"password": "Qu4rtz-Gr!t2041"})),
        Flagged(aws(credential={"access_key": _ID, "secret_key": _SECRET})),
        Flagged(aws(credential={"access_key": _ID, "secret_key": "<SECRET>"}), severity=Severity.MEDIUM),
        Clean(connector(credential={"key": "<YOUR API KEY>"})),
        Clean(connector(credential={"key": "${API_KEY}"})),
        Clean(connector(credential={"key": "YOUR_API_KEY"})),
        Clean(connector(credential={"key": "PUT_YOUR_API_KEY_HERE"})),
        Clean(connector(credential={"key": "xxxxxxxx"})),
        Clean(connector(credential={"key": ""})),
        Clean(aws(credential={"access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "{{ secret }}"})),
        Clean(connector(credential={"key": "AgV4VJzvj2rUGQzxvjceaqhFLCu0jD2rrv3pJ0Rq9JO6sAXw"}, created_time=1)),
        Clean(connector(credential={"roleArn": "arn:aws:iam::123456789012:role/models"})),
    ),
)
def plaintext_credential(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report each value of the credential that looks real."""
    if connector.connector.stored:
        return
    credential = connector.connector.credential or ()
    real = [one for one in credential if one.plain is None and one.secret.looks_real]
    secrets = [one for one in real if one.secret.kind not in _IDS]
    for one in secrets or real:
        yield _finding(one, [other for other in real if other not in secrets] if secrets else [])


def _finding(one: Credential, ids: list[Credential]) -> Finding:
    kind = one.secret.kind
    alone = kind in _IDS
    return Finding(
        f"{one.name} holds what looks like {_article(kind.value)}",
        severity=Severity.MEDIUM if alone else Severity.HIGH,
        grade=Grade.HEURISTIC,
        place=one.secret.place,
        label=f"{one.secret.length} characters" + ("" if kind in _BY_MAKE else ", by their disorder"),
        related=tuple((other.secret.place, "and its access key id") for other in ids),
    )


def _article(text: str) -> str:
    return f"an {text}" if text[0] in "aeiouAEIOU" else f"a {text}"
