"""How a voice sounded: arrays in, measurements out."""
