"""Drawing with torch: on the CPU, CUDA and Apple GPUs."""
