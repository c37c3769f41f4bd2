"""What the page of hot spots shows."""
