"""Every recipe's training beside the recipe vae's, in turn, on the same 32 x 32 colour images. Called by ./scripts/bench.

A recipe that may choose its network gets vae's, conv of width 32 with 16 dimensions, so that what is left between the
two is the component. The others (vae-dense, pca, conv-ae-32, residual) are named with the network that they have."""

import json
import subprocess
import sys
from pathlib import Path

from peers import in_turn, ratio, start

SAME = ["--data", "sample:shapes", "--count", "6000", "--size", "32", "--channels", "3", "--width", "32", "--latent_dimensions", "16", "--batch_size", "128",
        "--reconstruction", "bce"]


def recipes(bench):
    """name -> network, in the picker's order, as the command line lists them."""
    lines = subprocess.run([str(Path(bench).with_name("zscape-cli")), "recipes", "--json"], check=True, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for line in map(json.loads, lines):
        network = next((setting for setting in line["settings"] if setting["key"] == "network"), None)
        found[line["name"]] = "its own" if network is None else "conv" if network["value"] == "auto" else network["value"]
    return found


def command(bench, recipe, network):
    return [bench, "training", "--recipe", recipe, *SAME, *(["--network", network] if network != "its own" else [])]


def main():
    bench, rounds, seconds = sys.argv[1], max(1, int(sys.argv[2]) // 2), float(sys.argv[3]) / 2
    print("every recipe beside vae, 32x32x3, conv of width 32 where it may choose, 16 dimensions, batch 128, fp32")
    networks = recipes(bench)
    print(f"  {'recipe':22} {'network':8} {'images/s':>9} {'by vae':>7}")
    for recipe, network in networks.items():
        if recipe == "vae":
            continue
        peers = start([("vae", command(bench, "vae", networks["vae"])), (recipe, command(bench, recipe, network))])
        if recipe not in peers:
            peers["vae"].close()
            continue
        rates = in_turn(peers, rounds, seconds)
        print(f"  {recipe:22} {network:8} {rates[recipe]:9,.0f} {ratio(peers, recipe, 'vae'):7.2f}", flush=True)


if __name__ == "__main__":
    main()
