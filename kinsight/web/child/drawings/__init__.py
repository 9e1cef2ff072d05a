"""Drawings as values: pure layout from a family or a chronology to shapes; a template turns the shapes into SVG."""
