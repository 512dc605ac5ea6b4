"""Files in, passages in the library: read, clean, chunk, encode, store."""
