"""Documents of words as files: Word to edit, HTML to print or send, plain text to mail."""
