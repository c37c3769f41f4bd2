"""What the page of times shows."""
