"""The kernel: identities in index notation, decided for every size at once."""
