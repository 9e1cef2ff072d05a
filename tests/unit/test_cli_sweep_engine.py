"""`kinsight sweep --engine spark` says what is missing and stops with 2: an option, the package, Java, a folder for all machines."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kinsight.cli.main import app
from kinsight.ingest.load import load
from kinsight.rules import loading as practice
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep import spark
from kinsight.synthetic import district

END = date(2026, 11, 1)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    district.write(folder / "feed", 10, 1, END)
    load(Workspace(folder / "workspace"), [folder / "feed"], practice.load(), to_day(END))
    return folder / "workspace"


def swept(workspace: Path, *options: str) -> Result:
    asked = ["sweep", "--workspace", str(workspace), "--as-of", END.isoformat(), "--no-publish", *options]
    return CliRunner().invoke(app, asked)


def said(result: Result) -> str:
    return " ".join(result.output.split())


def test_without_the_package_it_says_what_to_install(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "kinsight.sweep.spark")
    monkeypatch.delattr("kinsight.sweep.spark")
    result = swept(workspace, "--engine", "spark")
    assert result.exit_code == 2
    assert "pip install 'kinsight[spark]'" in said(result)


def test_without_java_it_says_which_is_needed(workspace: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = swept(workspace, "--engine", "spark")
    assert result.exit_code == 2
    assert "Java 17 or newer, and there is no java here" in said(result)


def test_a_java_that_does_not_start_spark_is_said_too(workspace: Path, tmp_path: Path) -> None:
    """In a process of its own: a session of Spark that another test left open would be taken up."""
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n")
    java.chmod(0o755)
    asked = ["sweep", "--workspace", str(workspace), "--as-of", END.isoformat(), "--no-publish", "--engine", "spark"]
    result = subprocess.run(
        [Path(sys.executable).with_name("kinsight"), *asked],
        env={**os.environ, "JAVA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "Spark did not start; it needs Java 17 or newer" in " ".join(result.stderr.split())


def test_a_cluster_needs_a_folder_that_all_its_machines_reach(workspace: Path) -> None:
    result = swept(workspace, "--engine", "spark", "--master", "spark://host:7077")
    assert result.exit_code == 2
    assert "name it with --scratch" in said(result)


def test_an_option_of_spark_is_not_taken_silently_by_duckdb(workspace: Path) -> None:
    result = swept(workspace, "--master", "local[2]")
    assert result.exit_code == 2
    assert "--master is for --engine spark" in said(result)


def test_what_was_asked_reaches_spark(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(spark, "judge", lambda *given: asked.extend(given) or (0, 0))
    options = ("--master", "spark://host:7077", "--scratch", "s3a://b/scratch", "--records", "s3a://b/records")
    result = swept(workspace, "--engine", "spark", *options)
    assert result.exit_code == 0
    assert asked[-1] == spark.Cluster("spark://host:7077", "s3a://b/scratch", "s3a://b/records")
    assert asked[1:3] == [Workspace(workspace).head(), to_day(END)]
