"""The filter bar: what is asked, as controls, and what the browser is told of it."""
