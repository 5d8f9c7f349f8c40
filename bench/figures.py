"""What many measurements come to."""

import math
from collections.abc import Sequence


def percentiles(samples: Sequence[float]) -> dict[str, float]:
    """Return n, p50, p95 and p99 of at least one sample, in the samples' unit; each is a sample that was measured.

    >>> percentiles([4.0, 1.0, 3.0, 2.0])
    {'n': 4, 'p50': 2.0, 'p95': 4.0, 'p99': 4.0}
    """
    ordered = sorted(samples)
    ranks = {f"p{share}": math.ceil(share * len(ordered) / 100) for share in (50, 95, 99)}
    return {"n": len(ordered), **{name: round(ordered[rank - 1], 3) for name, rank in ranks.items()}}
