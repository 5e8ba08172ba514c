"""Folders of pictures for the bench: smooth colour fields with noise, which compress about as photographs do."""

import os
from pathlib import Path

import numpy
import pillow_heif
import tifffile
from PIL import Image

DIFFERENT = 60  # pictures that are really made; the rest are copies under other names


def picture(generator, size):
    width, height = size
    coarse = Image.fromarray(generator.integers(0, 256, (max(2, height // 24), max(2, width // 24), 3), dtype=numpy.uint8))
    smooth = numpy.asarray(coarse.resize(size, Image.BICUBIC)).astype(numpy.int16)
    return Image.fromarray((smooth + generator.integers(-12, 13, smooth.shape)).clip(0, 255).astype(numpy.uint8))


SAVING = {"jpeg": ("jpg", {"quality": 90}), "png": ("png", {}), "heic": ("heic", {"quality": 80})}


def write(folder, kind, count, size):
    if kind == "heic":
        pillow_heif.register_heif_opener()
    folder.mkdir(parents=True)
    generator = numpy.random.default_rng(1)
    ending, options = SAVING[kind]
    made = []
    for index in range(count):
        file = folder / f"{index:06}.{ending}"
        if index < DIFFERENT:
            picture(generator, size).save(file, **options)
            made.append(file.read_bytes())
        else:
            file.write_bytes(made[index % DIFFERENT])


def write_stacks(folder, files, pages, side, compression):
    """Microscopes' numbers: 12 bits in 16, smooth, with noise. With a compression as most writers use it: rows differenced."""
    folder.mkdir(parents=True)
    generator = numpy.random.default_rng(3)
    for index in range(files):
        grey = numpy.stack([numpy.asarray(picture(generator, (side, side)).convert("L")) for _ in range(pages)])
        numbers = grey.astype(numpy.uint16) * 12 + generator.integers(0, 12, grey.shape, dtype=numpy.uint16)
        tifffile.imwrite(folder / f"{index:03}.tif", numbers, photometric="minisblack", compression=compression, predictor=2 if compression else None)


def write_copies(folder, count):
    """Tiny pictures in ten sub-folders."""
    generator = numpy.random.default_rng(2)
    for label in range(10):
        (folder / f"class {label}").mkdir(parents=True)
    first = folder / "class 0" / "000000.png"
    picture(generator, (16, 16)).save(first)
    data = first.read_bytes()
    for index in range(1, count):
        path = os.path.join(folder, f"class {index % 10}", f"{index:06}.png")
        with open(path, "wb") as file:
            file.write(data)


if __name__ == "__main__":
    raise SystemExit(f"{Path(__file__).name} is used by images.py")
