"""What each dataset can answer, and how it answers: official people data and extracts.

The recorded counts are the store's own; everything here gets its tables from the store.
"""
