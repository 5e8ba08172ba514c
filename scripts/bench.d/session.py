"""The session: training with the window open, points on the plane, and decoding under the pointer. Called by ./scripts/bench."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from peers import in_turn, ratio, start, verdict
from points import points


# Ten epochs, as the recipe has: at the start, and each time that the steps have doubled, codes are brought up to date in 3 % of the
# time, so that of short turns that would be all.
STEPS = 4690


def window(bench, rounds):
    print(f"training with the window open (1280x800, idle pointer), vae-dense on MNIST, {STEPS} steps a turn")
    if not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    peers = start([("without a window", [bench, "session-training"]), ("window open", [str(Path(bench).with_name("zscape_window_bench"))])])
    for name, rate in in_turn(peers, max(1, rounds // 2), None, STEPS).items():
        print(f"  {name:34} {rate:9,.1f} steps/s")
    print(f"  window open / without              {verdict(ratio(peers, 'window open', 'without a window'), 0.95)}")


def autosave(bench, rounds):
    """A save each second, and of what it takes a sixtieth: what one each minute takes is below the noise of a bench."""
    print("autosave, which a window does each minute: what one each second takes, and a sixtieth of that")
    for name, options in (("vae-dense on MNIST", []), ("vae, convolutional, 64 px in colour", ["--recipe", "vae", "--data", "sample:shapes", "--size", "64", "--channels", "3"])):
        with tempfile.TemporaryDirectory(prefix="zscape-bench-") as folder:
            saving = ["--autosave", "1000", "--unsaved", folder]
            peers = start([("never", [bench, "session-training", *options]), ("each second", [bench, "session-training", *options, *saving])])
            in_turn(peers, max(1, rounds // 2), 10)
            saves = len(list(Path(folder).rglob("*.safetensors")))
        each_second = 1 - ratio(peers, "each second", "never")
        print(f"  {name:38} each second {100 * each_second:5.1f} %, each minute {100 * each_second / 60:5.2f} %   goal under 1 %   {'met' if saves and each_second / 60 < 0.01 else 'NOT MET'}")


def pointer(bench):
    print("decode under the pointer while training flat out, recipe vae, 64x64x3, width 32, 60 events a second")
    line = subprocess.run([bench, "pointer", "--width", "32", "--size", "64", "--channels", "3"], check=True, capture_output=True, text=True).stdout
    measured = json.loads(line.strip().splitlines()[-1])
    print(f"  answered {measured['answered']} of {measured['events']} events, {measured['steps_per_second']:.1f} steps/s beside it, {measured['precision']}")
    for name, key, goal in (("median", "median_ms", 5.0), ("99 %", "p99_ms", 16.0)):
        held = "met" if measured[key] < goal else "MISSED"
        print(f"  {name:34} {measured[key]:9.2f} ms   (goal under {goal:g} ms: {held})")


def main():
    bench, rounds = sys.argv[1], int(sys.argv[2])
    window(bench, rounds)
    autosave(bench, rounds)
    pointer(bench)
    points(bench)


if __name__ == "__main__":
    main()
