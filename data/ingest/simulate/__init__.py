"""The simulated extract: drawn from published totals, so that everything works on day one.

``draw.draw(seed)`` gives the records, ``calibration.calibration(offences, people)`` holds them
against what the report publishes and against the stated assumptions. Nothing that serves
imports this package: drawing happens in command-line processes.
"""
