"""Golden recordings: what is served today, so that after a change everything can be compared.

``python -m tests.golden record FOLDER`` asks some hundred questions of the HTTP interface and
opens more than a hundred views of pages; ``compare FOLDER`` asks the same of the present program
and prints every difference that ``accepted.toml`` does not list. Nothing here knows more of the
program than its addresses and the JSON that a browser gets, so that it outlives a refactoring.
"""
