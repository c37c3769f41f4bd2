"""What the overview shows: six offences, and what they say together."""
