"""What all pages are made of: text, tables, charts put in place, levers, the look."""
