"""Registries: dicts from names to records with `.label`, `.help` and `.formula`. They import no part above them."""
