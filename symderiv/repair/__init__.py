"""What would be right: single edits of a claim that is false, and assumptions that it lacks."""
