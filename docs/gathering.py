"""Gathers the sentences that a Python or YAML file holds for people, each with the function, constant or key that says it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml

# Log events, metrics, patterns and the reasons of a wake are for programmers and programs.
CALLS_FOR_PROGRAMMERS = frozenset({"log", "structlog", "logging", "re", "Counter", "Gauge", "Histogram", "Wake"})
# Only a bug raises these, or the bot catches them itself and logs them.
ERRORS_FOR_PROGRAMMERS = frozenset({"TypeError", "AssertionError", "CannotStore", "Unsettled", "Elsewhere", "Forwarded"})
# Methods of a text that leave its words as they are, whatever they are given.
FORMS = frozenset({"strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "replace", "capitalize", "lower"})
# Keys whose texts are read by people even when they are single words.
SHOWN_KEYS = frozenset({"title", "label", "description"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ENDS = (*FUNCTIONS, ast.ClassDef, ast.Name, ast.Constant, ast.expr_context)
ENOUGH = 2
"""So many words are for people; fewer are as often a key or a name."""

_NO_WORDS = re.compile(r"\$?\{[^{}]*\}|`[^`]*`|\w+://\S+|<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_WORD = re.compile(r"(?<![\w./:@%\\-])[A-Za-z][A-Za-z'’-]*(?![\w/@=-]|[.:]\w)")

Scope = Mapping[str, ast.expr]


class Entry(NamedTuple):
    """A sentence, and the function, constant or key that says it."""

    where: str
    text: str


def is_sentence(text: str) -> bool:
    """Tell words for people from keys, names and single words."""
    words = _WORD.findall(_NO_WORDS.sub(" ", text))
    return len(words) >= ENOUGH and any(word.islower() for word in words)


def gather_yaml(source: str) -> list[Entry]:
    """List the sentences of a YAML file in its order; a list of plain texts holds values to choose from, and no sentences."""
    return list(_walk(yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), ()))  # noqa: S506 - both are safe


def _walk(value: Any, path: tuple[str, ...]) -> Iterator[Entry]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*path, str(key)))
    elif isinstance(value, list):
        for inner in (inner for inner in value if isinstance(inner, dict)):
            name = next((str(inner[key]) for key in ("id", "key", "value") if key in inner), "")
            yield from _walk(inner, (*path, name) if name else path)
    elif isinstance(value, str) and (path[-1] in SHOWN_KEYS or is_sentence(value)):
        yield Entry(".".join(path), value.strip())


def gather_python(source: str, command: str = "") -> list[Entry]:
    """List the sentences of a module in its order; the docstring of the function `command` is its help on the command line."""
    tree = ast.parse(source)
    module = _Module()
    module.read_all(tree.body, "", _bind(tree))
    for node in tree.body:
        if isinstance(node, FUNCTIONS) and node.name == command:
            module.said.append((node.body[0], command, ast.get_docstring(node) or ""))
    said = [one for one in module.said if id(one[0]) not in module.parts and is_sentence(one[2])]
    said.sort(key=lambda one: (one[0].lineno, one[0].col_offset))
    return list(dict.fromkeys(Entry(where, text.strip("\n")) for _, where, text in said))


class _Module:
    """Reads what a module says, and remembers the parts of a longer sentence, so that they are not listed by themselves as well."""

    def __init__(self) -> None:
        self.said: list[tuple[ast.expr | ast.stmt, str, str]] = []
        self.parts: set[int] = set()

    def read_all(self, nodes: Iterable[ast.AST], where: str, scope: Scope) -> None:
        """Read each node, in the function or constant `where`."""
        for node in nodes:
            self._read(node, where, scope)

    def _read(self, node: ast.AST, where: str, scope: Scope) -> None:
        if _is_for_programmers(node):
            return
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            where, scope = f"{where}.{node.name}" if where else node.name, {**scope, **_bind(node)}
        elif not where and (pairs := _pairs(node)):
            for target, value in pairs:
                self._read(value, ast.unparse(target), scope)
            return
        if words := _split(node, scope):
            self.parts.add(id(words))
        rest: list[ast.AST] = []
        text = self._text(node, scope, rest) if _may_begin(node) else None
        if text is not None and isinstance(node, ast.expr):
            self.said.append((node, where, text))
        self.read_all(_inner(node) if text is None else rest, where, scope)

    def _text(self, node: ast.AST, scope: Scope, rest: list[ast.AST]) -> str | None:
        """Give the words of an expression; None where it has none. What its placeholders stand for is added to `rest`."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.JoinedStr(values=values):
                return "".join(self._piece(value, scope, rest) for value in values)
            case ast.Name(id=name) if name in scope:
                return self._part(scope[name], {key: value for key, value in scope.items() if key != name}, rest)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._together([left, right], scope, rest, "".join)
            case ast.IfExp(body=left, orelse=right) | ast.BoolOp(op=ast.Or(), values=[left, right]):
                return self._together([left, right], scope, rest, _show_alternatives)
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(mark)), attr="join"),
                args=[ast.List(elts=parts) | ast.Tuple(elts=parts)],
            ):
                return self._together(parts, scope, rest, mark.join)
            case ast.Call(func=ast.Attribute(value=inner, attr=form)) if form in FORMS:
                return self._part(inner, scope, rest)
        return None

    def _together(
        self, nodes: list[ast.expr], scope: Scope, rest: list[ast.AST], join: Callable[[list[str]], str]
    ) -> str | None:
        """Join the words of several expressions; None where none of them has any."""
        found: list[ast.AST] = []
        if all(self._text(node, scope, []) is None for node in nodes):
            return None
        pieces = [self._piece(node, scope, found) for node in nodes]
        rest += found
        return join(pieces)

    def _part(self, node: ast.AST, scope: Scope, rest: list[ast.AST]) -> str | None:
        text = self._text(node, scope, rest)
        if text is not None:
            self.parts.add(id(node))
        return text

    def _piece(self, node: ast.AST, scope: Scope, rest: list[ast.AST]) -> str:
        """Give the words of a part of a sentence, else a placeholder."""
        if isinstance(node, ast.FormattedValue):
            node = node.value
        shown = _shown(node)
        text = self._part(node if shown is None else shown, scope, rest)
        if text is None:
            rest.append(node)
        return f"{{{_name(node)}}}" if text is None else text


