"""The file as text: what is read, and its YAML as a tree with positions."""
