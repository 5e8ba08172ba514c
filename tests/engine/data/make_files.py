#!/usr/bin/env python3
"""Makes the small files in files/ that OpenCV's writers cannot make. Needs Pillow and NumPy; run once, the files are kept."""
import io
import pathlib
import struct

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

# A square of one shade with nothing around it.
for name, shade in {"black": 0, "white": 255}.items():
    grey_and_alpha = Image.new("LA", (24, 24), (128, 0))
    grey_and_alpha.paste((shade, 255), (6, 6, 18, 18))
    grey_and_alpha.save(folder / f"pictogram_{name}_la.png")
    indexed = Image.new("P", (24, 24), 0)
    indexed.putpalette([128, 128, 128, shade, shade, shade])
    indexed.paste(1, (6, 6, 18, 18))
    indexed.save(folder / f"pictogram_{name}_indexed.png", transparency=0)
    indexed.save(folder / f"pictogram_{name}.gif", transparency=0)
quarters.convert("1").save(folder / "bits.png")
quarters.save(folder / "lzw.tif", compression="tiff_lzw")

# Animations whose frames lie anywhere, are see-through and go in each of the ways that there are; beside each its frames as Pillow shows them, one above the other.
def gif(width, height, palette, frames):
    """frames: left, top, rows of indices, disposal (1 stays, 2 background, 3 what was before), the transparent index or None, interlaced"""
    def codes(indices):  # each pixel is a code of its own; the table is cleared before codes grow to 9 bits
        data = bytearray()
        for i, index in enumerate(indices):
            data += bytes([128, index]) if i % 100 == 0 else bytes([index])
        data.append(129)
        return bytes([7]) + b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255)) + b"\0"
    out = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF6, 0, 0) + palette.tobytes()
    for left, top, rows, disposal, clear, interlaced in frames:
        out += b"\x21\xF9\x04" + struct.pack("<BHBB", disposal << 2 | (clear is not None), 10, clear or 0, 0)
        out += b"\x2C" + struct.pack("<HHHHB", left, top, rows.shape[1], rows.shape[0], 0x40 if interlaced else 0)
        order = [y for start, step in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(start, len(rows), step)] if interlaced else range(len(rows))
        out += codes(rows[list(order)].ravel())
    return out + b";"


