"""What the page of costs shows."""
