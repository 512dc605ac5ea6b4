"""Paired measurements. Not imported by the product."""
