"""Case-level extracts: a partnership's own records, and the simulated ones that are shipped."""
