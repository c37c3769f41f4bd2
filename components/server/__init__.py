"""Around the server: guards, who may see what, the first load; not parts of a page."""
