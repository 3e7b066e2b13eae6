from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from endpointlint.url.suffix import owner
from endpointlint_rules.platforms import Gives, Hole, Label, PlatformError, Platforms, Shape, platforms, read

SHAPES = platforms().shapes

CUSTOMERS = [
    ("abc123.execute-api.us-east-1.amazonaws.com", "abc123", Gives.CODE),
    ("x.lambda-url.eu-west-3.on.aws", "x", Gives.CODE),
    ("Bucket.S3.us-gov-west-1.amazonaws.com.", "bucket", Gives.CONTENT),
    ("bucket.s3-website-us-west-2.amazonaws.com", "bucket", Gives.CONTENT),
    ("search-d-x.us-east-1.es.amazonaws.com", "search-d-x", Gives.SERVICE),
    ("my-resource.openai.azure.com", "my-resource", Gives.SERVICE),
    ("my-endpoint.eastus2.inference.ml.azure.com", "my-endpoint", Gives.CODE),
    ("app.bluesky-1.westeurope.azurecontainerapps.io", "bluesky-1", Gives.CODE),
    ("us-central1-project.cloudfunctions.net", "project", Gives.CODE),
    ("service-hash-uc.a.run.app", "service-hash-uc", Gives.CODE),
    ("service-123.europe-west1.run.app", "service-123", Gives.CODE),
    ("7.us-central1-42.prediction.vertexai.goog", "42", Gives.CODE),
    ("someone.github.io", "someone", Gives.CONTENT),
    ("worker.account.workers.dev", "account", Gives.CODE),
    ("dbc-1.cloud.databricks.com", "dbc-1", Gives.SERVICE),
    ("id.us-east-1.aws.endpoints.huggingface.cloud", "id", Gives.CODE),
    ("shop.oss-cn-hangzhou.aliyuncs.com", "shop", Gives.CONTENT),
]

OWN = [
    "runtime.sagemaker.us-east-1.amazonaws.com",
    "api.sagemaker.eu-west-3.amazonaws.com",
    "bedrock-runtime.us-east-1.amazonaws.com",
    "bedrock-agent-runtime.us-east-1.amazonaws.com",
    "textract.us-east-1.amazonaws.com",
    "rekognition-fips.us-east-1.amazonaws.com",
    "s3.us-east-1.amazonaws.com",
    "amazonaws.com",
    "us-central1-aiplatform.googleapis.com",
    "generativelanguage.googleapis.com",
    "models.inference.ai.azure.com",
    "accounts.cloud.databricks.com",
    "api.endpoints.huggingface.cloud",
    "dashscope.aliyuncs.com",
    "inference.generativeai.us-chicago-1.oci.oraclecloud.com",
    "api.openai.com",
    "sagemaker.execute-api.sagemaker.amazonaws.com",
]


@pytest.mark.parametrize(("host", "tenant", "gives"), CUSTOMERS)
def test_names_of_customers(host: str, tenant: str, gives: Gives) -> None:
    found = platforms().of(host)
    assert {shape.tenant_of(host) for shape in found} == {tenant}
    assert {shape.gives for shape in found} == {gives}


@pytest.mark.parametrize("host", OWN)
def test_names_of_the_platforms(host: str) -> None:
    assert platforms().of(host) == ()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.template)
def test_every_shape(shape: Shape) -> None:
    host, _, path = shape.example("attacker").partition("/")
    assert owner(host) == shape.domain
    assert bool(path) == bool(shape.path)
    assert re.fullmatch(shape.host_regex(), host)
    assert re.match(shape.path_regex(), "/" + path)
    assert not re.fullmatch(shape.host_regex(), "x." + host + ".x")
    assert shape.source.startswith("https://")
    assert re.fullmatch(r"[^\s]+", shape.source)
    assert shape.service
    assert shape.platform
    if shape.in_path:
        assert shape.path
        assert shape.tenant_of(host) is None
    else:
        assert shape.tenant_of(host) == "attacker"
        assert re.fullmatch(shape.host_regex("attacker"), host)
        assert not re.fullmatch(shape.host_regex("nobody"), host)
        labels = host.split(".")
        assert all("attacker" in labels[-1 - place] for place in shape.tenant_labels)
    if shape.region:
        assert re.fullmatch(shape.regions, shape.region)


def test_templates_are_distinct_and_in_lower_case() -> None:
    templates = [shape.template for shape in SHAPES]
    assert len(templates) == len(set(templates))
    assert all(template == template.lower() for template in templates)


def test_data_is_dated_and_complete_domains_have_shapes() -> None:
    found = platforms()
    assert datetime.date.fromisoformat(found.date) > datetime.date(2026, 1, 1)
    assert found.complete <= {shape.domain for shape in SHAPES}
    assert {"amazonaws.com", "googleapis.com"} <= found.complete
    assert "github.io" not in found.complete
    assert found.under("GitHub.io") == found.of("a.github.io")
    assert found.under("example.com") == ()


def one(template: str, **more: Any) -> Platforms:
    shape = {"shape": template, "gives": "code", "service": "s", "source": "https://docs.vendor.example/"}
    domain = {"domain": "vendor.example", "platform": "Vendor", "shapes": [shape | more.pop("shape", {})]}
    return read({"date": "2026-01-01", "domains": [domain | more]})


def test_template_language() -> None:
    (shape,) = one(
        "app-{tenant}.x.{region}.{free}.vendor.example/v1/{tenant}",
        region="r1",
        regions="r[0-9]",
        shape={"reserved": ["us"]},
    ).shapes
    assert shape.labels[0] == Label(("app-", Hole.TENANT))
    assert shape.labels[1].literal == "x"
    assert shape.labels[2] == Label((Hole.REGION,))
    assert shape.path == (Label(("v1",)), Label((Hole.TENANT,)))
    assert shape.tenant_labels == (5,)
    assert shape.example("me") == "app-me.x.r1.a.vendor.example/v1/me"
    assert shape.tenant_of("app-me.x.r2.b.vendor.example") == "me"
    assert shape.tenant_of("app-us.x.r2.b.vendor.example") is None
    assert shape.tenant_of("app-me.x.s2.b.vendor.example") is None
    assert shape.tenant_of("app-me.x.r2.vendor.example") is None
    assert Gives.CODE.published
    assert not Gives.SERVICE.published


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{customer}.vendor.example", r"there is no \{customer\}"),
        ("{free}.vendor.example", "it names no customer"),
        ("{tenant}.other.example", "it does not end in vendor.example"),
        ("{tenant}.notvendor.example", "it does not end in vendor.example"),
        ("{tenant}.{region}.vendor.example", "no example of a region"),
        ("{tenant.vendor.example", "is no label"),
        ("{tenant}..vendor.example", "is no label"),
        ("vendor.example/{tenant}/", "is no label"),
    ],
)
def test_wrong_templates_are_refused(template: str, message: str) -> None:
    with pytest.raises(PlatformError, match=message):
        one(template)
