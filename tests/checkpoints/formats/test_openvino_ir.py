from __future__ import annotations

import numpy as np
import pytest

from facelab.checkpoints.formats import openvino_ir
from facelab.checkpoints.formats.openvino_ir import read_ir
from facelab.errors import WeightsError

NUMBERS = np.arange(6, dtype="<f4").tobytes()


def ir(data: str, version: str = "10", name: str = "a") -> bytes:
    return (
        f'<net name="n" version="{version}"><layers>'
        '<layer id="0" name="style" type="Parameter"><data shape="1, 512"/></layer>'
        f'<layer id="1" name="{name}" type="Const"><data {data}/></layer>'
        '<layer id="2" name="out" type="Result"/>'
        "</layers></net>"
    ).encode()


GOOD = 'element_type="f32" shape="2, 3" offset="0" size="24"'


def test_reads_constants_and_inputs() -> None:
    found = read_ir(ir(GOOD), NUMBERS)
    assert found.name == "n"
    assert found.inputs == {"style": (1, 512)}
    np.testing.assert_array_equal(found.constants["a"], [[0, 1, 2], [3, 4, 5]])
    assert not found.constants["a"].flags.writeable


def test_scalars_other_types_and_offsets() -> None:
    scalar = read_ir(ir('element_type="i32" shape="" offset="4" size="4"'), NUMBERS)
    assert scalar.constants["a"].shape == ()
    assert scalar.constants["a"].dtype == np.int32
    empty = read_ir(ir('element_type="f16" shape="0" offset="24" size="0"'), NUMBERS)
    assert empty.constants["a"].shape == (0,)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ('element_type="f32" shape="2, 3" offset="4" size="24"', "ends at byte 28"),
        ('element_type="f32" shape="2, 3" offset="-4" size="24"', "'-4'"),
        ('element_type="f32" shape="2, 3" offset="0" size="-24"', "'-24'"),
        ('element_type="f32" shape="-2, -3" offset="0" size="24"', "'-2'"),
        ('element_type="f32" shape="2, 3" offset="0" size="20"', "20 bytes"),
        ('element_type="f32" shape="2, 3" offset="0"', "number is expected"),
        ('element_type="f32" shape="2,,3" offset="0" size="24"', "number is expected"),
        ('element_type="f32" shape="2, 3" offset="0x0" size="24"', "'0x0'"),
        ('element_type="f32" shape="2, 3" offset="²" size="24"', "number is expected"),
        (f'element_type="f32" shape="{"9" * 15}, {"9" * 15}" offset="0" size="24"', "24 bytes"),
        (f'element_type="f32" shape="2, 3" offset="{"9" * 5000}" size="24"', "number"),
        ('element_type="f32" shape="1,1,1,1,1,1,1,1,6" offset="0" size="24"', "9 dimensions"),
        ('element_type="object" shape="2, 3" offset="0" size="24"', "'object'"),
        ('shape="2, 3" offset="0" size="24"', "element type"),
    ],
)
def test_impossible_constants_are_refused(data: str, why: str) -> None:
    with pytest.raises(WeightsError, match=why):
        read_ir(ir(data), NUMBERS)


def test_billion_laughs() -> None:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    xml = f'<!DOCTYPE net [<!ENTITY l0 "lol">{entities}]><net version="10">&l9;</net>'
    with pytest.raises(WeightsError, match="document type or entities"):
        read_ir(xml.encode(), NUMBERS)


def test_external_entity() -> None:
    xml = b'<!DOCTYPE net [<!ENTITY x SYSTEM "file:///etc/passwd">]><net version="10">&x;</net>'
    with pytest.raises(WeightsError, match="document type or entities"):
        read_ir(xml, NUMBERS)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"PK\x03\x04",
        b"<net",
        b'<?xml version="1.0" encoding="no-such-encoding"?><net version="10"/>',
        b"<net name='n' version='10'>" * 3000,
    ],
)
def test_garbage(xml: bytes) -> None:
    with pytest.raises(WeightsError, match="cannot be parsed"):
        read_ir(xml, NUMBERS)


@pytest.mark.parametrize("xml", [ir(GOOD, version="9"), b"<html/>"])
def test_other_documents(xml: bytes) -> None:
    with pytest.raises(WeightsError, match="not an OpenVINO IR"):
        read_ir(xml, NUMBERS)


def test_no_layers() -> None:
    with pytest.raises(WeightsError, match="0 layers"):
        read_ir(b'<net version="10"><layers/></net>', NUMBERS)


def test_a_name_twice() -> None:
    with pytest.raises(WeightsError, match="appears twice"):
        read_ir(ir(GOOD, name="style"), NUMBERS)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino_ir, "MAX_XML_BYTES", 10)
    with pytest.raises(WeightsError, match="larger"):
        read_ir(ir(GOOD), NUMBERS)
