"""Where things lie in the repository, declared once."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The repository."""
RAW = ROOT / "data" / "raw"
"""Raw official files, never committed."""
PROCESSED = ROOT / "data" / "processed"
"""The processed data that is served."""
PUBLISHED = ROOT / "data" / "published"
"""Tables of published reports."""
BOUNDARIES = ROOT / "assets" / "boundaries"
"""Outlines that belong to the processed data."""
