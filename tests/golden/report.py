"""The differences, printed: grouped, each distinct one once, with where it was met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.golden.accepted import Entry
from tests.golden.differences import Difference

LONGEST = 240
"""Signs of a text that are printed."""


def short(text: str) -> str:
    """A text for a line of the report: no line ends, not too long."""
    flat = text.replace("\n", "\\n") or "(nothing)"
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST]}… ({len(flat):,} signs)"


def _distinct(items: list[Difference]) -> dict[tuple[str, str], list[Difference]]:
    found: dict[tuple[str, str], list[Difference]] = {}
    for item in items:
        found.setdefault((item.before, item.after), []).append(item)
    return found


def difference_lines(found: list[Difference], show: int) -> Iterator[str]:
    """Lines of a report: a group for each kind, address and place.

    Args:
        found: the differences.
        show: most distinct differences printed a group; 0 prints all.
    """
    groups: dict[tuple[str, str, str], list[Difference]] = {}
    for item in found:
        groups.setdefault((item.kind, item.url.split("?")[0], item.place), []).append(item)
    for (kind, path, place), items in sorted(groups.items()):
        distinct = _distinct(items)
        urls = len({item.url for item in items})
        yield f"\n[{kind}] {path}, {place}: {len(items):,} in {urls} questions"
        for number, ((before, after), same) in enumerate(distinct.items()):
            if show and number == show:
                yield f"  … {len(distinct) - show:,} more distinct (--show 0 prints all)"
                break
            more = f" and {len(same) - 1} more" if same[1:] else ""
            yield f"  - {short(before)}"
            yield f"  + {short(after)}"
            yield f"    {same[0].url} {same[0].at}{more}".rstrip()


def summary_lines(
    left: list[Difference], covered: list[tuple[Entry, int]], added: dict[str, Counter[str]]
) -> Iterator[str]:
    """What is new, what was accepted, and how much is left."""
    for table, columns in sorted(added.items()):
        names = ", ".join(f"{name} ({count})" for name, count in columns.items())
        yield f"new columns of {table}: {names}"
    for entry, count in covered:
        said = f"covers {count:,}" if count else "COVERS NOTHING: delete it"
        patterns = ", ".join(f"{part} {pattern.pattern!r}" for part, pattern in entry.patterns)
        yield f"accepted {entry.kind.pattern}, {patterns} – {entry.reason}: {said}"
    kinds = Counter(item.kind for item in left)
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    yield f"{len(left):,} differences" + (f": {told}" if told else "")
