"""The numbers: what can be asked, where it is kept, and how it is counted."""

import pandas as pd

# Tables here are small and walked row by row: text as Python's own is a fifth quicker than Arrow's.
pd.options.mode.string_storage = "python"
