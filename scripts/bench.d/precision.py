"""bf16 beside fp32 for networks of convolutions, in ten pairs: what engine/training/bf16_rule.cpp may know. Called by ./scripts/bench.

Each pair is one turn of both, one after the other, so that both meet the same machine. A network whose ten pairs all are faster in bf16
is printed as the row of the table that it may become."""

import sys
from pathlib import Path

from peers import in_turn, ratio, start

PAIRS = 10
WIDTH = 32
NETWORKS = [("conv", "vae", size) for size in (32, 64, 128)] + [("residual", "vae-residual", size) for size in (32, 64)]


def units():
    """The enumerator of Bf16Units for this processor."""
    flags = next((line.split() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("flags")), [])
    return "Amx" if "amx_bf16" in flags else "Avx512" if "avx512_bf16" in flags else "None"


def command(bench, recipe, network, size, precision):
    return [bench, "training", "--recipe", recipe, "--network", network, "--size", str(size), "--channels", "3", "--width", str(WIDTH), "--count", "2000",
            "--precision", precision]


def main():
    bench, seconds = sys.argv[1], float(sys.argv[3])
    print(f"bf16 beside fp32, {PAIRS} pairs each, colour, width {WIDTH}, batch 128; this processor's bf16 units: {units()}")
    for network, recipe, size in NETWORKS:
        peers = start([(precision, command(bench, recipe, network, size, precision)) for precision in ("fp32", "bf16")])
        if len(peers) < 2:
            for peer in peers.values():
                peer.close()
            continue
        rates = in_turn(peers, PAIRS, seconds)
        faster = sum(a > b for a, b in zip(peers["bf16"].rates, peers["fp32"].rates))
        print(f"  {network:9} {size:4} px   fp32 {rates['fp32']:8,.0f}   bf16 {rates['bf16']:8,.0f} images/s   bf16 / fp32 {ratio(peers, 'bf16', 'fp32'):5.2f}"
              f"   faster in {faster} of {PAIRS}", flush=True)
        if faster == PAIRS and units() != "None":
            print(f"      a row: {{Bf16Units::{units()}, \"{network}\", {size}, {size}, {WIDTH}}}")


if __name__ == "__main__":
    main()
