"""The LaTeX spelling: from commands to the tokens that all spellings share."""
