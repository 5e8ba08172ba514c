#!/usr/bin/env python3
"""Makes the small files in files/ that OpenCV's writers cannot make. Needs Pillow; run once, the files are kept."""
import pathlib

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
