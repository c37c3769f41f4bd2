"""How quickly every page answers from a real-sized extract: 2 million offences.

``python -m tests.bench.extract_pages`` prints the median and the 95th percentile of the callback
of every page, for questions nobody asked before and for the same ones again.
"""

from __future__ import annotations

import gc
import itertools
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from data.extracts import token
from tests.conftest import TOKEN, filtering, showing
from tests.unit import extracts

OFFENCES = ("violence-with-injury", "personal-robbery", "rape", "knife-crime")
COHORTS = ("all-ages", "under-25", "domestic-abuse", "serious-violence")
AREAS = ("", "E09000012")
PAGES = {
    "overview": "/",
    "hotspots": "/hotspots",
    "when": "/when",
    "people": "/people",
    "boroughs": "/boroughs",
    "costs": "/costs",
}
ALLOWED_MS = 150


def main() -> None:
    """Write the extract, ask every page, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        extracts.put(Path(folder), "big", count=2_000_000)
        os.environ |= {"DATA_EXTRACTS": folder, "SERVED_LOCALLY": "1"}
        import app
        from data.session import sessions
        from data.warm import warm

        warm(sessions.current)
        gc.collect()
        gc.freeze()  # as gunicorn.conf.py does
        token.use(TOKEN)
        client = showing(app.server)
        client.get("/health")
        print(f"page        cold ms: median   p95   warm ms: median   p95   (allowed {ALLOWED_MS})")
        for page, path in PAGES.items():
            times: dict[str, list[float]] = {"cold": [], "warm": []}
            asked = list(itertools.product(OFFENCES, COHORTS, AREAS))
            for kind in times:
                for offence, cohort, area in asked:
                    if page == "costs" and offence == "knife-crime":
                        continue
                    query = f"?dataset=big&offence={offence}&cohort={cohort}&area={area}"
                    begun = time.perf_counter()
                    body = filtering(page, {"path": path, "query": query, "n": 1})
                    answer = client.post("/_dash-update-component", json=body)
                    times[kind].append((time.perf_counter() - begun) * 1000)
                    assert answer.status_code == 200, answer.data[:300]
            cold, warm = (np.percentile(times[kind], [50, 95]) for kind in ("cold", "warm"))
            print(
                f"{page:10}           {cold[0]:8.0f} {cold[1]:5.0f}            "
                f"{warm[0]:8.0f} {warm[1]:5.0f}"
            )


if __name__ == "__main__":
    main()
