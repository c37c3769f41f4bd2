"""What is declared by being there: the modules of a package are read for what they declare."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

T = TypeVar("T")


def discovered(package: str, kind: type[T]) -> list[T]:
    """Everything of a type that the modules of a package hold under a name.

    Args:
        package: the dotted name of the package; it may ask while it is being imported.
        kind: the type.

    Returns:
        Each of them once, in the order of the modules' names and of the lines of a module.
    """
    out: dict[int, T] = {}
    for info in sorted(iter_modules(import_module(package).__path__), key=lambda one: one.name):
        module = import_module(f"{package}.{info.name}")
        out |= {id(value): value for value in vars(module).values() if isinstance(value, kind)}
    return list(out.values())
