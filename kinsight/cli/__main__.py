"""`python -m kinsight.cli` is `kinsight`."""

from kinsight.cli.main import app

app()
