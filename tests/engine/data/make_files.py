#!/usr/bin/env python3
"""Makes the small files in files/ that OpenCV's writers cannot make. Needs Pillow and NumPy; run once, the files are kept."""
import pathlib

import numpy as np
from PIL import Image

folder = pathlib.Path(__file__).parent / "files"
folder.mkdir(exist_ok=True)

# Four quarters: red, green / blue, yellow.
quarters = Image.new("RGB", (64, 48))
for box, colour in {(0, 0, 32, 24): (220, 30, 30), (32, 0, 64, 24): (30, 200, 30), (0, 24, 32, 48): (30, 30, 220), (32, 24, 64, 48): (230, 220, 20)}.items():
    quarters.paste(colour, box)

quarters.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
quarters.save(folder / "progressive.jpg", quality=95, progressive=True)

palette = quarters.quantize(4)
clear = palette.getpixel((0, 0))  # red is transparent
palette.save(folder / "palette_transparent.png", transparency=clear)
palette.save(folder / "palette.bmp")
palette.save(folder / "transparent.gif", transparency=clear)
palette.save(folder / "interlaced.gif", interlace=1)
second = quarters.transpose(Image.Transpose.ROTATE_180)
quarters.save(folder / "animated.webp", save_all=True, append_images=[second], lossless=True)
palette.save(folder / "animated.gif", save_all=True, append_images=[second.quantize(4)])
quarters.save(folder / "colour_key.png", transparency=(220, 30, 30))
quarters.convert("1").save(folder / "bits.png")
quarters.save(folder / "lzw.tif", compression="tiff_lzw")

# Archives of arrays as NumPy writes them: picture i is grey of the value first + i.
def greys(count, first):
    return np.repeat(np.arange(first, first + count, dtype=np.uint8), 256).reshape(count, 16, 16)


# Keras's MNIST, stored; MedMNIST's, deflated, labels in columns.
np.savez(folder / "keras.npz", x_test=greys(2, 50), x_train=greys(5, 10), y_test=np.array([3, 300], np.int64), y_train=np.array([0, 3, 0, -1, 3], np.int64))
colours = np.stack([greys(4, 10), greys(4, 110), greys(4, 210)], axis=-1)
np.savez_compressed(folder / "medmnist.npz", train_images=colours, val_images=colours[:1], test_images=colours[:2],
                    train_labels=np.array([[2], [1], [2], [1]], ">u2"), val_labels=np.array([[1]], np.uint8), test_labels=np.array([[7, 1], [7, 0]], np.uint8))
np.savez(folder / "several.npz", digits=greys(2, 10), letters_train=greys(2, 20), letters_test=greys(2, 30))
np.savez_compressed(folder / "dsprites.npz", imgs=(greys(6, 0) % 2), latents_classes=np.arange(36).reshape(6, 6), metadata=np.array({"title": "x"}, object),
                    latents_values=np.arange(36, dtype=np.float64).reshape(6, 6) / 4)
np.savez(folder / "codes.npz", codes=np.zeros((4, 2), np.float32), labels=np.arange(100, dtype=np.uint8).reshape(1, 100))

# The same three pictures as numbers of many types and in both orders; each value is picture * 40 + row * 8 + column.
values = np.add.outer(np.arange(3) * 40, np.add.outer(np.arange(16) * 8, np.arange(16)))
for name, array in {
    "u2_big": (values * 257).astype(">u2"), "f2": (values / 255).astype("<f2"), "f4": (values / 255).astype("<f4"), "f8": (values * 1000.0 - 300000).astype("<f8"),
    "i8": values.astype("<i8"), "i4": (values * 100000 - 2**30).astype("<i4"), "i2_big": (values * 4 - 500).astype(">i2"), "i1": (values - 100).astype("i1"),
    "flat_fortran": np.asfortranarray(values.reshape(3, 256).astype(np.uint8))}.items():
    np.save(folder / f"numbers_{name}.npy", array)
