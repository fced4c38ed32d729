"""The registries: each a dict from a name to a record with `.label`, `.help` and `.formula`, and knowing nobody."""
