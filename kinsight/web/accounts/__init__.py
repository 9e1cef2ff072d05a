"""Signing in and the second factor: allauth's flows in our pages."""
