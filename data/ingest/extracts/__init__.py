"""Read and check a partnership's own case-level records, and hand them to ``data.extracts``."""
