"""Our kernels beside LibTorch's own operations, on two cores. One that gains less than 5 % is not worth keeping. Called by ./scripts/bench."""

import sys

from peers import in_turn, ratio, start, verdict


def main():
    bench, rounds, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    print("our kernels / LibTorch, of vae-dense on MNIST, batch 128, fp32")
    for name in ("adam", "fully-connected", "cross-entropy", "gather"):
        peers = start([(by, [bench, "kernel", "--name", name, "--by", by]) for by in ("own", "libtorch")])
        in_turn(peers, rounds, seconds / 3)
        print(f"  {name:34} {verdict(ratio(peers, 'own', 'libtorch'), 1.05)}")


if __name__ == "__main__":
    main()
