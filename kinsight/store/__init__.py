"""The record model and its store: people, bonds, events; append-only and bitemporal."""
