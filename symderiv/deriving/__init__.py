"""Gradients found: one entry of a derivative by backpropagation, then raised to the notation of matrices."""
