"""Connectors and the files that they are written into."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

from endpointlint.policy.form import ConnectorForm

Body = dict[str, Any]

# what templates, headers and bodies are made of, and what is hard to carry
WORDS = st.text("ab/.:?#@-${}\\\"'\n\t é漢 ", max_size=12)
NAMES = st.text("abc_.-~/", min_size=1, max_size=5)
KEYS = st.sampled_from(["sk-9fK2mQ7xZ1pL8vB3nT6wR4yC", "<KEY>", "", "hunter2", "AKIA2E0A8F3B244C9986"])

ACTIONS = st.fixed_dictionaries(
    {"action_type": st.sampled_from(["predict", "PREDICT", "execute"]), "method": st.just("POST"), "url": WORDS},
    optional={
        "headers": st.dictionaries(NAMES, WORDS, max_size=2),
        "request_body": WORDS,
        "pre_process_function": WORDS,
        "post_process_function": WORDS,
    },
)
BODIES = st.fixed_dictionaries(
    {
        "name": WORDS,
        "version": st.sampled_from(["1", 2]),
        "protocol": st.sampled_from(["http", "aws_sigv4"]),
        "credential": st.dictionaries(NAMES, KEYS, max_size=3),
        "parameters": st.dictionaries(NAMES, WORDS, max_size=3),
        "actions": st.lists(ACTIONS, min_size=1, max_size=2),
    },
    optional={
        "description": WORDS,
        "backend_roles": st.lists(WORDS, max_size=2),
        "client_config": st.fixed_dictionaries({"max_connection": st.integers(1, 99)}),
    },
)


def node(body: Body) -> Body:
    step = {"id": "c", "type": "create_connector", "user_inputs": body}
    return {"name": "t", "workflows": {"provision": {"nodes": [step]}}}


def hit(body: Body) -> Body:
    found = {"_index": ".plugins-ml-connector", "_id": "c1", "_source": {**body, "created_time": 1}}
    return {"took": 1, "hits": {"total": {"value": 1}, "hits": [found]}}


def dumped(body: Body) -> str:
    # a width that nothing reaches, so that nothing is folded
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1e9)


def fenced(request: str, body: Body) -> str:
    return f"# Page\n\n```json\n{request}\n{json.dumps(body, indent=2)}\n```\n\nMore.\n"


@dataclass(frozen=True)
class Form:
    """A file name, and how a connector is written into it."""

    name: str
    form: ConnectorForm
    write: Callable[[Body], str]


FORMS = (
    Form("bare.json", ConnectorForm.CREATE, lambda body: json.dumps(body, indent=1)),
    Form("bare.yml", ConnectorForm.CREATE, dumped),
    Form(
        "create.console",
        ConnectorForm.CREATE,
        lambda body: f"POST /_plugins/_ml/connectors/_create\n{json.dumps(body)}\n",
    ),
    Form("update.console", ConnectorForm.UPDATE, lambda body: f"PUT /_plugins/_ml/connectors/c1\n{json.dumps(body)}\n"),
    Form("page.md", ConnectorForm.CREATE, lambda body: fenced("POST /_plugins/_ml/connectors/_create", body)),
    Form(
        "model.md",
        ConnectorForm.INLINE,
        lambda body: fenced("POST /_plugins/_ml/models/_register", {"name": "m", "connector": body}),
    ),
    Form("flow.json", ConnectorForm.NODE, lambda body: json.dumps(node(body))),
    Form("flow.yml", ConnectorForm.NODE, lambda body: dumped(node(body))),
    Form("answer.json", ConnectorForm.ANSWER, lambda body: json.dumps({**body, "created_time": 1})),
    Form("search.json", ConnectorForm.HIT, lambda body: json.dumps(hit(body))),
)
