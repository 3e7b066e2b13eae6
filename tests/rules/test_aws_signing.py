from __future__ import annotations

import datetime
import json

import pytest

from endpointlint_rules.aws_signing import Signing, signing_of
from support.command import ROOT


@pytest.mark.parametrize(
    ("host", "region", "service"),
    [
        ("bedrock-runtime.us-east-1.amazonaws.com", "us-east-1", "bedrock"),
        ("Bedrock-Agent-Runtime.eu-west-3.amazonaws.com.", "eu-west-3", "bedrock"),
        ("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "bedrock"),
        ("runtime.sagemaker.us-west-2.amazonaws.com", "us-west-2", "sagemaker"),
        ("runtime-fips.sagemaker.us-west-2.amazonaws.com", "us-west-2", "sagemaker"),
        ("api.sagemaker.cn-north-1.amazonaws.com.cn", "cn-north-1", "sagemaker"),
        ("textract.us-east-1.amazonaws.com", "us-east-1", "textract"),
        ("k3j2h1.execute-api.eu-central-1.amazonaws.com", "eu-central-1", "execute-api"),
        ("search-d-x.us-east-1.es.amazonaws.com", "us-east-1", "es"),
        ("x9.us-east-1.aoss.amazonaws.com", "us-east-1", "aoss"),
        ("unheard-of.us-east-1.amazonaws.com", "us-east-1", None),
    ],
)
def test_what_a_host_wants(host: str, region: str, service: str | None) -> None:
    assert signing_of(host) == Signing(region, service)


@pytest.mark.parametrize(
    "host", ["s3.amazonaws.com", "api.openai.com", "bedrock.us-east-1.evil.example", "amazonaws.com"]
)
def test_hosts_that_say_nothing(host: str) -> None:
    assert signing_of(host) is None


def test_data_is_dated_and_says_each_thing_once() -> None:
    data = json.loads((ROOT / "rules/endpointlint_rules/data/aws_signing.json").read_text("utf-8"))
    assert datetime.date.fromisoformat(data["date"]) > datetime.date(2026, 1, 1)
    assert data["source"]
    assert not set(data["same"]) & set(data["named"])
    assert all(prefix != name for prefix, name in data["named"].items())
