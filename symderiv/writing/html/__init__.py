"""Pages as one self-contained file of HTML, without scripts, with formulas in MathML."""
