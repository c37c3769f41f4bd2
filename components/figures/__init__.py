"""Charts: a table goes in, a figure comes out. One chart a file, no state, no data access."""
