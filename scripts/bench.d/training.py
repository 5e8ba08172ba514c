"""Training: our engine beside Python on the same wheel. Called by ./scripts/bench."""

import sys
from pathlib import Path

from peers import in_turn, ratio, start, verdict

HERE = Path(__file__).resolve().parent
PEER = [sys.executable, str(HERE / "torch_peer.py")]


def table(rates):
    for name, rate in rates.items():
        print(f"  {name:34} {rate:9,.0f} images/s")


def dense(bench, rounds, seconds):
    print("vae-dense on MNIST, batch 128, fp32")
    peers = start([
        ("zscape", [bench, "training", "--recipe", "vae-dense", "--data", "sample:digits"]),
        ("the five matrix products alone", [bench, "matrix-products"]),
        ("all products and Adam, no more", [bench, "step-floor"]),
        ("python eager", PEER + ["dense"]),
        ("python eager, fused Adam", PEER + ["dense", "--adam", "fused"]),
        ("python torch.compile, fused Adam", PEER + ["dense", "--compile", "--adam", "fused"]),
    ])
    table(in_turn(peers, rounds, seconds))
    print(f"  zscape / python eager              {verdict(ratio(peers, 'zscape', 'python eager'), 1.9)}")
    limit = ratio(peers, "zscape", "the five matrix products alone")
    if "python torch.compile, fused Adam" in peers:
        print(f"  zscape / torch.compile             {verdict(ratio(peers, 'zscape', 'python torch.compile, fused Adam'), 1.4)}")
    print(f"  zscape / matrix products           {verdict(limit, 0.75)}   (stands for torch.compile where that comes nearer to the limit)")
    # What the goals ask of a step of which nothing but these would take time.
    floor = "all products and Adam, no more"
    bounds = [(name, ratio(peers, floor, name)) for name in ("python eager", "python torch.compile, fused Adam", "the five matrix products alone") if name in peers]
    print("  products and Adam alone, beside    " + ", ".join(f"{name} {value:.2f}" for name, value in bounds))


def conv(bench, precision, rounds, seconds):
    print(f"conv VAE 32x32x3, width 32, 16 dimensions, batch 128, {precision}")
    # Fused Adam for Python too: the best that its eager runs can do.
    names = {layout: f"python eager, {layout}" for layout in ("contiguous", "channels-last")}
    peers = start([("zscape", [bench, "training", "--recipe", "vae", "--size", "32", "--channels", "3", "--width", "32", "--precision", precision])] + [
        (name, PEER + ["conv", "--precision", precision, "--layout", layout, "--adam", "fused"]) for layout, name in names.items()])
    rates = in_turn(peers, rounds, seconds)
    table(rates)
    best = max(names.values(), key=lambda name: rates.get(name, 0))
    print(f"  zscape / best python               {verdict(ratio(peers, 'zscape', best), 1.1)}")


def tables(bench, rounds, seconds):
    print("glo, 16x16 grey, codes of 64 dimensions in a table, batch 128, fp32")
    counts = {"1,000,000 codes": 1_000_000, "10,000 codes": 10_000}
    # makeSplit holds a tenth out.
    peers = start([(name, [bench, "training", "--recipe", "glo", "--size", "16", "--channels", "1", "--latent_dimensions", "64", "--codes_start", "random",
                           "--count", str(count * 10 // 9)]) for name, count in counts.items()])
    table(in_turn(peers, rounds, seconds))
    print(f"  1,000,000 / 10,000 codes           {verdict(ratio(peers, '1,000,000 codes', '10,000 codes'), 0.5)}   (a step's cost must not grow with the table)")


def main():
    bench, rounds, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    dense(bench, rounds, seconds)
    for precision in ("fp32", "bf16"):
        conv(bench, precision, rounds, seconds)
    tables(bench, rounds, seconds)


if __name__ == "__main__":
    main()
