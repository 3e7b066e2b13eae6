"""Rules on who may do what, in reading order."""

from endpointlint_rules.anonymous_ml_access import anonymous_ml_access
from endpointlint_rules.everyone_has_ml import everyone_has_ml
from endpointlint_rules.everyone_may_create import everyone_may_create
from endpointlint_rules.list_editor_may_connect import list_editor_may_connect
from endpointlint_rules.system_index_readable import system_index_readable
from endpointlint_rules.xff_any_proxy import xff_any_proxy

RULES = (
    everyone_may_create,
    everyone_has_ml,
    anonymous_ml_access,
    list_editor_may_connect,
    xff_any_proxy,
    system_index_readable,
)

__all__ = ["RULES"]
