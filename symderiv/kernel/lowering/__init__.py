"""What entries of expressions are in index form, by what the expressions are."""
