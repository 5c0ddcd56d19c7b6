"""The compiled part of `common-expression-language`, without the package around it.

`import cel` runs `cel/__init__.py`, which imports `cel.cli` and with it typer, rich and prompt_toolkit:
120 ms at every start for a prompt that is never shown. Only the extension module inside the package is
wanted, so it is looked up in the package's folder and loaded from there under its own name, `cel.cel`; the
package stays unimported. Whoever imports `cel` later gets the package as usual, around this same module:
it may be initialised only once in a process (its logger panics the second time).
"""

from __future__ import annotations

import logging
import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from types import ModuleType

_NAME = "cel.cel"


def _extension() -> ModuleType:
    if _NAME in sys.modules:
        return sys.modules[_NAME]
    package = find_spec("cel")  # finds a top-level package without running it
    folders = package.submodule_search_locations if package else None
    found = PathFinder.find_spec("cel", list(folders or ()))
    spec = spec_from_file_location(_NAME, found.origin) if found and found.origin else None
    if spec is None or spec.loader is None:
        raise ImportError("The extension module of common-expression-language is not installed.")
    module = module_from_spec(spec)
    sys.modules[_NAME] = module
    spec.loader.exec_module(module)
    return module


cel = _extension()

# A function that refuses its argument (the root of a negative number) is reported as a Finding; the
# extension would print the same as a warning on the terminal as well.
logging.getLogger("cel").setLevel(logging.CRITICAL)
