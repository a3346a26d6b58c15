"""Style mixing: a row a group of layers, or a matrix of all layers."""
