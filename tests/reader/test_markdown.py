"""Fences, and where their content stands."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from endpointlint.reader.markdown import Block, read_blocks
from endpointlint.source import SourceText


def blocks(text: str) -> list[Block]:
    return list(read_blocks(SourceText("x.md", text)))


def fences(text: str) -> list[tuple[str, str]]:
    return [(block.info, block.excerpt.text) for block in blocks(text) if block.info is not None]


CONTENT = st.lists(
    st.sampled_from(
        [
            "PUT /_cluster/settings",
            "{",
            '  "a": [',
            "\t1",
            "",
            "> quoted",
            "# no heading",
            "- no item",
            "``",
            "~~ x",
            "}",
        ]
    ),
    max_size=6,
)
FENCES = st.tuples(
    st.sampled_from(["```", "````", "~~~", "~~~~~"]),
    st.sampled_from(["", "json", " yaml title=x", "{.json}", "console copy"]),
    st.sampled_from(["", " ", "   "]),
    CONTENT,
)
PREFIXES = st.lists(
    st.sampled_from([("> ", "> "), ("- ", "  "), ("1. ", "   "), ("10) ", "    "), ("*   ", "    ")]), max_size=3
)


def render(fence: tuple[str, str, str, list[str]], prefix: list[tuple[str, str]]) -> str:
    mark, info, indent, content = fence
    lines = [mark + info, *content, mark]
    first, rest = "".join(p for p, _ in prefix), "".join(p for _, p in prefix)
    # five blanks behind a list marker begin indented code, so a first line in a list has no indent of its own
    return "\n".join((rest + indent if i or not prefix else first) + line for i, line in enumerate(lines)) + "\n"


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(parts=st.lists(st.tuples(FENCES, PREFIXES), min_size=1, max_size=3), line_end=st.sampled_from(["\n", "\r\n"]))
def test_agrees_with_markdown_it(
    parts: list[tuple[tuple[str, str, str, list[str]], list[tuple[str, str]]]], line_end: str
) -> None:
    text = "\nText.\n\n<!-- -->\n\n".join(render(fence, prefix) for fence, prefix in parts)
    expected = [token.content for token in MarkdownIt().parse(text) if token.type == "fence"]
    text = text.replace("\n", line_end)
    got = [block for block in blocks(text) if block.info is not None]
    assert [block.excerpt.text.replace(line_end, "\n") for block in got] == expected
    for block in got:
        assert "".join(text[offset] for offset in list(block.excerpt.offsets)[:-1]) == block.excerpt.text


def test_info_strings() -> None:
    text = "```JSON\n```\n\n~~~ {.yaml #x}\n~~~\n\n```\n```\n\n``` console copy\n```\n"
    assert [info for info, _ in fences(text)] == ["json", "yaml", "", "console"]


def test_a_fence_lasts_to_its_closing_line() -> None:
    assert fences("````json\n```\n{}\n```\n````\n") == [("json", "```\n{}\n```\n")]
    assert fences("```json\n{}\n~~~\n") == [("json", "{}\n~~~\n")]
    # the body of a list item's fence is indented less than the item: CommonMark ends the fence, its author did not
    assert fences("1. Set\n\n   ```json\n{\n}\n   ```\n") == [("json", "{\n}\n")]
    # right below a tag CommonMark has HTML only
    assert fences("<details>\n```json\n{}\n```\n</details>\n") == [("json", "{}\n")]


def test_a_quoted_fence_ends_with_the_quote() -> None:
    assert fences("> ```json\n> {}\nText\n") == [("json", "{}\n")]


def test_comments_and_front_matter_are_no_part_of_the_page() -> None:
    text = "---\na: |\n  ```json\n  {}\n  ```\n---\n<!--\n```json\n{}\n```\n"
    text += "--> gone\nafter\n<!-- one line -->\n`<!--` is text\n"
    assert fences(text) == []
    between = "".join(block.excerpt.text for block in blocks(text))
    assert between == "after\n`<!--` is text\n"


def test_an_inline_span_is_no_fence() -> None:
    assert fences("``` `x` ```\n\nText ```json\n") == []
