"""Images in: decoding beside Pillow, pillow-heif and tifffile in two processes, and opening a folder again."""

import shutil
import sys
import tempfile
from pathlib import Path

import picture_files
from peers import Peer, ratio, start, verdict

HERE = Path(__file__).resolve().parent


def compare(bench, folder, kind, rounds, peer_name, peer_options, goal):
    peers = start([
        ("zscape", [bench, "import", "--folder", str(folder / kind), "--cache", str(folder / "cache"), "--threads", "2"]),
        (peer_name, [sys.executable, str(HERE / "pillow_peer.py"), str(folder / kind), *peer_options]),
    ])
    for _ in range(rounds):
        for peer in peers.values():
            answer = peer.ask(1)
            peer.rates.append(answer["count"] / answer["seconds"])
    for name, peer in peers.items():
        print(f"  {name:34} {sorted(peer.rates)[len(peer.rates) // 2]:9,.0f} images/s")
        peer.close()
    print(f"  {'zscape / ' + peer_name.split(',')[0]:34} {verdict(ratio(peers, 'zscape', peer_name), goal)}")


def decoding(bench, folder, rounds):
    for kind, count, size in (("jpeg", 3000, (500, 375)), ("png", 6000, (64, 64)), ("heic", 200, (800, 600))):
        picture_files.write(folder / kind, kind, count, size)
        print(f"decoding {count:,} {kind} of {size[0]}x{size[1]} to 64x64")
        peer = "pillow-heif, 2 processes" if kind == "heic" else "pillow, 2 processes, draft mode"
        compare(bench, folder, kind, rounds, peer, [], 1.0)


def stacks(bench, folder, rounds):
    for kind, compression in (("stacks", None), ("deflated stacks", "zlib")):
        files, pages, side = 20, 100, 256
        picture_files.write_stacks(folder / kind, files, pages, side, compression)
        print(f"decoding {files} TIFF {kind} of {pages} pages, {side}x{side} of 16 bits, to 64x64; zscape finds black and white besides")
        compare(bench, folder, kind, rounds, "tifffile, 2 processes", ["--stacks"], 1.0)


def reopening(bench, folder):
    source = folder / "many"
    picture_files.write_copies(source, 60000)
    print("opening a folder of 60,000 images for the second time")
    peer = Peer("zscape", [bench, "reopen", "--folder", str(source), "--cache", str(folder / "cache"), "--size", "16"])
    seconds = sorted(peer.ask(1)["seconds"] for _ in range(5))[2]
    peer.close()
    print(f"  {seconds:5.3f} s   goal under 0.200 s   {'met' if seconds < 0.2 else 'NOT MET'}")


def main():
    bench, rounds = sys.argv[1], int(sys.argv[2])
    folder = Path(tempfile.mkdtemp(prefix="zscape-bench-"))
    try:
        decoding(bench, folder, rounds)
        stacks(bench, folder, rounds)
        reopening(bench, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
