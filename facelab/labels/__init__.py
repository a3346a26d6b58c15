"""What is seen in a picture of a face, in numbers: pose, expression, shape, colours, age."""
