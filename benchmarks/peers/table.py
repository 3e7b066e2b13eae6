"""What a run has shown, as numbers, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.entries import percentile
from benchmarks.peers.cases import Kind, Question
from benchmarks.peers.contenders import Answer

MILLISECONDS = 1000


@dataclass
class Result:
    """One contender's answer to one question."""

    question: Question
    answer: Answer
    best: float
    """Seconds of its fastest round."""
    proven: bool | None = None
    """Whether a witness was confirmed; None without one."""

    @property
    def standing(self) -> str:
        """right, wrong, unproven, untaken, timeout, unknown, failed; or given, where the right answer is not known."""
        holds, truth = self.answer.holds, self.question.truth
        if holds is None:
            return self.answer.trouble.partition(":")[0]
        if not holds and not self.proven:
            return "unproven"
        return "given" if truth is None else "right" if holds == truth else "wrong"


COLUMNS = ("right", "wrong", "unproven", "unknown", "untaken", "failed", "timeout")


@dataclass(frozen=True, slots=True)
class Row:
    """One contender's answers to all questions of a kind."""

    name: str
    release: str
    asked: int
    standings: Mapping[str, int]
    times: Sequence[float]
    """Milliseconds of those it answered."""
    peak: int
    """Kilobytes."""
    ratios: Sequence[float]
    """For each question that it and we answered, its time over ours."""

    def as_json(self) -> dict[str, object]:
        """The numbers of the table."""
        return {
            "name": self.name,
            "version": self.release,
            "asked": self.asked,
            **self.standings,
            "milliseconds": _spread(self.times),
            "peak_megabytes": round(self.peak / 1024, 1) if self.peak else None,
            "times_ours": _spread(self.ratios),
        }


def _spread(values: Sequence[float]) -> dict[str, float] | None:
    if not values:
        return None
    return {
        "median": round(median(values), 3),
        "p95": round(percentile(values, 95), 3),
        "max": round(max(values), 3),
        "min": round(min(values), 3),
    }


def row(name: str, release: str, peak: int, results: Sequence[Result], ours: Mapping[Question, float]) -> Row:
    """One line of the table; `ours`: seconds that we needed for the questions that we answered."""
    standings = dict.fromkeys(COLUMNS, 0)
    for result in results:
        standings[result.standing] = standings.get(result.standing, 0) + 1
    answered = [result for result in results if result.answer.holds is not None]
    ratios = [result.best / ours[result.question] for result in answered if result.question in ours]
    times = [result.best * MILLISECONDS for result in answered]
    return Row(name, release, len(results), standings, times, peak, ratios)


def text(kind: Kind, rows: Iterable[Row]) -> str:
    """A table for a person."""
    rows = list(rows)
    given = any(row.standings.get("given") for row in rows)
    columns = (*COLUMNS, "given") if given else COLUMNS
    head = ["", "asked", *columns, "median ms", "p95", "max", "peak MB", "× ours: median", "p95", "max"]
    lines = [head]
    for one in rows:
        lines.append(
            [
                f"{one.name} {one.release}",
                str(one.asked),
                *(str(one.standings.get(column, 0)) for column in columns),
                *_cells(one.times),
                f"{one.peak / 1024:.0f}" if one.peak else "-",
                *_cells(one.ratios),
            ]
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join([kind.value, *(_aligned(line, widths) for line in lines)])


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = line
    numbers = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
    return "  ".join((first.ljust(widths[0]), *numbers))


def _cells(values: Sequence[float]) -> list[str]:
    if not values:
        return ["-"] * 3
    return [f"{value:.2f}" for value in (median(values), percentile(values, 95), max(values))]
