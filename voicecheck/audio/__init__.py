"""Sound in: decoding, speech regions, ringback, damage."""
