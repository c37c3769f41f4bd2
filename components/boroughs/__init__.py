"""What the page of boroughs shows."""
