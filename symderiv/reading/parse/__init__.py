"""From the text of a formula to what was written: tokens and the untyped tree."""