def _bind(node: ast.AST) -> dict[str, ast.expr]:
    """Find the names that a module or function gives one value only, and that value."""
    within = [*_within(node)]
    stores = Counter(one.id for one in within if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
    stores.update(one.arg for one in within if isinstance(one, ast.arg))
    values = {target.id: value for one in within for target, value in _pairs(one) if isinstance(target, ast.Name)}
    return {name: value for name, value in values.items() if stores[name] == 1}


def _within(node: ast.AST) -> Iterator[ast.AST]:
    """Walk through a module or function, but not through the functions and classes in it."""
    left = [node]
    while left:
        for child in ast.iter_child_nodes(left.pop()):
            yield child
            if not isinstance(child, ENDS):
                left.append(child)


def _pairs(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
            return [*zip(names, values, strict=True)]
        case ast.Assign(targets=[target], value=value) | ast.NamedExpr(target=target, value=value):
            return [(target, value)]
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return [(target, value)]
    return []


def _may_begin(node: ast.AST) -> bool:
    """Tell where a sentence stands; a constant that is only named there says it where it is written."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner)):
            return not isinstance(inner, ast.Name)
    return isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call))


def _split(node: ast.AST, scope: Scope) -> ast.expr | None:
    """Find a text that the module takes apart into single words."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="split"), args=[]):
            value = scope.get(name)
        case ast.Call(func=ast.Attribute(value=value, attr="split"), args=[]):
            pass
        case _:
            return None
    return value if isinstance(value, ast.Constant) else None


def _inner(node: ast.AST) -> Iterable[ast.AST]:
    """List what may hold sentences: not the keys of a dictionary, nor what a value is compared with."""
    match node:
        case ast.Dict(values=values):
            return values
        case ast.Name() | ast.Constant() | ast.Compare() | ast.pattern():
            return ()
        case ast.Call(func=ast.Attribute(value=inner, attr=form)) if form in FORMS:
            return (inner,)
    return ast.iter_child_nodes(node)


def _is_for_programmers(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))):
            return name in ERRORS_FOR_PROGRAMMERS
        case ast.Call(func=func):
            while isinstance(func, (ast.Attribute, ast.Call)):
                func = func.value if isinstance(func, ast.Attribute) else func.func
            return isinstance(func, ast.Name) and func.id in CALLS_FOR_PROGRAMMERS
    return False


def _show_alternatives(texts: list[str]) -> str:
    inner = [text[1:-1] if text.startswith("[") and text.endswith("]") else text for text in texts]
    return f"[{' | '.join(filter(None, inner))}]"


def _shown(node: ast.AST) -> ast.expr | None:
    """Find the text that is given to a function which shows it, as in `told("by an edit", ...)`; an identifier would be a key."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in FORMS:
            return None
        case ast.Call(args=[ast.Constant(value=str(text)) as first, *_]) if not text.isidentifier():
            return first
        case ast.Call(args=[(ast.Name() | ast.JoinedStr()) as first, *_]):
            return first
    return None


def _name(node: ast.AST) -> str:
    """Give a plain name to what a placeholder stands for."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=value):
            return str(value)
        case ast.Attribute(value=inner, attr="__name__"):
            return _name(inner)
        case ast.Attribute(value=ast.Name(id="self" | "view"), attr=attribute):
            return attribute
        case ast.Attribute(value=inner, attr=attribute):
            return f"{_name(inner).rpartition('.')[2]}.{attribute}"
        case ast.Call(func=ast.Attribute(value=ast.Constant()), args=[inner]):
            return _name(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=form)) if form in FORMS:
            return _name(inner)
        case ast.Call(args=[first, *_]) if not isinstance(first, ast.Name) or first.id not in ("self", "view"):
            return _name(first)
        case ast.Call(func=func):
            return _name(func).rpartition(".")[2].lstrip("_")
        case ast.Subscript(value=inner) | ast.Await(value=inner) | ast.Starred(value=inner) | ast.BinOp(left=inner):
            return _name(inner)
        case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner) | ast.SetComp(elt=inner) | ast.IfExp(body=inner):
            return _name(inner)
        case ast.JoinedStr(values=values):
            return next((_name(value.value) for value in values if isinstance(value, ast.FormattedValue)), "...")
        case ast.List(elts=[inner, *_]) | ast.Tuple(elts=[inner, *_]) | ast.BoolOp(values=[inner, *_]):
            return _name(inner)
    return "..."
