"""The engine on a Spark cluster: families are joined there as tables, and judged by the same compiled functions."""
