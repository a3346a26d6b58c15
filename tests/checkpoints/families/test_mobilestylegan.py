from __future__ import annotations

import numpy as np
import pytest
import torch

from facelab import networks
from facelab.checkpoints.families.mobilestylegan import convert, planes
from facelab.checkpoints.formats.openvino_ir import Ir, read_ir
from facelab.errors import WeightsError


@pytest.fixture
def irs(small_files: dict[str, bytes]) -> tuple[Ir, Ir]:
    return (
        read_ir(small_files["mapping_xml"], small_files["mapping_bin"]),
        read_ir(small_files["synthesis_xml"], small_files["synthesis_bin"]),
    )


def test_planes() -> None:
    # low 0 1 | lh hl hh of the first channel, of the second
    assert planes(8).tolist() == [0, 1, 2, 5, 3, 6, 4, 7]
    assert sorted(planes(12).tolist()) == list(range(12))


def test_converted_tensors_make_a_network(irs: tuple[Ir, Ir]) -> None:
    tensors, config = convert(*irs, np.zeros(4, np.float32))
    assert config == {
        "z_dim": 4,
        "w_dim": 4,
        "mapping_layers": 8,
        "channels": [16, 16, 16, 16, 16, 8, 8, 4],
    }
    arrays = {name: torch.from_numpy(array.copy()) for name, array in tensors.items()}
    network = networks.build("mobilestylegan", config, arrays)
    assert network.features(torch.zeros(1, 4), 8).shape == (1, 16, 8, 8)  # type: ignore[operator]


def test_what_is_folded_and_reordered(irs: tuple[Ir, Ir]) -> None:
    tensors, _ = convert(*irs, np.arange(4, dtype=np.float32))
    source = irs[1].constants
    assert tensors["w_avg"].tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(
        tensors["synthesis.blocks.6.conv2.affine.weight"],
        source["m.layers.6.conv2.conv.modulation.weight"] / np.sqrt(4 * 9),
        rtol=1e-6,
    )
    np.testing.assert_array_equal(
        tensors["synthesis.blocks.0.conv2.pointwise"],
        source["Mul_139_copy"][planes(16), :, 0, 0],
    )
    # nothing is transformed after the last block: its channels keep their order
    np.testing.assert_array_equal(
        tensors["synthesis.blocks.6.conv2.pointwise"], source["Mul_739_copy"][:, :, 0, 0]
    )


def test_a_missing_constant(irs: tuple[Ir, Ir]) -> None:
    del irs[1].constants["Mul_439_copy"]
    with pytest.raises(WeightsError, match="Mul_439_copy is missing"):
        convert(*irs, np.zeros(4, np.float32))


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((16, 8, 1, 1), np.float32), np.zeros((16, 16, 1, 1), np.int32), np.float32(1)],
)
def test_a_constant_of_another_shape(irs: tuple[Ir, Ir], wrong: np.ndarray) -> None:
    irs[1].constants["Mul_139_copy"] = np.asarray(wrong)
    with pytest.raises(WeightsError, match="Mul_139_copy"):
        convert(*irs, np.zeros(4, np.float32))
