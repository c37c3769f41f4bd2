"""The numbers: what can be asked, where it is kept, and how it is counted."""

import pandas as pd

# Tables are small and walked row by row: text as Python's own makes a new question a tenth to a
# quarter quicker than Arrow's (tests/bench/RESULTS.md).
pd.options.mode.string_storage = "python"
