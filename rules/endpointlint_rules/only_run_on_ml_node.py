r"""What ``only_run_on_ml_node`` means for remote models.

``plugins.ml_commons.only_run_on_ml_node`` keeps models on nodes with the role ``ml``. From 2.10 on that is said of
local models only: calls of remote models, and with them the decrypted credentials and the connections to endpoints, go
out from every node that ``plugins.ml_commons.task_dispatcher.eligible_node_role.remote_model`` names, by default all
data nodes and all ML nodes, whatever this setting says. In 2.9 it holds for remote models as well.

To have endpoints called from certain nodes only, so that a firewall can tell them apart, set that list of roles.

Severity: info.

False alarms: none known; it is a remark, made where the setting is written. Missed: clusters that leave the setting at
its default.
"""

from collections.abc import Iterator

from endpointlint.rule import PREFIX, Clean, Flagged, Note, Outcome, RunSubject, Severity, provenance, run_rule, setting
from endpointlint_rules.switches import setting_finding, shown_default

_KEY = PREFIX + "only_run_on_ml_node"
_ROLES = PREFIX + "task_dispatcher.eligible_node_role.remote_model"


@run_rule(
    title="Says nothing about remote models",
    severity=Severity.INFO,
    since="0.2",
    references=("ml-commons DiscoveryNodeHelper.java",),
    examples=(
        Flagged(f'{{"persistent": {{"{_KEY}": true}}}}'),
        Flagged(f'{{"persistent": {{"{_KEY}": "false"}}}}', opensearch="2.9"),
        Clean(f'{{"persistent": {{"{_KEY}": null}}}}'),
        Clean(f'{{"persistent": {{"{PREFIX}max_model_on_node": 10}}}}'),
    ),
)
def only_run_on_ml_node(run: RunSubject) -> Iterator[Outcome]:
    """Report the setting where it is written and holds."""
    roles = setting(_ROLES)
    for found in run.in_force(_KEY):
        said = found.said
        if said is None or shown_default(said) or found.flag is None:
            continue
        if roles is None or not roles.exists(run.release):
            label = "their calls go out from ML nodes only" if found.flag else "their calls may go out from data nodes"
            yield setting_finding(run, said, "this holds for remote models, too", Severity.INFO, label)
            continue
        deciding = run.effective_near(said.place).setting(_ROLES)
        listed = deciding.value if isinstance(deciding.value, tuple) else (str(deciding.value),)
        note = Note("decides", f"{_ROLES}: {', '.join(listed)} ({provenance(deciding.said, run.release)})")
        message = "this says nothing about the nodes that call remote models"
        yield setting_finding(run, said, message, Severity.INFO, "of local models only", note)
