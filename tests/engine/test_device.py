from __future__ import annotations

import pytest
import torch

from facelab.engine import device
from facelab.errors import DeviceError


def test_the_cpu_is_always_there_and_last():
    found = device.available()
    assert found[-1].torch_name == "cpu"
    assert device.choose("cpu") == found[-1]
    assert device.choose() == device.choose("auto") == found[0]


def test_an_unknown_device_is_refused_with_the_choices():
    with pytest.raises(DeviceError, match="auto, cuda, mps, cpu"):
        device.choose("quantum")


def test_a_device_that_is_not_here_is_refused_with_those_that_are(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DeviceError, match=r"offers: .*cpu"):
        device.choose("cuda")


def test_without_a_driver_torch_is_not_asked(monkeypatch):
    monkeypatch.setattr(device, "gpu_possible", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: pytest.fail("torch was asked"))
    assert device.available() == (device.cpu(),)


def test_a_gpu_goes_before_the_cpu(monkeypatch):
    monkeypatch.setattr(device, "gpu_possible", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: "Some GPU")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert device.choose("auto") == device.Device("cuda", "Some GPU")
    assert [found.torch_name for found in device.available()] == ["cuda", "cpu"]
