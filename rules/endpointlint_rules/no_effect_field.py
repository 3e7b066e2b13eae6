r"""A field that no release knows.

OpenSearch skips what it does not know without a word: a connector with ``access_model`` in the place of
``access_mode`` is created, and open to everyone; one with ``retry`` in the wrong place does not retry. The finding
names the field that was probably meant.

Correct the name, or take the field out.

Severity: low.

False alarms: notes that people leave in a document (``_comment``) have no effect, and are meant to have none. Answers
of OpenSearch are left alone, since newer releases may show more. Fields that another release knows are the business of
``unsupported-by-release``. Missed: fields that are known and stand where they mean nothing.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    ConnectorSubject,
    Finding,
    Flagged,
    Grade,
    Outcome,
    Part,
    Severity,
    connector_rule,
)
from endpointlint_rules.samples import connector

_OF = {Part.CONNECTOR: "a connector", Part.ACTION: "an action", Part.CLIENT_CONFIG: "a client_config"}


@connector_rule(
    title="Field without effect",
    severity=Severity.LOW,
    since="0.2",
    references=("ml-commons MLCreateConnectorInput.java (parse)",),
    examples=(
        Flagged(connector(access_model="private")),
        Flagged(connector(action={"header": {"x": "y"}})),
        Flagged(connector(client_config={"max_retries": 3})),
        Flagged(connector(max_retry_times=3)),
        Clean(connector()),
        Clean(connector(client_config={"max_retry_times": 3})),
        Clean(connector(some_day="known", created_time=1)),
    ),
)
def no_effect_field(connector: ConnectorSubject) -> Iterator[Outcome]:
    """Report each field that is skipped by every release."""
    if connector.connector.stored:
        return
    for field in connector.connector.fields:
        if field.since is None and not connector.connector.doubtful(field.place):
            yield Finding(
                f"the field {field.name} of {_OF[field.part]} has no effect",
                severity=Severity.LOW,
                grade=Grade.PROVED,
                place=field.place,
                label=f"did you mean {field.meant}?" if field.meant else "no release knows it",
            )
