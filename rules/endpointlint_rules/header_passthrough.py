r"""Headers of callers go on to MCP servers.

With ``plugins.ml_commons.mcp_header_passthrough_enabled`` (3.5) a request that runs an agent may bring headers for MCP
servers, which the cluster sends on to them; they are what the servers authenticate the caller by. Whoever runs such a
server, or has an MCP connector point to a server of their own, receives them.

Leave it off, or see to it that nobody but administrators may create and change connectors.

Severity: medium.

False alarms: a cluster whose MCP servers are meant to know the caller. Values that are shown as defaults are not
reported. Missed: headers that a connector itself fills from parameters.
"""

from collections.abc import Iterator

from endpointlint.rule import PREFIX, Clean, Flagged, Outcome, RunSubject, Severity, run_rule
from endpointlint_rules.switches import setting_finding, shown_default, switched

_KEY = PREFIX + "mcp_header_passthrough_enabled"


@run_rule(
    title="Headers of callers go on to MCP servers",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-201", "ml-commons MLCommonsSettings.java"),
    examples=(
        Flagged(f'{{"persistent": {{"{_KEY}": true}}}}'),
        Clean(f'{{"persistent": {{"{_KEY}": false}}}}'),
        Clean(f'{{"persistent": {{"{_KEY}": true}}}}', opensearch="3.4"),
    ),
)
def header_passthrough(run: RunSubject) -> Iterator[Outcome]:
    """Report the switch where the release has it."""
    for _, said in switched(run, _KEY, wanted=True):
        if not shown_default(said):
            label = "servers of others receive what callers send"
            yield setting_finding(run, said, "headers of callers go on to MCP servers", Severity.MEDIUM, label)
