"""Decodes a folder to 64x64 with Pillow (draft mode; HEIC by pillow-heif), or with --stacks the pages of its TIFFs with tifffile, in two
processes. Answers as zscape_bench does."""

import json
import sys
import time
from multiprocessing import Pool
from pathlib import Path

import numpy
import pillow_heif
import tifffile
from PIL import Image

pillow_heif.register_heif_opener()


def decode(path):
    with Image.open(path) as image:
        image.draft("RGB", (64, 64))
        return numpy.asarray(image.convert("RGB").resize((64, 64), Image.BILINEAR))[None]


def decode_stack(path):
    """What the files hold is 12 bits: known here, found by zscape."""
    with tifffile.TiffFile(path) as stack:
        pages = [Image.fromarray((page.asarray() >> 4).astype(numpy.uint8)).resize((64, 64), Image.BILINEAR).convert("RGB") for page in stack.pages]
    return numpy.stack([numpy.asarray(page) for page in pages])


def main():
    folder = Path(sys.argv[1])
    read, at_once = (decode_stack, 1) if "--stacks" in sys.argv else (decode, 32)
    with Pool(2) as pool:
        pool.map(abs, range(2))  # the processes are there before the clock runs
        print("ready", flush=True)
        for line in sys.stdin:
            begin = time.perf_counter()
            count = 0
            for _ in range(int(line)):
                pixels = numpy.concatenate(list(pool.imap(read, sorted(folder.rglob("*.*")), chunksize=at_once)))
                count += len(pixels)
            print(json.dumps({"seconds": time.perf_counter() - begin, "count": count}), flush=True)


if __name__ == "__main__":
    main()
