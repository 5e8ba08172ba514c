"""Folders of pictures for the bench: smooth colour fields with noise, which compress about as photographs do."""

import os
from pathlib import Path

import numpy
from PIL import Image

DIFFERENT = 60  # pictures that are really made; the rest are copies under other names


def picture(generator, size):
    width, height = size
    coarse = Image.fromarray(generator.integers(0, 256, (max(2, height // 24), max(2, width // 24), 3), dtype=numpy.uint8))
    smooth = numpy.asarray(coarse.resize(size, Image.BICUBIC)).astype(numpy.int16)
    return Image.fromarray((smooth + generator.integers(-12, 13, smooth.shape)).clip(0, 255).astype(numpy.uint8))


def write(folder, kind, count, size):
    folder.mkdir(parents=True)
    generator = numpy.random.default_rng(1)
    made = []
    for index in range(count):
        file = folder / f"{index:06}.{'jpg' if kind == 'jpeg' else 'png'}"
        if index < DIFFERENT:
            picture(generator, size).save(file, quality=90) if kind == "jpeg" else picture(generator, size).save(file)
            made.append(file.read_bytes())
        else:
            file.write_bytes(made[index % DIFFERENT])


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
