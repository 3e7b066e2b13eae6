"""`reach` and `why` for people, and `why` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from endpointlint.report.schema import schema
from support.command import environment, run, settings

OPENAI = r"^https://api\.openai\.com/.*$"
SAGEMAKER = r"^https://runtime\.sagemaker\..*[a-z0-9-]\.amazonaws\.com/.*$"
EVIL = "https://runtime.sagemaker.evil.example/a.amazonaws.com/"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "s.json").write_text(settings(OPENAI, SAGEMAKER, "("), "utf-8")
    return tmp_path


def test_reach_shows_a_witness_and_its_host() -> None:
    ran = run("reach", SAGEMAKER)
    assert (ran.code, ran.err) == (0, "")
    assert f"{EVIL} connects to runtime.sagemaker.evil.example (owner: evil.example)" in ran.out
    assert "judged for OpenSearch 3.8" in ran.out


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (OPENAI, "yes, proved"),
        ("(", "Unclosed group"),
        ("^ftp://a$", "nothing: no URL matches"),
        (r"^https?://a\.example:(80|81)/$", "http and https, ports 80, 81"),
        ("a\x1b[2Jb", "a\\u{1b}[2Jb"),
    ],
)
def test_reach_in_words(pattern: str, said: str) -> None:
    ran = run("reach", pattern)
    assert ran.code == 0
    assert said in ran.out
    assert "\x1b" not in ran.out


def test_reach_as_an_object_over_several_lines() -> None:
    ran = run("reach", OPENAI, "--format", "json")
    answer = json.loads(ran.out)
    Draft202012Validator(schema("reach")).validate(answer)
    assert answer["owners"] == ["openai.com"]
    assert ran.out.count("\n") > 10


def test_why_tells_the_entry_that_lets_through_and_where_others_stop(lists: Path) -> None:
    ran = run("why", EVIL, "s.json", cwd=lists)
    assert (ran.code, ran.err) == (0, "")
    assert "trusted    yes, by 1 of 3" in ran.out
    assert "connects to runtime.sagemaker.evil.example on port 443 (owner: evil.example)" in ran.out
    blocks = ran.out.split("\n\n")[1:]
    assert [block.splitlines()[0].partition(": ")[2] for block in blocks] == [
        "does not",
        "lets it through",
        "is no regex",
    ]
    url, caret = blocks[0].splitlines()[2:]
    assert url[caret.index("^")] == "r"
    assert "cannot read 'r' here" in caret


@pytest.mark.parametrize(
    ("url", "stops"),
    [("https://api.openai.com", 22), ("https://api.openai.co/", 21), ("http://api.openai.com/", 4), ("", 0), ("ü", 0)],
)
def test_the_place_where_an_entry_stops(url: str, stops: int, lists: Path) -> None:
    ran = run("why", url, "s.json", "--format", "json", cwd=lists)
    assert ran.code == 1
    answer = json.loads(ran.out)
    Draft202012Validator(schema("why")).validate(answer)
    first = answer["entries"][0]
    assert (answer["trusted"], first["matches"], first["stops_at"]) == (False, False, stops)
    assert (first["path"], first["start"]["line"], first["pointer"].rpartition("/")[2]) == ("s.json", 4, "0")


def test_why_of_a_url_that_matches_but_that_no_client_accepts(lists: Path) -> None:
    ran = run("why", "https://api.openai.com/ x", "s.json", "--format", "json", cwd=lists)
    answer = json.loads(ran.out)
    assert answer["client"]["accepted"] is False
    assert (answer["entries"][0]["matches"], answer["trusted"], ran.code) == (True, False, 1)


def test_why_reads_standard_input_only_for_a_dash(lists: Path) -> None:
    ran = run("why", EVIL, "-", stdin=settings(SAGEMAKER))
    assert (ran.code, "yes, by 1 of 1" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("empty.json", "{}", 3),
        ("absent.json", None, 4),
        ("broken.json", '{"persistent": {"plugins.ml_commons.trusted_connector_endpoints_regex": ["^a', 4),
    ],
)
def test_why_without_a_list(name: str, text: str | None, code: int, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    for extra in ((), ("--format", "json")):
        ran = run("why", EVIL, name, *extra, cwd=tmp_path)
        assert ran.code == code
        assert "Traceback" not in ran.err
        if extra:
            Draft202012Validator(schema("why")).validate(json.loads(ran.out))
    if code == 4:
        assert name in ran.out


@pytest.mark.parametrize(("opening", "closing"), [("(?:", "b?)*"), ("(?:x|", "b?)"), ("(?>a", "b?)"), ("(?<=a", "b)")])
def test_groups_may_be_nested_as_deep_as_java_compiles_them(opening: str, closing: str) -> None:
    pattern = rf"https://a\.com/{opening * 700}a{closing * 700}"
    ran = run("reach", pattern, "--format", "json", env=environment())
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["pinned"]["verdict"] in ("proved", "unknown")
    ran = run("diff", "-", "--format", "json", stdin=json.dumps({"old": [pattern], "new": ["x"]}), env=environment())
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["nothing_added"]["verdict"] in ("proved", "unknown")
