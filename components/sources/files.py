"""The official files behind the data, and the checks that it passed."""

from __future__ import annotations

from dash import html

from components.sources.titled import render_table, render_titled
from data.session import Session


def checks(session: Session) -> html.Section:
    """The checks that were made when the data was built."""
    found = session.build.manifest.get("checks", [])
    passed = sum(bool(item["ok"]) for item in found)
    rows = [
        [
            item["name"],
            "holds" if item["ok"] else "does not hold",
            str(item["expected"]),
            str(item["found"]),
            item.get("note", ""),
        ]
        for item in found
    ]
    return render_titled(
        f"{passed} of {len(found)} checks hold",
        html.P(
            "Made when the data was built: against figures that others published, and of the data "
            "against itself."
        ),
        render_table("Check report", ["Check", "Result", "Expected", "Found", "Note"], rows),
        key="checks",
    )


def sources(session: Session) -> list[html.Section]:
    """Official files, the months that each supplied, and what was left out."""
    manifest = session.build.manifest
    used = [item for item in manifest["sources"] if item["used"]]
    unused = [item for item in manifest["sources"] if not item["used"]]
    rows = [
        [
            item["title"],
            item["file"],
            item["publisher"],
            item["licence"],
            item["period"] or "",
            html.Code(item["sha256"][:12]),
        ]
        for item in used
    ]
    vintages = [
        [item["level"], f"{item['from']} to {item['to']}", item["source"]]
        for item in manifest["vintages"]
    ]
    left = [[item["file"], item["reason"]] for item in unused] + [
        [item["file"], f"{item['what']}: {item['reason']}"] for item in manifest["dropped"]
    ]
    return [
        render_titled(
            f"{len(used)} official files",
            render_table(
                "Files used",
                ["Product", "File", "Publisher", "Licence", "Period", "SHA-256"],
                rows,
            ),
            key="files",
        ),
        render_titled(
            "Which file supplied which months",
            html.P("Where files overlap, the newest one in the finer category scheme is used."),
            render_table("Vintages", ["Level", "Months", "File"], vintages),
            key="vintages",
        ),
        render_titled(
            "What was left out, and why",
            render_table("Left out", ["File", "Reason"], left),
            key="dropped",
        ),
    ]
