"""``python -m tests.bench``: measure everything once and print it beside its aim."""

from __future__ import annotations

import os
from importlib.metadata import version

from playwright.sync_api import sync_playwright

from tests.bench import measure
from tests.browser.support import ARGUMENTS, find_chromium, serving

LOADS = 5
STARTS = 3


def line(what: str, found: str, aim: str = "", good: bool | None = None) -> None:
    """Print one measurement: what, the value, its aim and whether it is met."""
    mark = "" if good is None else "ok" if good else "ABOVE"
    print(f"  {what:<46} {found:>22}   {aim:<14} {mark}", flush=True)


def kilobytes(number: float) -> str:
    """Bytes as kB (1,000 bytes)."""
    return f"{number / 1000:,.1f} kB"


def milliseconds(seconds: float) -> str:
    """Seconds as ms."""
    return f"{seconds * 1000:,.0f} ms"


def start_up() -> None:
    """How long the server takes until ``/health`` answers."""
    found = []
    for _ in range(STARTS):
        with serving() as server:
            found.append(server.started)
    value = measure.median(found)
    line("start-up until /health, median", f"{value:,.2f} s", "<= 2 s", value <= 2)


def run() -> None:
    """Print every measurement."""
    print(f"{os.cpu_count()} cores, dash {version('dash')}, plotly {version('plotly')}. Medians.")
    print("\nServer")
    start_up()
    loaded = measure.imported()
    line("build or modelling libraries in a worker", str(len(loaded)), "0", not loaded)
    for name in loaded[:10]:
        line("", name)
    with serving() as server:
        print("\nCallbacks: a question never asked (cold), asked before (warm)")
        for path in measure.PAGES:
            cold, warm = measure.callbacks(server, path)
            colds, warms = ([item.seconds for item in some] for some in (cold, warm))
            for name, times, limit in (("cold", colds, 0.060), ("warm", warms, 0.025)):
                tail = measure.percentile(times, 0.95)
                line(
                    f"{path} {name}: p50 / p95",
                    f"{milliseconds(measure.median(times))} / {milliseconds(tail)}",
                    f"p95 <= {limit * 1000:.0f} ms",
                    tail <= limit,
                )
            line(
                f"{path} cold / warm",
                f"{measure.median(colds) / measure.median(warms):,.1f} times",
            )
            sent = measure.median(item.sent for item in cold)
            most = max(item.sent for item in cold)
            line(
                f"{path} bytes a change: median / most",
                f"{kilobytes(sent)} / {kilobytes(most)}",
                "<= 30 kB",
                most <= 30_000,
            )
            plain = measure.median(item.plain for item in cold)
            line(f"{path} bytes a change unpacked", f"{kilobytes(plain)} ({plain / sent:.1f}x)")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
            print(f"\nBrowser (Chromium {browser.version})")
            for path in (*measure.PAGES, "/data"):
                loads = [measure.first_load(browser, server, path) for _ in range(LOADS)]
                value = measure.median(seconds for seconds, _, _ in loads)
                line(
                    f"{path} first load to usable, cold cache",
                    milliseconds(value),
                    "<= 1,500 ms",
                    value <= 1.5,
                )
                size = measure.median(size for _, size, _ in loads)
                line(f"{path} first load", f"{kilobytes(size)}, {loads[0][2]} requests")
            for path in measure.PAGES:
                measure.changes(browser, server, path, measure.OFFENCES)
                found = measure.changes(browser, server, path, measure.OFFENCES)
                value = measure.median(found)
                line(
                    f"{path} filter change to painted: median / most",
                    f"{milliseconds(value)} / {milliseconds(max(found))}",
                    "<= 300 ms",
                    value <= 0.3,
                )
            browser.close()
        print("\nMemory after all this (PSS under preload)")
        sizes = [measure.proportional_memory(pid) for pid in server.workers]
        worst = max(sizes)
        line(
            "a worker, the larger of " + str(len(sizes)),
            f"{worst / 1e6:,.0f} MB",
            "<= 220 MB",
            worst <= 220e6,
        )
        line("the master", f"{measure.proportional_memory(server.master) / 1e6:,.0f} MB")


if __name__ == "__main__":
    run()
