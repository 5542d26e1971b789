"""The types of a predicate: what each part of it is, and everything that does not fit together."""

import re
from collections.abc import Mapping, Sequence

import polars as pl

from curator.registry import closest
from curator.rules import patterns
from curator.rules.mistakes import Mistake
from curator.rules.operations import (
    FUNCTIONS,
    OPERATIONS,
    TARGETS,
    Alike,
    Given,
    Parameter,
    Signature,
    Type,
    parameters_of,
    type_of,
)
from curator.rules.syntax import Column, Literal, Node, Operation

Schema = Mapping[str, pl.DataType | type[pl.DataType]]

_LOOKS_AT_OTHER_ROWS = re.compile(
    "count|sum|avg|mean|median|min|max|stddev.*|var.*|first.*|last.*|.*_agg|quantile.*|corr|covar.*|mode|row_number"
    "|.*rank|lag|lead|ntile"
)
_COMPARING = frozenset(("=", "<>", "<", "<=", ">", ">=", "between", "in", "is distinct", "array_contains"))


class Checker:
    """Gives every part of a tree its type, and collects what does not fit."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.mistakes: list[Mistake] = []

    def type_of(self, node: Node) -> Type | None:
        """The type of `node`; null when something in it is wrong, so that one mistake is reported once."""
        if isinstance(node, Literal):
            return _literal_type(node)
        if isinstance(node, Column):
            if node.name in self._schema:
                return type_of(self._schema[node.name])
            self._wrong(f"unknown column {node.name!r}", node.at, closest(node.name, self._schema))
        elif node.name in OPERATIONS:
            return self._operation(node, OPERATIONS[node.name])
        else:
            self._unknown_function(node)
        return None

    def _operation(self, node: Operation, signature: Signature) -> Type | None:
        least = len(signature.parameters) if signature.required is None else signature.required
        most = None if signature.is_variadic else len(signature.parameters)
        count = len(node.arguments)
        if count < least or (most is not None and count > most):
            wanted = str(least) if least == most else f"{least} or more" if most is None else f"{least} to {most}"
            self._wrong(f"{node.name.upper()} takes {wanted} arguments, not {count}", node.at)
            return None
        parameters = parameters_of(node.name, count)
        before = len(self.mistakes)
        types = [self._argument(node, each, wanted) for each, wanted in zip(node.arguments, parameters, strict=True)]
        if len(self.mistakes) > before:
            return signature.result if isinstance(signature.result, Type) else None
        alike = self._alike(node, types, parameters)
        if signature.result == "target":
            target = node.arguments[1]
            return TARGETS[str(target.value)][0] if isinstance(target, Literal) else None
        return alike if isinstance(signature.result, Alike) else signature.result

    def _argument(self, node: Operation, argument: Node, wanted: Parameter) -> Type | None:
        if isinstance(wanted, Given):
            self._given(node, argument, wanted)
            return self.type_of(argument) if wanted is Given.OPTION else None
        found = self.type_of(argument)
        if found is None or wanted is Alike.ITEM:
            return found
        allowed = _allowed(wanted)
        if found not in allowed:
            hint = "use IS NULL or IS NOT NULL" if found is Type.NULL else None
            self._wrong(f"{node.name.upper()} needs {_either(allowed)}, this is {found.value}", argument.at, hint)
        return found

    def _given(self, node: Operation, argument: Node, wanted: Given) -> None:
        value = argument.value if isinstance(argument, Literal) else None
        if not _is_given(value, wanted):
            self._wrong(f"{node.name.upper()} needs {wanted.value} here", argument.at)
        elif wanted in (Given.PATTERN, Given.LIKE):
            pattern = str(value) if wanted is Given.PATTERN else patterns.like_pattern(str(value))
            if fault := patterns.pattern_fault(pattern):
                self._wrong(fault, argument.at)

    def _alike(self, node: Operation, types: Sequence[Type | None], parameters: Sequence[Parameter]) -> Type | None:
        """The one type of the arguments that must have one; NULL fits every type."""
        common: Type | None = None
        for argument, found, wanted in zip(node.arguments, types, parameters, strict=True):
            if wanted is Alike.ITEM:
                common = Type.TEXT if types[0] is Type.TEXTS else Type.NUMBER
            elif not isinstance(wanted, Alike) and wanted is not Given.OPTION:
                continue
            if common is None or common is Type.NULL:
                common = found
            elif found is not None and found not in (common, Type.NULL):
                self._wrong(_mixed(node, common, found), argument.at, _cast_hint(found))
                return None
        return common

    def _unknown_function(self, node: Operation) -> None:
        name = node.name.upper()
        if _LOOKS_AT_OTHER_ROWS.fullmatch(node.name):
            hint = "a rule sees one record; compute a signal instead"
            self._wrong(f"{name}() looks at other rows", node.at, hint)
        else:
            self._wrong(f"{name}() is not a function of the rule language", node.at, _near_function(node.name))

    def _wrong(self, what: str, at: int, hint: str | None = None) -> None:
        self.mistakes.append(Mistake(what, at, hint))


def _literal_type(node: Literal) -> Type:
    if node.value is None:
        return Type.NULL
    if isinstance(node.value, bool):
        return Type.BOOLEAN
    return Type.TEXT if isinstance(node.value, str) else Type.NUMBER


def _allowed(wanted: Parameter) -> frozenset[Type]:
    if isinstance(wanted, Type):
        return frozenset({wanted})
    if isinstance(wanted, Alike):
        return frozenset(wanted.value)
    assert isinstance(wanted, frozenset)
    return wanted


def _either(types: frozenset[Type]) -> str:
    return " or ".join(each.value for each in Type if each in types)


def _is_given(value: object, wanted: Given) -> bool:
    if wanted in (Given.COUNT, Given.POSITION):
        return type(value) is int and value >= (wanted is Given.POSITION)
    if wanted is Given.TARGET:
        return value in TARGETS
    if wanted is Given.OPTION:
        return value is not None
    return isinstance(value, str) and (bool(value) or wanted is not Given.TEXT)


def _mixed(node: Operation, common: Type, found: Type) -> str:
    verb = "compares" if node.name in _COMPARING else "mixes"
    return f"{node.name.upper()} {verb} {common.value} with {found.value}"


def _cast_hint(found: Type) -> str | None:
    return "TRY_CAST(… AS DOUBLE) makes a number of a text" if found is Type.TEXT else None


def _near_function(name: str) -> str:
    hint = closest(name, FUNCTIONS)
    return hint if hint.startswith("did you mean") else f"there are: {', '.join(FUNCTIONS)}"
