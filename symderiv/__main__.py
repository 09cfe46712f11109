"""`python -m symderiv` is the command `symderiv`."""

from symderiv.cli import main

main()
