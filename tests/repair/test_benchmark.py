"""A short form of `benchmarks/repair.py`: slips of the pen in a few files, and their repairs."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
FILES = ("skipgram_columns", "two_layer_net_sample", "softmax_jacobian")


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_repairs", ROOT / "benchmarks" / "repair.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_nine_in_ten_slips_find_a_repair() -> None:
    module = benchmark()
    outcomes = list(module.run([ROOT / "derivations" / f"{name}.yaml" for name in FILES], seed=3, part=4))
    assert len(outcomes) >= 6
    assert len({each.kind for each in outcomes}) >= 4
    assert sum(each.is_correct for each in outcomes) >= module.LIMIT * len(outcomes), module.table(outcomes)


def test_the_slips_share_nothing_with_the_repairs() -> None:
    assert "symderiv.repair" not in (ROOT / "benchmarks" / "repair.py").read_text(encoding="utf-8").replace(
        "symderiv.report", ""
    )
