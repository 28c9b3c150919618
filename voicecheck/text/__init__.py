"""What words mean: normalising, matching, names, languages."""
