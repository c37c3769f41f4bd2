"""The numbers: what can be asked, where it is kept, and how it is counted."""
