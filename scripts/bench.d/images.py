"""Images in: decoding beside Pillow with draft mode in two processes, and opening a folder again."""

import shutil
import sys
import tempfile
from pathlib import Path

import picture_files
from peers import Peer, ratio, start, verdict

HERE = Path(__file__).resolve().parent


def decoding(bench, folder, rounds):
    for kind, count, size in (("jpeg", 3000, (500, 375)), ("png", 6000, (64, 64))):
        source = folder / kind
        picture_files.write(source, kind, count, size)
        print(f"decoding {count:,} {kind} of {size[0]}x{size[1]} to 64x64")
        peers = start([
            ("zscape", [bench, "import", "--folder", str(source), "--cache", str(folder / "cache"), "--threads", "2"]),
            ("pillow, 2 processes, draft mode", [sys.executable, str(HERE / "pillow_peer.py"), str(source)]),
        ])
        for name, peer in peers.items():
            for _ in range(rounds):
                answer = peer.ask(1)
                peer.rates.append(answer["count"] / answer["seconds"])
            print(f"  {name:34} {sorted(peer.rates)[len(peer.rates) // 2]:9,.0f} images/s")
            peer.close()
        print(f"  zscape / pillow                    {verdict(ratio(peers, 'zscape', 'pillow, 2 processes, draft mode'), 1.0)}")


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
        reopening(bench, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
