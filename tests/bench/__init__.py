"""How quick, how small: ``python -m tests.bench`` measures a real server with a real browser."""
