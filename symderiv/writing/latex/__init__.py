"""A page as LaTeX that plain pdflatex sets."""
