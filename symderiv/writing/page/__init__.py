"""What a document says, before it is known how it is written: LaTeX and HTML print the same page."""
