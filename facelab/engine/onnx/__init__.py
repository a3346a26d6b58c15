"""Drawing with ONNX Runtime, the network arranged for its blocked kernels."""
