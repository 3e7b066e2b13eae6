"""`endpointlint schema`."""

from __future__ import annotations

import click

from endpointlint.cli.arguments import Word, schemas


@click.command("schema", short_help="JSON Schemas of what the commands write.")
@click.argument("name", metavar="[NAME]", required=False, type=Word("schema", schemas))
def command(name: str | None) -> None:
    """Print the JSON Schema of what a command writes with --format json; without NAME, which ones there are."""
    import json

    from endpointlint.cli.streams import emit
    from endpointlint.report.schema import schema

    if name is None:
        emit("".join(f"{known}\n" for known in schemas()))
    else:
        emit(json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n")
