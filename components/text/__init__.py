"""Text, made last: pure functions of tables and questions, which ask nothing."""
