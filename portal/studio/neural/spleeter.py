"""Spleeter's network for two stems as an ONNX graph, written from its TensorFlow checkpoint.

Two U-Nets of the same shape (Jansson et al. 2017; Hennequin et al. 2020), one for the voice and one for the rest, each
guessing a magnitude from the mix's. What comes out is the share of the voice, by ratio of the squares. The layers are
as in `spleeter.model.functions.unet`: six convolutions down, six up, each joined by what was seen at its size before.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from portal.studio.neural.checkpoint import Tensor

FRAMES = 64  # frames of a segment come in multiples of this: six halvings
BANDS = 1024
MIX, SHARE = "mix", "voice_share"
_DEPTH = 6
_EPSILON = 1e-10  # as Spleeter's, so that silence is shared and not divided by nothing
_OPSET = 17


def graph(weights: Mapping[str, Tensor]) -> bytes:
    """The network: magnitudes `mix` (1, 2, frames, 1024) in, `voice_share` (same shape, 0 to 1) out."""
    drawn = _Drawing(weights)
    voice, rest = drawn.network(0), drawn.network(1)
    drawn.share(voice, rest)
    shape: list[str | int | None] = [1, 2, "frames", BANDS]
    made = helper.make_graph(
        drawn.nodes,
        "spleeter_two_stems",
        [helper.make_tensor_value_info(MIX, TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(SHARE, TensorProto.FLOAT, shape)],
        drawn.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


class _Drawing:
    """Nodes and constants of a graph while it is drawn."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def network(self, which: int) -> str:
        """One of the two U-Nets, from the mix to its guess; the names of its variables are counted through both."""
        seen, now = [], MIX
        for level in range(_DEPTH):
            seen.append(self.down(now, which * 7 + level))
            if level < _DEPTH - 1:  # what follows the last normalisation is not used
                now = self.op("LeakyRelu", [self.normal(seen[-1], which * 12 + level)], alpha=0.2)
        now = seen.pop()
        for level in range(_DEPTH):
            now = self.op("Relu", [self.up(now, which * 6 + level)])
            now = self.normal(now, which * 12 + _DEPTH + level)
            if seen:
                now = self.op("Concat", [seen.pop(), now], axis=1)
        return self.op("Mul", [self.op("Sigmoid", [self.last(now, which * 7 + _DEPTH)]), MIX])

    def down(self, what: str, number: int) -> str:
        """A convolution that halves; TensorFlow's "same" pads one before and two after."""
        kernel = self.kernel("conv2d", number)
        return self.op("Conv", [what, *kernel], strides=[2, 2], pads=[1, 1, 2, 2])

    def up(self, what: str, number: int) -> str:
        """A transposed convolution that doubles."""
        kernel = self.kernel("conv2d_transpose", number)
        return self.op("ConvTranspose", [what, *kernel], strides=[2, 2], pads=[1, 1, 2, 2])

    def last(self, what: str, number: int) -> str:
        """The convolution that makes two channels of one."""
        return self.op("Conv", [what, *self.kernel("conv2d", number)], dilations=[2, 2], pads=[3, 3, 3, 3])

    def normal(self, what: str, number: int) -> str:
        """Batch normalisation with what was learnt."""
        name = _numbered("batch_normalization", number)
        parts = ("gamma", "beta", "moving_mean", "moving_variance")
        learnt = [self.constant(f"{name}/{part}", self.weights[f"{name}/{part}"]) for part in parts]
        return self.op("BatchNormalization", [what, *learnt], epsilon=1e-3)

    def share(self, voice: str, rest: str) -> None:
        """The voice's square in both squares."""
        half = self.constant("half_epsilon", np.array(_EPSILON / 2, np.float32))
        squares = [self.op("Add", [self.op("Mul", [one, one]), half]) for one in (voice, rest)]
        self.nodes.append(helper.make_node("Div", [squares[0], self.op("Add", squares)], [SHARE]))

    def kernel(self, name: str, number: int) -> list[str]:
        """Kernel and bias. TensorFlow keeps height, width, in, out; ONNX wants out, in, height, width.

        Of a transposed convolution TensorFlow keeps out before in, and ONNX wants in before out: the same turn.
        """
        name = _numbered(name, number)
        turned = np.ascontiguousarray(self.weights[f"{name}/kernel"].transpose(3, 2, 0, 1))
        bias = self.weights[f"{name}/bias"]
        return [self.constant(f"{name}/kernel", turned), self.constant(f"{name}/bias", bias)]

    def constant(self, name: str, value: Tensor) -> str:
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def op(self, kind: str, inputs: list[str], **how: Any) -> str:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **how))
        return name


def _numbered(name: str, number: int) -> str:
    """As Keras names the first layer of a kind and those after it."""
    return f"{name}_{number}" if number else name
