#include "engine/data/no_picture.h"

#include "engine/core/paths.h"
#include "engine/data/file_io.h"
#include "engine/data/folder_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

namespace {

/// What comes behind a byte order mark and blanks, small: how texts that are no pictures begin.
std::string textOf(std::string_view start) {
    if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
    while (!start.empty() && (start.front() == ' ' || (start.front() >= '\t' && start.front() <= '\r')))
        start.remove_prefix(1);
    return lowered(start);
}

/// Of the ISO base media file format: what kind of file it says to be.
std::string_view brandOf(std::string_view start) {
    return start.size() >= 12 && start.substr(4, 4) == "ftyp" ? start.substr(8, 4) : std::string_view();
}

/// An English sentence about %1.
const char* sentenceFor(std::string_view start) {
    if (start.empty()) return "%1 is empty. Copy it again.";
    const std::string text = textOf(start);
    if (text.starts_with("version https://git-lfs"))
        return "%1 is a pointer that Git LFS left in the picture's place. Run \"git lfs pull\" in its folder.";
    if (text.starts_with("<svg") || (text.starts_with("<?xml") && text.find("<svg") != std::string::npos))
        return "%1 is a drawing (SVG). Export it as PNG.";
    if (text.starts_with("<!doctype html") || text.starts_with("<html") || text.starts_with("<head"))
        return "%1 is a web page (HTML) and no picture: its download went wrong. Download it again.";
    if (start.starts_with("%PDF-")) return "%1 is a PDF. Export its pages as PNG.";
    const std::string_view brand = brandOf(start);
    const bool avi = start.starts_with("RIFF") && start.size() >= 12 && start.substr(8, 3) == "AVI";
    if (!brand.empty() || avi || start.starts_with("\x1A\x45\xDF\xA3") ||
        start.starts_with(std::string_view("\0\0\1\xBA", 4)))
        return "%1 is a video. Save its frames as pictures first, for example: ffmpeg -i VIDEO frame-%05d.png";
    if (start.starts_with("8BPS")) return "%1 is a Photoshop file. Export it as PNG.";
    if (start.starts_with("\xFF\x0A") || start.starts_with(std::string_view("\0\0\0\x0CJXL ", 8)))
        return "%1 is a JPEG XL picture, which is not read. Convert it to PNG or JPEG.";
    if (start.starts_with(std::string_view("\0\0\0\x0CjP  ", 8)))
        return "%1 is a JPEG 2000 picture, which is not read. Convert it to PNG or TIFF.";
    if (start.starts_with("\x76\x2F\x31\x01"))
        return "%1 is an OpenEXR picture, which is not read. Convert it to TIFF.";
    if (start.starts_with("\x89HDF\r\n\x1A\n"))
        return "%1 is an HDF5 file and no picture. Open it by itself, under a name that ends in .h5.";
    if (start.starts_with("MATLAB 5.0 MAT-file"))
        return "%1 is a MATLAB file of an old kind, which is not read. In MATLAB, save it with '-v7.3'.";
    if (start.starts_with("PK\x03\x04") || start.starts_with("\x1F\x8B"))
        return "%1 is an archive and no picture. Open it by itself, or unpack it.";
    return "%1 is no image: it begins like no PNG, JPEG, WebP, TIFF, BMP, GIF, PNM, HEIC or AVIF file.";
}

}  // namespace

Error noPicture(const std::filesystem::path& name, std::span<const uint8_t> start) {
    const std::string_view bytes(reinterpret_cast<const char*>(start.data()), std::min(start.size(), kKindReach));
    return Error("image.none", sentenceFor(bytes), {displayName(name)});
}

Error noPicture(const std::filesystem::path& file) {
    std::array<uint8_t, kKindReach> start{};
    const FileHandle handle = openForReading(file);
    return noPicture(file, std::span(start).first(readAt(handle, 0, start, file)));
}

Error formatNotRead(const std::filesystem::path& file) {
    return Error(
        "image.kind",
        "%1 is in a format that is not read. Convert it to PNG, JPEG, WebP, TIFF, BMP, GIF, PNM, HEIC or AVIF.",
        {displayName(file)});
}

}  // namespace zscape
