import os
import time

from bench.kernel import cpu_s, kinds, memory

ROLLUP = """5611fb37f000-7ffd0dcaa000 ---p 00000000 00:00 0                          [rollup]
Rss:               20480 kB
Pss:               10240 kB
Pss_Anon:           8192 kB
Pss_Shmem:          1024 kB
Anonymous:          8192 kB
Swap:               2048 kB
"""


def test_memory_that_was_swapped_out_still_counts() -> None:
    assert kinds(ROLLUP.splitlines()) == {"anonymous": 10.0, "shared": 1.0, "files": 11.0}


def test_the_kernel_tells_of_a_live_process() -> None:
    before = cpu_s(os.getpid())
    end = time.process_time() + 0.05
    while time.process_time() < end:
        pass

    assert cpu_s(os.getpid()) > before
    assert memory(os.getpid())["anonymous"] > 1
