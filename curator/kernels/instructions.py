"""Instructions that numba has no words for: 64 bytes at once, sixteen permutations at once, 128-bit products.

Addresses are those of working space that the caller owns. They are plain additions and comparisons of vectors, which
every processor has or is given by the compiler, and give the same numbers everywhere.
"""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # has no types
from numba import types

from curator.compiled import WIDTH, instruction

LANES, TILE = 16, 4
"""Permutations in a vector, and vectors whose minima stay in registers."""

_BYTE, _HALF, _WORD = ir.IntType(8), ir.IntType(32), ir.IntType(64)
_BLOCK = ir.VectorType(_BYTE, WIDTH)
_VECTOR = ir.VectorType(_HALF, LANES)


def _pointer(builder: Any, base: Any, place: Any, kind: Any) -> Any:  # noqa: ANN401
    return builder.inttoptr(builder.add(base, place), kind.as_pointer())


def _all(value: int) -> Any:  # noqa: ANN401
    return ir.Constant(_BLOCK, [ir.Constant(_BYTE, value)] * WIDTH)


def _between(builder: Any, block: Any, first: int, last: int) -> Any:  # noqa: ANN401
    return builder.icmp_unsigned("<", builder.sub(block, _all(first)), _all(last - first + 1))


@instruction
def high_bytes(_: object, data: object, place: object) -> object:
    """Of the 64 bytes at `place`, those that are not ASCII."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        block = builder.load(_pointer(builder, arguments[0], arguments[1], _BLOCK), align=1)
        return builder.bitcast(builder.icmp_signed("<", block, _all(0)), _WORD)

    return types.uint64(types.int64, types.int64), generate


@instruction
def word_bytes(_: object, data: object, place: object) -> object:
    """Of the 64 bytes at `place`, those of words: a–z, digits, `_` and whatever is not ASCII."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        block = builder.load(_pointer(builder, arguments[0], arguments[1], _BLOCK), align=1)
        found = _between(builder, block, ord("a"), ord("z"))
        found = builder.or_(found, _between(builder, block, ord("0"), ord("9")))
        found = builder.or_(found, builder.icmp_unsigned("==", block, _all(ord("_"))))
        found = builder.or_(found, builder.icmp_signed("<", block, _all(0)))
        return builder.bitcast(found, _WORD)

    return types.uint64(types.int64, types.int64), generate


@instruction
def copy_lower(_: object, data: object, place: object, out: object, at: object) -> object:
    """Write the 64 bytes at `place`, A–Z as a–z, to `out` + `at`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        data, place, out, at = arguments
        block = builder.load(_pointer(builder, data, place, _BLOCK), align=1)
        is_upper = builder.zext(_between(builder, block, ord("A"), ord("Z")), _BLOCK)
        lower = builder.or_(block, builder.shl(is_upper, _all(5)))
        builder.store(lower, _pointer(builder, out, at, _BLOCK), align=1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64, types.int64), generate


def _loading(kind: Any, result: Any) -> Any:  # noqa: ANN401
    @instruction
    def load(_: object, data: object, place: object) -> object:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
            return builder.load(_pointer(builder, arguments[0], arguments[1], kind), align=1)

        return result(types.int64, types.int64), generate

    return load


half_at = _loading(_HALF, types.uint32)
word_at = _loading(_WORD, types.uint64)


@instruction
def put_byte(_: object, out: object, at: object, value: object) -> object:
    """Write one byte to `out` + `at`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        out, at, value = arguments
        builder.store(value, _pointer(builder, out, at, _BYTE))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.uint8), generate


@instruction
def folded_product(_: object, a: object, b: object) -> object:
    """The upper half of the 128-bit product, XORed with the lower."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(each, wide) for each in arguments))
        upper = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), _WORD)
        return builder.xor(upper, builder.trunc(product, _WORD))

    return types.uint64(types.uint64, types.uint64), generate


@instruction
def permute(_: object, hashes: object, count: object, a: object, b: object, minima: object) -> object:
    """Lower 64 minima, at the address `minima`, to those of a·h + b over `count` 32-bit hashes at `hashes`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> object:  # noqa: ANN401
        hashes, count, a, b, minima = arguments
        steps = [ir.Constant(_WORD, 4 * LANES * step) for step in range(TILE)]

        def vectors(base: Any) -> list[Any]:  # noqa: ANN401
            return [builder.load(_pointer(builder, base, step, _VECTOR), align=1) for step in steps]

        factors, addends, first = vectors(a), vectors(b), vectors(minima)
        before = builder.block
        loop = builder.append_basic_block("hashes")
        after = builder.append_basic_block("done")
        builder.cbranch(builder.icmp_signed(">", count, ir.Constant(_WORD, 0)), loop, after)
        builder.position_at_end(loop)
        index = builder.phi(_WORD)
        index.add_incoming(ir.Constant(_WORD, 0), before)
        kept = [builder.phi(_VECTOR) for _ in steps]
        offset = builder.shl(index, ir.Constant(_WORD, 2))
        value = builder.load(_pointer(builder, hashes, offset, _HALF))
        single = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), value, ir.Constant(_HALF, 0))
        zeros = ir.Constant(ir.VectorType(_HALF, LANES), [ir.Constant(_HALF, 0)] * LANES)
        spread = builder.shuffle_vector(single, ir.Constant(_VECTOR, ir.Undefined), zeros)
        following = builder.add(index, ir.Constant(_WORD, 1))
        lowered = []
        for factor, addend, held in zip(factors, addends, kept, strict=True):
            permuted = builder.add(builder.mul(factor, spread), addend)
            lowered.append(builder.select(builder.icmp_unsigned("<", permuted, held), permuted, held))
        index.add_incoming(following, loop)
        for held, start, low in zip(kept, first, lowered, strict=True):
            held.add_incoming(start, before)
            held.add_incoming(low, loop)
        builder.cbranch(builder.icmp_signed("<", following, count), loop, after)
        builder.position_at_end(after)
        results = []
        for start, low in zip(first, lowered, strict=True):
            result = builder.phi(_VECTOR)
            result.add_incoming(start, before)
            result.add_incoming(low, loop)
            results.append(result)
        for step, result in zip(steps, results, strict=True):
            builder.store(result, _pointer(builder, minima, step, _VECTOR), align=1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64, types.int64, types.int64), generate