long = values[:, :, :12].astype(np.uint8)
colour = np.stack([long, 255 - long, long // 2], axis=-1)
np.save(folder / "long_grey.npy", long)
np.save(folder / "long_grey_fortran.npy", np.asfortranarray(long))
np.save(folder / "long_colour.npy", colour)
np.save(folder / "long_colour_fortran.npy", np.asfortranarray(colour))
np.save(folder / "long_planes_fortran.npy", np.asfortranarray(colour.transpose(0, 3, 1, 2)))
np.savez_compressed(folder / "long_colour_fortran.npz", images=np.asfortranarray(colour))

# Archives as Python writes them: a zip made on a Mac, and a tar with the folder that "tar czf x.tar.gz ." gives.
import io
import tarfile
import zipfile


def png_of(value):
    data = io.BytesIO()
    Image.fromarray(np.full((16, 16), value, np.uint8)).save(data, "PNG")
    return data.getvalue()


members = [(f"pictures/{'cat' if n < 3 else 'dog'}/{n}.png", png_of(10 * n)) for n in range(6)]
with zipfile.ZipFile(folder / "mac.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, data in members:
        archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED if "3" in name else zipfile.ZIP_STORED)
        archive.writestr(zipfile.ZipInfo(f"__MACOSX/{name.replace(name.split('/')[-1], '._' + name.split('/')[-1])}"), b"\0\5\26\7" + bytes(60))
    archive.writestr(zipfile.ZipInfo("pictures/.hidden.png"), members[0][1])
    archive.writestr(zipfile.ZipInfo("pictures/notes.txt"), b"about these")
with tarfile.open(folder / "pictures.tar.xz", "w:xz") as archive:
    for name, data in members:
        info = tarfile.TarInfo("./" + name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))

# Stacks: values 10, 20, ... of each page, as tifffile writes them. Needs tifffile.
import tifffile

pages = np.stack([np.full((16, 16), 10 * (n + 1), np.uint8) for n in range(4)])
tifffile.imwrite(folder / "stack.tif", pages, photometric="minisblack", metadata=None)
tifffile.imwrite(folder / "imagej.tif", pages, photometric="minisblack", imagej=True, metadata={"axes": "ZYX"})
tifffile.imwrite(folder / "two_channels.tif", pages.reshape(2, 2, 16, 16), photometric="minisblack", imagej=True, metadata={"axes": "ZCYX"})
tifffile.imwrite(folder / "two_channels.ome.tif", pages.reshape(2, 2, 16, 16), photometric="minisblack", metadata={"axes": "CZYX"})
with tifffile.TiffWriter(folder / "pyramid.tif") as writer:
    writer.write(np.full((64, 64), 90, np.uint8), tile=(16, 16), subifds=0, photometric="minisblack", metadata=None)
    writer.write(np.full((32, 32), 91, np.uint8), subfiletype=1, photometric="minisblack", metadata=None)
# One picture in many ways: red 200, green 100, blue 50 in the left half, and half of them in the right one.
half = np.concatenate([np.full((16, 8, 3), [200, 100, 50]), np.full((16, 8, 3), [100, 50, 25])], axis=1)
for name, array, options in (
    ("planes_f4_tiles", half.transpose(2, 0, 1) / 255, dict(dtype=np.float32, planarconfig="separate", tile=(16, 16), photometric="rgb")),
    ("u2_lzw_predictor", half * 257, dict(dtype=np.uint16, photometric="rgb", compression="deflate", predictor=True)),
    ("f8", half / 255, dict(dtype=np.float64, photometric="rgb", rowsperstrip=3)),
    ("f2", half / 255, dict(dtype=np.float16, photometric="rgb"))):
    dtype = options.pop("dtype")
    tifffile.imwrite(folder / f"tiff_{name}.tif", array.astype(dtype), metadata=None, **options)
tifffile.imwrite(folder / "tiff_ct.tif", np.linspace(-1000, 400, 256).reshape(16, 16).astype(np.int16), photometric="minisblack", metadata=None)

# HDF5 as h5py writes it. Needs h5py. The values are those of the arrays above: picture * 40 + row * 8 + column, and greys.
import h5py

eights = values.astype(np.uint8)
with h5py.File(folder / "types.h5", "w") as file:
    for name, array in {"u1": eights, "u2_big": (values * 257).astype(">u2"), "f2": (values / 255).astype("<f2"), "f4_big": (values / 255).astype(">f4"),
                        "f8": values.astype("<f8"), "i2_big": (values * 4 - 500).astype(">i2"), "i8": values.astype("<i8")}.items():
        file[name] = array
    file["flat"] = eights.reshape(3, 256)
    file["deep/er/planes"] = np.stack([eights, 255 - eights, eights // 2], axis=1)
    file["mask"] = eights % 2 == 1
    file["words"] = np.array([b"cat", b"dog", b"cow"])
    file["pair"] = np.zeros(3, [("x", "f4"), ("y", "i4")])
    file["again"] = file["u1"]  # a second name, and links that lead round, nowhere and outside
    file["deep/up"] = file["/"]
    file["soft"] = h5py.SoftLink("/soft")
    file["outside"] = h5py.ExternalLink("/etc/hostname", "/x")
with h5py.File(folder / "chunks.h5", "w", libver="earliest") as file:
    for name, options in {"gzip": dict(chunks=(2, 5, 7), compression="gzip", shuffle=True), "lzf": dict(chunks=(1, 16, 16), compression="lzf", shuffle=True, fletcher32=True),
                          "plain": dict(chunks=(3, 4, 16)), "checked": dict(chunks=(2, 16, 16), fletcher32=True), "sz": dict(chunks=(3, 16, 16), scaleoffset=0)}.items():
        file.create_dataset(name, data=values.astype(np.uint16), **options)
    part = file.create_dataset("part", (3, 16, 16), "u1", chunks=(1, 16, 16), compression="gzip", fillvalue=7)
    part[1] = eights[1]
    file.create_dataset("never", (1000000, 64, 64), "u1", chunks=(64, 64, 64))
    file.create_dataset("unwritten", (3, 16, 16), "u1")
    file.create_dataset("odd", data=np.arange(3 * 17 * 17, dtype=np.uint8).reshape(3, 17, 17), chunks=(2, 17, 17), fletcher32=True)
with h5py.File(folder / "latest.h5", "w", libver=("v110", "v110")) as file:
    file.create_dataset("fixed", data=values.astype(np.uint16), chunks=(1, 8, 8), compression="gzip")
    file.create_dataset("growing", data=values.astype(np.uint16), chunks=(2, 16, 16), maxshape=(None, 16, 16), compression="gzip")
    file.create_dataset("grown", data=values.astype(np.uint16), chunks=(2, 16, 16), maxshape=(None, None, 16))
    file.create_dataset("one", data=values.astype(np.uint16), chunks=(3, 16, 16))
with h5py.File(folder / "split.h5", "w") as file:
    file["train/images"], file["train/labels"] = greys(5, 10), np.array([[0], [3], [0], [-1], [3]])
    file["test/images"], file["test/labels"] = greys(2, 50), np.array([3, 300], np.uint16)
with h5py.File(folder / "dsprites.hdf5", "w") as file:
    file.create_dataset("imgs", data=greys(6, 0) % 2, chunks=(3, 2, 4), compression="gzip")
    file["latents/classes"], file["latents/values"] = np.arange(36).reshape(6, 6), np.arange(36, dtype=np.float64).reshape(6, 6) / 4
with h5py.File(folder / "3dshapes.h5", "w") as file:
    file.create_dataset("images", data=np.stack([greys(4, 10), greys(4, 110), greys(4, 210)], axis=-1), chunks=(2, 4, 4, 1), compression="gzip")
    file["labels"] = np.arange(24, dtype=np.float64).reshape(4, 6) / 8
with h5py.File(folder / "named.h5", "w") as file:
    file["images"], file["factors"] = greys(3, 10), np.arange(6, dtype=np.float32).reshape(3, 2)
    file["factors"].attrs["column_names"] = ["mass", "speed"]
# What reaches for other files.
(folder / "raw.bin").write_bytes(eights.tobytes())
with h5py.File(folder / "elsewhere.h5", "w") as file:
    file.create_dataset("raw", (3, 16, 16), "u1", external=[("raw.bin", 0, 768)])
    layout = h5py.VirtualLayout((3, 16, 16), "u1")
    layout[:] = h5py.VirtualSource("types.h5", "u1", (3, 16, 16))
    file.create_virtual_dataset("virtual", layout)
(folder / "raw.bin").unlink()
# As MATLAB 7.3 writes X of 12 x 16 x 3 and y of 1 x 3: dimensions the other way round, behind a block of its own.
with h5py.File(folder / "matlab.mat", "w", userblock_size=512) as file:
    file["X"], file["y"] = long.transpose(0, 2, 1), np.array([[4], [5], [4]], np.uint8)
with open(folder / "matlab.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64, HDF5 schema 1.00 .".ljust(508, b" ") + b"\0\2IM"[:4])

# Tables of pixels as pandas and NumPy write them.
np.savetxt(folder / "mnist_train.csv", np.column_stack([[5, 0, 5], eights.reshape(3, 256)]), fmt="%d", delimiter=",")
