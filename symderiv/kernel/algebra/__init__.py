"""Rules of normal forms, by what they are about; each module adds some to those before it."""
