"""The benchmark of a region says what a command took, and not what the benchmark itself did."""

import os
import subprocess

from bench.region_sweep import held


def test_the_memory_of_a_command_is_its_own_and_not_that_of_whoever_started_it():
    mine = bytearray(b"x" * 200_000_000)
    with subprocess.Popen(["sleep", "60"]) as command:
        try:
            assert held(os.getpid()) > len(mine) / 1e9
            assert 0 < held(command.pid) < 0.05
        finally:
            command.kill()


def test_a_command_that_has_ended_holds_nothing():
    with subprocess.Popen(["true"]) as command:
        command.wait()
    assert held(command.pid) == 0
