"""Tables as files: a table goes in, bytes come out."""
