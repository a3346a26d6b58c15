"""A face cut out of its picture: matte, clean colours, and what is put behind it."""
