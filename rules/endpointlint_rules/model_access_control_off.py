r"""Access control of models is off.

While ``plugins.ml_commons.model_access_control_enabled`` is false, which is the default, every model and every model
group is open to everyone who has the permission. A call of a remote model looks at the group of the model and never at
its connector: whoever may call models then uses every connector that some model has, with its credential.

Turn it on. Model groups that were made before have no owner and stay public.

Severity: medium where somebody wrote ``false``; low where an answer with all defaults leaves it at that, and where the
security plugin is off anyway.

False alarms: a cluster with one user. Not seen: documents that leave the setting out without showing the defaults.
"""

from collections.abc import Iterator

from endpointlint.rule import PREFIX, Clean, Flagged, Outcome, RunSubject, Severity, run_rule
from endpointlint_rules.switches import security_is_off, setting_finding, shown_default, switched

_KEY = PREFIX + "model_access_control_enabled"


@run_rule(
    title="Access control of models is off",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-862", "ml-commons ModelAccessControlHelper.java, TransportPredictionTaskAction.java"),
    examples=(
        Flagged(f'{{"persistent": {{"{_KEY}": "false"}}}}'),
        Flagged(f'{{"persistent": {{}}, "transient": {{}}, "defaults": {{"{_KEY}": "false"}}}}', severity=Severity.LOW),
        Clean(f'{{"persistent": {{"{_KEY}": true}}}}'),
        Clean(f'{{"persistent": {{"{_KEY}": "{{{{ model_access }}}}"}}}}'),
    ),
)
def model_access_control_off(run: RunSubject) -> Iterator[Outcome]:
    """Report the setting."""
    for _, said in switched(run, _KEY, wanted=False):
        severity = Severity.LOW if shown_default(said) or security_is_off(run, said) else Severity.MEDIUM
        label = "everyone who may call models may call every model"
        yield setting_finding(run, said, "access control of models is off", severity, label)
