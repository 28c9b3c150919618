"""Words from sound: the recogniser and its models."""
