"""What can be asked, declared once: filters, and the grammar of queries made of them."""
