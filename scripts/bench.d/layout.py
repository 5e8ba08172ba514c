"""Projections of 70,000 codes of 32 numbers (an autoencoder of the built-in digits) beside openTSNE and umap-learn: time and 10-NN accuracy."""

import csv
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

from peers import verdict

HERE = Path(__file__).resolve().parent
GOALS = {"tsne": ("openTSNE", 3.0), "umap": ("umap-learn", 2.0)}
ALLOWED = 0.01  # by which an accuracy may be below the peer's
NEEDED = ("openTSNE", "umap-learn", "scikit-learn")


def python_with_peers(build):
    """An environment of its own: these bring a compiler (numba) and ask for a NumPy that it knows."""
    python = build / "layout-peers" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
    subprocess.run([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *NEEDED], check=True)
    return python


def accuracy(python, places, labels):
    """By scikit-learn for both, so that no one counts for itself."""
    program = (
        "import sys, numpy; from sklearn.neighbors import NearestNeighbors as N\n"
        "p, l = numpy.load(sys.argv[1]), numpy.load(sys.argv[2])\n"
        "v = l[N(n_neighbors=11).fit(p).kneighbors(p)[1][:, 1:]]\n"
        "print((numpy.stack([(v == k).sum(1) for k in range(l.max() + 1)], 1).argmax(1) == l).mean())"
    )
    return float(subprocess.run([python, "-c", program, places, labels], check=True, capture_output=True, text=True).stdout)


def main(bench, rounds):
    command = str(Path(bench).parent / "zscape-cli")
    run = lambda *arguments: subprocess.run([command, *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    print("\nProjections")
    try:
        python = python_with_peers(Path(bench).resolve().parents[2])
    except subprocess.CalledProcessError as error:
        print(f"  left out: {error}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        project = folder / "digits.zscape"
        run("train", "sample:digits", "--recipe", "ae", "--set", "latent_dimensions=32", "--epochs", "3", "--project", project)
        run("encode", project, "--data", "sample:digits", "--out", folder / "codes.npy")
        run("layout", project, "--out", folder / "pca.csv")
        with open(folder / "pca.csv", newline="") as file:
            names = [row["label"] for row in csv.DictReader(file)]
        numpy.save(folder / "labels.npy", numpy.unique(names, return_inverse=True)[1])
        for method, (peer, goal) in GOALS.items():
            ratios, seconds = [], []
            for _ in range(min(rounds, 3)):
                mine = json.loads(run("layout", project, "--method", method, "--out", folder / "mine.npy", "--json").splitlines()[-1])["seconds"]
                theirs = float(subprocess.run([python, HERE / "layout_peer.py", method, folder / "codes.npy", folder / "theirs.npy"], check=True, capture_output=True, text=True).stdout.split()[-1])
                seconds.append((mine, theirs))
                ratios.append(theirs / mine)
            print(f"  {method}: zscape {statistics.median(s[0] for s in seconds):.1f} s, {peer} {statistics.median(s[1] for s in seconds):.1f} s")
            print(f"  {method + ' as fast as ' + peer:38} {verdict(statistics.median(ratios), goal)}")
            found = [accuracy(python, folder / name, folder / "labels.npy") for name in ("mine.npy", "theirs.npy")]
            print(f"  {method} 10-NN accuracy {found[0]:.4f}, {peer} {found[1]:.4f}: {'met' if found[0] >= found[1] - ALLOWED else 'NOT MET'}")


main(sys.argv[1], int(sys.argv[2]))
