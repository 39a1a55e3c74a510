"""Read the variables of a TensorFlow checkpoint (version 2) without TensorFlow.

A checkpoint is an index and a data file. The index is a sorted table as LevelDB writes it
(tensorflow/core/lib/io/table_format.txt): blocks of entries, each entry's key sharing a beginning with the one before,
and a footer that says where the block of blocks is. A value is a BundleEntryProto
(tensorflow/core/protobuf/tensor_bundle.proto): type, shape, and where the bytes are in the data file.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[Any]
_FOOTER = 48
_MAGIC = 0xDB4775248B80FB57
_TYPES: dict[int, type[Any]] = {1: np.float32, 2: np.float64, 3: np.int32, 9: np.int64}
_TYPE, _SHAPE, _OFFSET, _SIZE = 1, 2, 4, 5  # fields of BundleEntryProto
_DIMENSION, _LENGTH = 2, 1  # fields of TensorShapeProto and of its Dim


class Unreadable(ValueError):
    """Not a checkpoint as we know them."""


def read(index: Path, data: Path) -> dict[str, Tensor]:
    """Every variable by its name. Raises Unreadable for anything else than an uncompressed checkpoint in one part."""
    table = index.read_bytes()
    if len(table) < _FOOTER or struct.unpack("<Q", table[-8:])[0] != _MAGIC:
        raise Unreadable("this is not the index of a checkpoint")
    try:
        return dict(_variables(table, np.memmap(data, dtype=np.uint8, mode="r")))
    except Unreadable:
        raise
    except (IndexError, KeyError, ValueError, struct.error) as error:
        raise Unreadable(f"the checkpoint breaks off: {error}") from error


def _variables(table: bytes, stored: "np.memmap[Any, Any]") -> Iterator[tuple[str, Tensor]]:
    for _, handle in _entries(table, *_handle(table[-_FOOTER:], skip=1)):
        for key, value in _entries(table, *_handle(handle)):
            if key:  # the empty key is the header
                yield key.decode(), _tensor(value, stored)


def _tensor(entry: bytes, stored: "np.memmap[Any, Any]") -> Tensor:
    fields: dict[int, Any] = {_OFFSET: 0, _SIZE: 0, _SHAPE: b""}
    fields |= dict(_fields(entry))
    shape = [dict(_fields(one)).get(_LENGTH, 0) for number, one in _fields(fields[_SHAPE]) if number == _DIMENSION]
    raw = stored[fields[_OFFSET] : fields[_OFFSET] + fields[_SIZE]]
    return np.frombuffer(raw.tobytes(), _TYPES[fields[_TYPE]]).reshape(shape)


def _handle(block: bytes, *, skip: int = 0) -> tuple[int, int]:
    """Where a block is: its offset and size, after `skip` other handles."""
    position = 0
    for _ in range(2 * skip):
        _, position = _varint(block, position)
    offset, position = _varint(block, position)
    size, _ = _varint(block, position)
    return offset, size


def _entries(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    block = table[offset : offset + size]
    if table[offset + size]:
        raise Unreadable("a block is compressed")
    restarts = struct.unpack("<I", block[-4:])[0]
    end, position, key = len(block) - 4 - 4 * restarts, 0, b""
    while position < end:
        shared, position = _varint(block, position)
        added, position = _varint(block, position)
        length, position = _varint(block, position)
        key = key[:shared] + block[position : position + added]
        position += added
        yield key, block[position : position + length]
        position += length


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a protocol buffer: numbers for those of fixed or variable length, bytes for the rest."""
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        wire = tag & 7
        value: int | bytes
        if wire == 0:
            value, position = _varint(message, position)
        elif wire == 2:
            length, position = _varint(message, position)
            value, position = message[position : position + length], position + length
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
            value, position = int.from_bytes(message[position : position + length], "little"), position + length
        else:
            raise Unreadable(f"a field of wire type {wire}")
        yield tag >> 3, value


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
