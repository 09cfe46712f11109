"""Random files and expressions: whatever stands in them, only our own kind of error comes out."""
