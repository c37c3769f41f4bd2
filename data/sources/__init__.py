"""Who counts, and how: a file each for the recorded counts, official people data and extracts.

What is known of a dataset is declared in its own file and read through one protocol
(:mod:`data.sources.protocol`); nothing outside this room asks for a dataset's kind or name.
"""
