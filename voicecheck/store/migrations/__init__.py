"""How a database came to its present schema, one module a step."""
