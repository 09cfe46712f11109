"""How things are shown in notebooks: written on the highest floor, which is loaded when a notebook asks."""

from importlib import import_module


def mimebundle(shown: object, include: object = None, exclude: object = None) -> dict[str, str]:
    """A thing as text, LaTeX and HTML, by their names among the media types."""
    bundle: dict[str, str] = import_module("symderiv.notebook").mimebundle(shown)
    return bundle
