"""What the window shows of a run on photographs, and what that costs: points of the latent plane, in time and young. Used by session.py."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy

from peers import Peer, verdict

SECONDS = float(os.environ.get("ZSCAPE_BENCH_POINTS_SECONDS", "36"))
COUNTS = [int(count) for count in os.environ.get("ZSCAPE_BENCH_POINTS_IMAGES", "1000,20000,200000").split(",")]
SIZE = 64
DIFFERENT = 1000  # pictures that are really made; the rest are these, moved and in other hues


def made(generator):
    """[DIFFERENT, SIZE, SIZE, 3] uint8: smooth fields of a few hues with noise, about as photographs are."""
    y, x = numpy.mgrid[0:SIZE, 0:SIZE].astype(numpy.float32) / SIZE
    fields = numpy.zeros((DIFFERENT, SIZE, SIZE, 3), numpy.float32)
    for _ in range(3):
        place, width, hue = generator.random((2, DIFFERENT, 1, 1)), generator.uniform(0.1, 0.5, (DIFFERENT, 1, 1)), generator.random((DIFFERENT, 1, 1, 3))
        bump = numpy.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / width**2).astype(numpy.float32)
        fields += bump[..., None] * hue.astype(numpy.float32) * 120
    return (fields + 40 + generator.integers(-10, 11, (1, SIZE, SIZE, 3))).clip(0, 255).astype(numpy.uint8)


def write_pictures(file, count):
    generator = numpy.random.default_rng(1)
    base = made(generator)
    pictures = numpy.lib.format.open_memmap(file, mode="w+", dtype=numpy.uint8, shape=(count, SIZE, SIZE, 3))
    for begin in range(0, count, DIFFERENT):
        moved = numpy.roll(base, tuple(generator.integers(0, SIZE, 2)), (1, 2))[..., generator.permutation(3)]
        pictures[begin : begin + DIFFERENT] = moved[: count - begin]
    pictures.flush()


def late(seconds, goal):
    if seconds < 0:
        return "never      NOT MET"
    return f"{seconds:6.1f} s   goal {goal:g} s   {'met' if seconds <= goal else 'NOT MET'}"


def case(bench, file, count, network):
    with_window = str(Path(bench).with_name("zscape_window_bench"))
    options = ["--data", str(file), "--recipe", "vae-2d", "--network", network]
    peer = Peer("without a window", [bench, "session-training", *options])
    peer.ask(3)
    tried = peer.ask(3)
    steps = max(12, round(SECONDS * tried["count"] / tried["seconds"]))
    before = peer.ask(steps // 2)
    line = subprocess.run([with_window, "points", *options, "--steps", str(steps)], check=True, capture_output=True, text=True).stdout
    shown = json.loads(line.strip().splitlines()[-1])
    after = peer.ask(steps - steps // 2)
    peer.close()
    alone = (before["count"] + after["count"]) / (before["seconds"] + after["seconds"])
    print(f"  {count:,} images, {network}: {shown['steps'] / shown['seconds']:.1f} steps/s with the window, {alone:.1f} without, {shown['seconds']:.0f} s")
    print(f"    {min(count, 1000):,} points after the first step  {late(shown['thousand'], 5)}")
    print(f"    {min(count, 4096):,} points                       {late(shown['four_thousand'], 30)}")
    print(f"    oldest of those shown as new, of what is allowed {shown['oldest_of_allowed']:5.2f}   goal 1.00   {'met' if shown['oldest_of_allowed'] <= 1 else 'NOT MET'}")
    print(f"    at the end {shown['shown']:,} points, {shown['young']:,} of them new")
    print(f"    window open / without              {verdict(shown['steps'] / shown['seconds'] / alone, 0.92 if network == 'conv' else 0.95)}", flush=True)


def points(bench):
    if not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    print(f"points on the plane while it trains: vae-2d, {SIZE} px in colour, window 1280x800, about {SECONDS:g} s each")
    folder = Path(tempfile.mkdtemp(prefix="zscape-bench-"))
    # What is imported here is of no use to anyone later.
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    try:
        for count in COUNTS:
            file = folder / f"{count}.npy"
            write_pictures(file, count)
            for network in ("dense", "conv"):
                case(bench, file, count, network)
            file.unlink()
            shutil.rmtree(folder / "cache", ignore_errors=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    raise SystemExit(f"{Path(__file__).name} is used by session.py")