def webp(width, height, frames):
    """frames: left, top, a picture, whether it is lossless, whether it replaces what is there, whether its place is cleared afterwards"""
    def chunk(name, content):
        return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) & 1)
    def small(number):
        return struct.pack("<I", number)[:3]
    body = chunk(b"VP8X", bytes([0x12, 0, 0, 0]) + small(width - 1) + small(height - 1)) + chunk(b"ANIM", bytes([10, 20, 30, 255, 0, 0]))
    for left, top, picture, lossless, replaces, clears in frames:
        still = io.BytesIO()
        picture.save(still, "webp", lossless=lossless, exact=True, quality=80)
        still, at, chunks = still.getvalue(), 12, b""
        while at < len(still):
            length = 8 + struct.unpack_from("<I", still, at + 4)[0]
            if still[at:at + 4] in (b"ALPH", b"VP8 ", b"VP8L"):
                chunks += still[at:at + length + (length & 1)]
            at += length + (length & 1)
        body += chunk(b"ANMF", small(left // 2) + small(top // 2) + small(picture.width - 1) + small(picture.height - 1) + small(50) + bytes([replaces << 1 | clears]) + chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def shown(data):
    animation = Image.open(io.BytesIO(data))
    frames = []
    for i in range(animation.n_frames):
        animation.seek(i)
        frames.append(np.asarray(animation.convert("RGBA")))
    return Image.fromarray(np.concatenate(frames))


random = np.random.default_rng(15)
def indices(height, width, clear):
    rows = random.integers(1, 128, (height, width), dtype=np.uint8)
    rows[random.random(rows.shape) < clear] = 0
    return rows
moving = gif(12, 10, random.integers(0, 256, (128, 3), dtype=np.uint8), [
    (0, 0, indices(10, 12, 0.3), 1, 0, False), (3, 2, indices(4, 5, 0.3), 2, 0, False), (5, 3, indices(6, 6, 0.3), 3, 0, False), (0, 0, indices(4, 4, 0), 1, None, False),
    (2, 1, indices(9, 8, 0.3), 2, 0, True), (6, 5, indices(3, 3, 0.3), 3, 0, False), (7, 6, indices(3, 3, 0.3), 3, 0, False), (1, 1, indices(2, 2, 0), 0, 0, False)])
(folder / "frames.gif").write_bytes(moving)
shown(moving).save(folder / "frames_gif.png")
def see_through(height, width, least):
    picture = np.repeat(random.integers(0, 256, (1, 1, 4), dtype=np.uint8), height * width, 0).reshape(height, width, 4)
    picture[..., 3] = np.linspace(least, 255, height * width).reshape(height, width)
    picture[0, 0, 3] = 0
    return Image.fromarray(picture)
moving = webp(12, 10, [
    (0, 0, see_through(10, 12, 90), True, True, False), (2, 2, see_through(4, 6, 90), False, False, True), (4, 0, see_through(5, 5, 90), True, True, False),
    (0, 4, see_through(6, 8, 255).convert("RGB"), False, False, True), (6, 6, see_through(4, 4, 90), True, False, False)])
(folder / "frames.webp").write_bytes(moving)
shown(moving).save(folder / "frames_webp.png")

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
# Channels with names and colours: blue and orange by ImageJ's tables, magenta, grey and cyan by OME's numbers.
ramp256 = np.arange(256, dtype=np.uint16)
tables = [np.stack([ramp256 * full // 255 for full in colour]).astype(np.uint8) for colour in ((0, 0, 255), (255, 128, 0))]
tifffile.imwrite(folder / "named.tif", pages.reshape(2, 2, 16, 16), photometric="minisblack", imagej=True, metadata={"axes": "ZCYX", "mode": "composite", "LUTs": tables, "Labels": ["DAPI", "GFP", "DAPI", "GFP"]})
tifffile.imwrite(folder / "named.ome.tif", pages[:3], photometric="minisblack", metadata={"axes": "CYX", "Channel": {"Name": ["nuclei", "α & β", "actin"], "Color": [-16711681, -1, 16777215]}})
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
# Stacks whose pixels have a size: twelve bits in sixteen, of 25,000 and 12,500 pixels in a centimetre; of a quarter of a micrometre.
ramp = np.add.outer(np.arange(3) * 200, np.add.outer(np.arange(32) * 90, np.arange(32) * 14))
tifffile.imwrite(folder / "size_centimetres.tif", (300 + ramp).astype(np.uint16), photometric="minisblack", metadata=None, resolution=(25000, 12500), resolutionunit="CENTIMETER")
tifffile.imwrite(folder / "size_imagej.tif", (300 + ramp[:, :16, :16]).astype(np.uint16), photometric="minisblack", imagej=True, resolution=(4, 4), metadata={"axes": "ZYX", "unit": "um", "spacing": 0.5})
tifffile.imwrite(folder / "size.ome.tif", (300 + ramp[:, :16, :16]).astype(np.uint16), photometric="minisblack", metadata={"axes": "ZYX", "PhysicalSizeX": 0.25, "PhysicalSizeXUnit": "µm", "PhysicalSizeY": 500, "PhysicalSizeYUnit": "nm"})

# Channels. Picture p of channel c holds 100 p + 4 (16 row + column) in the first, and a tenth of it in the second.


def measured(picture):
    first = 100 * picture + 4 * np.arange(256).reshape(16, 16)
    return np.stack([first, first // 10])


# ImageJ's hyperstack of 3 times and 2 slices; OME-XML in another order; and with TiffData of its own, the last page first.
six = np.stack([measured(p) for p in range(6)]).astype(np.uint16)  # picture, channel
tifffile.imwrite(folder / "hyperstack.tif", six.reshape(3, 2, 2, 16, 16), imagej=True, photometric="minisblack", metadata={"axes": "TZCYX"})
tifffile.imwrite(folder / "hyperstack.ome.tif", six.reshape(3, 2, 2, 16, 16).transpose(0, 2, 1, 3, 4), ome=True, photometric="minisblack", metadata={"axes": "TCZYX"})
planes = "".join(f'<TiffData FirstC="{c}" FirstT="{p // 2}" FirstZ="{p % 2}" IFD="{11 - 2 * p - c}" PlaneCount="1"><UUID FileName="a.ome.tif">urn:uuid:1</UUID></TiffData>'
                 for p in range(6) for c in range(2))
description = ('<?xml version="1.0" encoding="UTF-8"?><!-- <Pixels SizeC="9"/> --><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="urn:uuid:1">'
               '<Image ID="Image:0" Name="a > b"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint16" SizeX="16" SizeY="16" SizeC="2" SizeZ="2" SizeT="3">'
               f'<Channel ID="Channel:0:0"/>{planes}</Pixels></Image></OME>')
backwards = six.reshape(12, 16, 16)[::-1]
for name, text in {"backwards": description, "elsewhere": description.replace("urn:uuid:1</UUID>", "urn:uuid:2</UUID>", 1), "misfit": description.replace('SizeT="3"', 'SizeT="4"')}.items():
    tifffile.imwrite(folder / f"{name}.ome.tif", backwards, description=text, metadata=None, photometric="minisblack", compression="zlib")
# Channels as samples of a pixel: five side by side, two as planes, and colours with a fourth that is no alpha.
five = np.stack([np.full((16, 16), 1000 * (c + 1), np.uint16) for c in range(5)], axis=-1)
tifffile.imwrite(folder / "five_samples.tif", five, photometric="minisblack", planarconfig="contig", metadata=None)
tifffile.imwrite(folder / "two_planes.tif", (six[3] / 1000).astype(np.float32), photometric="minisblack", planarconfig="separate", metadata=None)
near = np.concatenate([half, np.full((16, 16, 1), 150)], axis=-1).astype(np.uint8)
tifffile.imwrite(folder / "four_samples.tif", near, photometric="rgb", extrasamples=["unspecified"], metadata=None)
# Arrays.
both = np.stack([values * 16, values], axis=-1).astype(np.uint16)
np.save(folder / "channels.npy", both)
np.save(folder / "channels_fortran.npy", np.asfortranarray(both))
np.savez_compressed(folder / "channels.npz", images=both.transpose(0, 3, 1, 2), points=np.zeros((3, 5, 2), np.float32))
np.savez_compressed(folder / "flow.npz", images=both[..., 1], flow=np.zeros((3, 16, 16, 2), np.float32))

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
with h5py.File(folder / "channels.h5", "w") as file:
    file.create_dataset("plate/images", data=both.transpose(0, 3, 1, 2), chunks=(2, 1, 16, 16), compression="gzip")
with h5py.File(folder / "chunks.h5", "w", libver="earliest") as file:
    for name, options in {"gzip": dict(chunks=(2, 5, 7), compression="gzip", shuffle=True), "lzf": dict(chunks=(1, 16, 16), compression="lzf", shuffle=True, fletcher32=True),
                          "plain": dict(chunks=(3, 4, 16)), "checked": dict(chunks=(2, 16, 16), fletcher32=True), "sz": dict(chunks=(3, 16, 16), scaleoffset=0)}.items():
        file.create_dataset(name, data=values.astype(np.uint16), **options)
    part = file.create_dataset("part", (3, 16, 16), "u1", chunks=(1, 16, 16), compression="gzip", fillvalue=7)
    part[1] = eights[1]
    file.create_dataset("never", (1000000, 64, 64), "u1", chunks=(64, 64, 64))
    file.create_dataset("unwritten", (3, 16, 16), "u1")
    file.create_dataset("odd", data=np.arange(3 * 17 * 17, dtype=np.uint8).reshape(3, 17, 17), chunks=(2, 17, 17), fletcher32=True)
# Filters that are not undone. Needs hdf5plugin.
import hdf5plugin

frames = np.arange(3 * 16 * 16, dtype=np.uint16).reshape(3, 16, 16) % 200
with h5py.File(folder / "filters.h5", "w") as file:
    for name, options in {"blosc": hdf5plugin.Blosc(), "blosc2": hdf5plugin.Blosc2(), "zstd": hdf5plugin.Zstd(), "lz4": hdf5plugin.LZ4(), "bitshuffle": hdf5plugin.Bitshuffle(), "bzip2": hdf5plugin.BZip2()}.items():
        file.create_dataset(name, data=frames, chunks=(1, 16, 16), **options)
    for name, code, values in (("szip", 4, (4, 16)), ("nbit", 5, ())):
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_chunk((1, 16, 16))
        plan.set_filter(code, h5py.h5z.FLAG_OPTIONAL, values)
        space = h5py.h5s.create_simple((3, 16, 16))
        data = h5py.h5d.create(file.id, name.encode(), h5py.h5t.NATIVE_UINT16, space, dcpl=plan)
        data.write(h5py.h5s.ALL, h5py.h5s.ALL, frames)
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
# Labels as MATLAB and pandas keep them, with one that is missing; and numbers that are no labels.
whole, halves = np.array([[4.0], [5.0], [np.nan]]), np.array([0.5, 1.0, 2.0], np.float32)
for name, numbers in {"doubles": whole, "fractions": halves}.items():
    with h5py.File(folder / f"{name}.h5", "w") as file:
        file["images"], file["labels"] = greys(3, 10), numbers
    np.savez_compressed(folder / f"{name}.npz", x_train=greys(3, 10), y_train=numbers)
# Volumes, whose axes are said: array_layout_test.cpp has the same numbers.
n, c, z, y, x = np.ogrid[0:2, 0:2, 0:3, 0:16, 0:16]
volumes = ((97 * n + 53 * c + 31 * z + 11 * y + 3 * x) % 251).astype(np.uint8)
with h5py.File(folder / "volumes.h5", "w") as file:
    file["whole"] = volumes.transpose(0, 2, 1, 3, 4)
    file.create_dataset("chunked", data=volumes.transpose(0, 2, 1, 3, 4), chunks=(2, 2, 1, 5, 7), compression="gzip")
    file.create_dataset("planes", data=volumes[:, 0], chunks=(1, 2, 16, 16), compression="lzf")
    file.create_dataset("between", data=volumes, chunks=(1, 1, 2, 16, 16))
    file.create_dataset("behind", data=volumes[:, 1].transpose(2, 3, 0, 1).reshape(16, 16, 6), chunks=(5, 16, 4))
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
# HEIC and AVIF: the quarters once more, in each way that telephones and programs write them. Needs pillow-heif and imagecodecs.
import pillow_heif

pillow_heif.register_heif_opener()
quarters.save(folder / "quarters.heic", quality=90)
quarters.save(folder / "quarters.avif", quality=90)
quarters.convert("L").save(folder / "grey.heic", quality=90)
quarters.convert("L").save(folder / "grey.avif", quality=90)
for name, numbers in {"like_a_film": dict(matrix_coefficients=1, full_range_flag=0), "wide_film": dict(matrix_coefficients=9, full_range_flag=0)}.items():
    quarters.save(folder / f"{name}.heic", quality=90, color_primaries=1, transfer_characteristics=13, **numbers)
# Of a few bytes, in which a large picture is coded that is said to be small.
for name, side, options in (("coded_larger.heic", 2000, dict(quality=10)), ("coded_larger.avif", 8000, dict(quality=10, speed=10))):
    data = io.BytesIO()
    Image.new("RGB", (side, side), (90, 120, 60)).save(data, "HEIF" if name.endswith("heic") else "AVIF", **options)
    data = bytearray(data.getvalue())
    place = data.index(b"ispe") + 8
    data[place:place + 8] = (64).to_bytes(4, "big") * 2
    (folder / name).write_bytes(data)
half_clear = quarters.convert("RGBA")
half_clear.putalpha(128)
half_clear.save(folder / "half_clear.heic", quality=90)
half_clear.save(folder / "half_clear.avif", quality=90)
deep = np.asarray(quarters).astype(np.uint16) * 257
pillow_heif.from_bytes("RGB;16", quarters.size, deep.tobytes()).save(folder / "ten_bits.heic", quality=90)
pillow_heif.from_bytes("L;16", quarters.size, (np.asarray(quarters.convert("L")).astype(np.uint16) * 257).tobytes()).save(folder / "ten_bits_grey.heic", quality=90)
quarters.save(folder / "p3_by_numbers.heic", quality=90, color_primaries=12, transfer_characteristics=13, matrix_coefficients=6)
import imagecodecs

for bits in (10, 12):
    scaled = np.round(np.asarray(quarters) / 255 * (2**bits - 1)).astype(np.uint16)
    (folder / f"bits_{bits}.avif").write_bytes(imagecodecs.avif_encode(scaled, level=90, bitspersample=bits))
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[274] = orientation
    quarters.save(folder / f"orientation_{orientation}.avif", exif=exif.tobytes(), quality=90)
exif[274] = 6
quarters.save(folder / "orientation_6.heic", exif=exif.tobytes(), quality=90)
quarters.save(folder / "second_is_primary.heic", save_all=True, append_images=[second], quality=90, primary_index=1)
quarters.save(folder / "moving.avif", save_all=True, append_images=[second], quality=90)


def boxes(data, begin=0):
    """Boxes of the ISO base media file format: (type, content)."""
    while begin + 8 <= len(data):
        size, kind = int.from_bytes(data[begin:begin + 4], "big"), data[begin + 4:begin + 8]
        end = begin + size if size else len(data)
        yield kind, data[begin + 8:end]
        begin = end


def box(kind, *contents, full=None):
    content = (b"" if full is None else full.to_bytes(4, "big")) + b"".join(contents)
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def big(value, count=2):
    return value.to_bytes(count, "big")


# As telephones write it: a grid of tiles, 2 x 2 of 64 x 64, of which 120 x 100 are shown, in four colours; and turned by a quarter.
tiles, config = [], b""
for colour in ((220, 30, 30), (30, 200, 30), (30, 30, 220), (230, 220, 20)):
    data = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(data, "HEIF", quality=90)
    for kind, content in boxes(data.getvalue()):
        if kind == b"meta":
            properties = dict(boxes(dict(boxes(dict(boxes(content, 4))[b"iprp"]))[b"ipco"]))
            config = properties[b"hvcC"]
        elif kind == b"mdat":
            tiles.append(content)
grid = b"\0\0" + bytes([1, 1]) + big(120) + big(100)


def tiled(turned, tiles=tiles, width=120, height=100):
    types = [(1, b"grid")] + [(n, b"hvc1") for n in range(2, 6)]
    infe = b"".join(box(b"infe", big(n), big(0), kind, b"\0", full=2 << 24) for n, kind in types)
    ipco = box(b"ipco", box(b"ispe", big(width, 4), big(height, 4), full=0), box(b"ispe", big(64, 4), big(64, 4), full=0), box(b"hvcC", config), box(b"irot", bytes([1])))
    ipma = box(b"ipma", big(5, 4), big(1), bytes([2, 1, 0x84] if turned else [1, 1]), *(big(n) + bytes([2, 2, 0x83]) for n in range(2, 6)), full=0)

    def meta(offset):
        places = [(1, 1, 0, grid)]
        for n, data in enumerate(tiles):
            places.append((n + 2, 0, offset, data))
            offset += len(data)
        iloc = b"".join(big(n) + big(where) + big(0) + big(1) + big(at, 4) + big(len(data), 4) for n, where, at, data in places)
        return box(b"meta", box(b"hdlr", big(0, 4), b"pict", bytes(13), full=0), box(b"pitm", big(1), full=0), box(b"iloc", bytes([0x44, 0]), big(5), iloc, full=1 << 24),
                   box(b"iinf", big(5), infe, full=0), box(b"iref", box(b"dimg", big(1), big(4), *(big(n) for n in range(2, 6))), full=0), box(b"iprp", ipco, ipma), box(b"idat", grid), full=0)
    start = box(b"ftyp", b"heic", big(0, 4), b"mif1heic")
    return start + meta(len(start) + len(meta(0)) + 8) + box(b"mdat", *tiles)


(folder / "tiles.heic").write_bytes(tiled(False))
(folder / "tiles_turned.heic").write_bytes(tiled(True))
(folder / "tiles_with_one_lost.heic").write_bytes(tiled(False, tiles[:3] + [bytes(len(tiles[3]))]))

# Colour profiles. The values that the tests expect are printed below, by Pillow's ImageCms (lcms).
from PIL import ImageCms, PngImagePlugin


def s15(value):
    return round(value * 65536).to_bytes(4, "big", signed=True)


def profile(name, primaries, gamma):
    """A display's profile (ICC 2.4): colours by a matrix, and one power, or sRGB's curve where `gamma` is 0. Grey without primaries."""
    def tone():
        if gamma:
            return b"curv" + bytes(4) + big(1, 4) + big(round(gamma * 256))
        v = np.arange(1024) / 1023
        table = np.round(np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4) * 65535).astype(">u2")
        return b"curv" + bytes(4) + big(1024, 4) + table.tobytes()

    def xyz(values):
        return b"XYZ " + bytes(4) + b"".join(s15(v) for v in values)
    text = name.encode() + b"\0"
    tags = {b"desc": b"desc" + bytes(4) + big(len(text), 4) + text + bytes(78), b"cprt": b"text" + bytes(4) + b"CC0\0", b"wtpt": xyz((0.9642, 1, 0.8249))}
    if primaries is None:
        tags[b"kTRC"] = tone()
    else:
        column = np.array([(x / y, 1, (1 - x - y) / y) for x, y in primaries]).T
        white = np.array([0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290])
        matrix = column * np.linalg.solve(column, white)
        cone = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])  # Bradford
        adapt = np.linalg.inv(cone) @ np.diag((cone @ [0.9642, 1, 0.8249]) / (cone @ white)) @ cone
        for tag, values in zip((b"rXYZ", b"gXYZ", b"bXYZ"), (adapt @ matrix).T):
            tags[tag] = xyz(values)
        tags[b"rTRC"] = tags[b"gTRC"] = tags[b"bTRC"] = tone()
    directory, content, places = big(len(tags), 4), b"", {}
    for tag, data in tags.items():
        if data not in places:
            places[data] = 128 + 4 + 12 * len(tags) + len(content)
            content += data + bytes(-len(data) % 4)
        directory += tag + big(places[data], 4) + big(len(data), 4)
    body = directory + content
    return big(128 + len(body), 4) + bytes(4) + big(0x02400000, 4) + b"mntr" + (b"GRAY" if primaries is None else b"RGB ") + b"XYZ " + bytes(12) + b"acsp" + bytes(28) + s15(0.9642) + s15(1) + s15(0.8249) + bytes(48) + body


def inks_profile():
    """A printer's (ICC 2.4) of 2 x 2 x 2 x 2 colours in CIELAB, far from what inks would be if nobody measured them."""
    lab = []
    for n in range(16):
        c, m, y, k = (n >> 3) & 1, (n >> 2) & 1, (n >> 1) & 1, n & 1
        light = (100 - 35 * c - 45 * m - 8 * y) * (1 - 0.85 * k)
        lab += [max(light, 4) * 255 / 100, 128 + (-30 * c + 65 * m - 5 * y) * (1 - k), 128 + (-40 * c - 5 * m + 80 * y) * (1 - k)]
    ramp = bytes(range(256))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + b"".join(s15(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1)) + ramp * 4 + bytes(min(255, round(v)) for v in lab) + ramp * 3
    text = b"Four inks\0"
    tags = {b"desc": b"desc" + bytes(4) + big(len(text), 4) + text + bytes(78), b"cprt": b"text" + bytes(4) + b"CC0\0",
            b"wtpt": b"XYZ " + bytes(4) + s15(0.9642) + s15(1) + s15(0.8249), b"A2B0": table, b"A2B1": table}
    directory, content, places = big(len(tags), 4), b"", {}
    for tag, data in tags.items():
        if data not in places:
            places[data] = 128 + 4 + 12 * len(tags) + len(content)
            content += data + bytes(-len(data) % 4)
        directory += tag + big(places[data], 4) + big(len(data), 4)
    body = directory + content
    return big(128 + len(body), 4) + bytes(4) + big(0x02400000, 4) + b"prtrCMYKLab " + bytes(12) + b"acsp" + bytes(28) + s15(0.9642) + s15(1) + s15(0.8249) + bytes(48) + body


p3 = profile("Display P3", [(0.680, 0.320), (0.265, 0.690), (0.150, 0.060)], 0)
small_p3 = profile("P3 with gamma 2.2", [(0.680, 0.320), (0.265, 0.690), (0.150, 0.060)], 2.2)
adobe = profile("Adobe RGB (1998)", [(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], 2.19921875)
prophoto = profile("ProPhoto RGB", [(0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001)], 1.8)
srgb_like = profile("a screen", [(0.64, 0.33), (0.30, 0.60), (0.15, 0.06)], 0)
grey_dark = profile("Grey gamma 1.8", None, 1.8)
inks = inks_profile()

quarters.save(folder / "p3.jpg", quality=95, icc_profile=p3)
quarters.save(folder / "adobe.jpg", quality=95, icc_profile=adobe)
quarters.save(folder / "adobe.png", icc_profile=adobe)
quarters.save(folder / "prophoto.webp", lossless=True, icc_profile=prophoto)
quarters.save(folder / "adobe.tif", icc_profile=adobe)
quarters.save(folder / "p3.heic", quality=90, icc_profile=small_p3)
quarters.save(folder / "p3.avif", quality=90, icc_profile=small_p3)
quarters.save(folder / "srgb_by_another_name.png", icc_profile=srgb_like)
quarters.convert("L").save(folder / "grey_dark.png", icc_profile=grey_dark)
quarters.convert("L").save(folder / "grey_dark.jpg", quality=95, icc_profile=grey_dark)
quarters.convert("CMYK").save(folder / "inks.jpg", quality=95, icc_profile=inks)
half_clear.save(folder / "half_clear_adobe.png", icc_profile=adobe)
quarters.save(folder / "profile_damaged.png", icc_profile=adobe[:200])
quarters.save(folder / "profile_misfits.png", icc_profile=grey_dark)
for name, chunks in {
    "gamma_one": [(b"gAMA", big(100000, 4))],
    "gamma_and_srgb": [(b"gAMA", big(100000, 4)), (b"sRGB", b"\0")],
    "chromaticities": [(b"gAMA", big(45455, 4)), (b"cHRM", b"".join(big(v, 4) for v in (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)))],
    "coded_p3": [(b"cICP", bytes([12, 13, 0, 1]))]}.items():
    info = PngImagePlugin.PngInfo()
    for kind, content in chunks:
        info.add(kind, content)
    quarters.save(folder / f"{name}.png", pnginfo=info)

srgb = ImageCms.createProfile("sRGB")
for name, data, mode in (("p3", p3, "RGB"), ("small_p3", small_p3, "RGB"), ("adobe", adobe, "RGB"), ("prophoto", prophoto, "RGB"), ("grey_dark", grey_dark, "L"), ("inks", inks, "CMYK"),
                         ("gamma_one", profile("", [(0.64, 0.33), (0.30, 0.60), (0.15, 0.06)], 1), "RGB")):
    picture = quarters.convert("L").convert(mode) if mode == "L" else quarters.convert(mode)
    result = ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(io.BytesIO(data)), srgb, renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB",
                                       flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
    print(name, [result.getpixel(place) for place in ((16, 12), (48, 12), (16, 36), (48, 36))])
