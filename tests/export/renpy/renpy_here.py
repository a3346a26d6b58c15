"""Runs Debian's Ren'Py 8.0.3 on this Python: `python renpy_here.py PROJECT lint REPORT`.

Python 3.11 refuses nodes of syntax trees whose lines and columns end before they begin, which it
makes; the node's own beginning is as good an end.
"""

# mypy: ignore-errors

import ast
import builtins
import runpy
import sys

HOME = "/usr/share/games/renpy"
compile_as_ever = builtins.compile


def compile_with_ends(source, *rest, **more):
    if isinstance(source, ast.AST):
        for node in ast.walk(source):
            if hasattr(node, "lineno"):
                ends = {"end_lineno": node.lineno, "end_col_offset": node.col_offset}
                vars(node).update(ends)
    return compile_as_ever(source, *rest, **more)


builtins.compile = compile_with_ends
sys.path.insert(0, HOME)
sys.argv[0] = f"{HOME}/renpy.py"
runpy.run_path(sys.argv[0], run_name="__main__")
