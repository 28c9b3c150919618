"""Many calls: discovering them and running them."""
