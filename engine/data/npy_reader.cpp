#include "engine/core/paths.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/npy_header.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

namespace fs = std::filesystem;

namespace {

struct Layout {
    int64_t height = 0, width = 0;
    int64_t channels = 1;
    bool planar = false;
};

/// Rows of so few numbers are codes or features, not pictures.
constexpr int64_t kSmallestSquare = 8;

/// Of count x rows x columns, with channels at the end or before the rows, or of count x pixels of a square.
std::optional<Layout> layoutOf(const std::vector<int64_t>& shape) {
    const auto areChannels = [](int64_t extent) { return extent == 1 || extent == 3 || extent == 4; };
    if (shape.size() == 3) return Layout{shape[1], shape[2]};
    if (shape.size() == 4 && areChannels(shape[3])) return Layout{shape[1], shape[2], shape[3]};
    if (shape.size() == 4 && areChannels(shape[1])) return Layout{shape[2], shape[3], shape[1], true};
    if (shape.size() != 2 || shape[1] < kSmallestSquare * kSmallestSquare) return std::nullopt;
    const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(shape[1]))));
    if (side * side != shape[1]) return std::nullopt;
    return Layout{side, side};
}

}  // namespace

ArrayFile openNpy(const fs::path& file) {
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    array.isNpy = true;
    const NpyHeader header = readNpyHeader(file);
    array.firstOffset = header.offset;
    const std::string& type = header.type;
    array.isBool = type == "|b1";
    if (!array.isBool && type != "|u1" && type != "u1" && type != "<u1" && type != ">u1")
        throw Error("npy.type",
                    "%1 holds numbers of the type %2. Only uint8 and bool are read: in Python, save "
                    "array.astype('uint8') with values from 0 to 255.",
                    {displayName(file), type});
    if (header.fortran)
        throw Error("npy.order", "%1 is in Fortran order. In Python, save numpy.ascontiguousarray(array).",
                    {displayName(file)});
    for (const int64_t extent : header.shape)
        if (extent < 1 || extent > (int64_t{1} << 40))
            throw Error("npy.shape", "%1 has the shape %2, which holds no images.",
                        {displayName(file), header.shapeText()});
    const std::optional<Layout> layout = layoutOf(header.shape);
    if (!layout)
        throw Error("npy.shape",
                    "%1 has the shape %2. Images have count x rows x columns, the same with 1, 3 or 4 channels at the "
                    "end or after the count, or count x pixels where each picture is a square.",
                    {displayName(file), header.shapeText()});
    if (layout->height > 16384 || layout->width > 16384)
        throw Error("npy.shape", "%1 has the shape %2: pictures above 16384 pixels are not read from arrays.",
                    {displayName(file), header.shapeText()});
    array.count = header.shape[0];
    array.height = static_cast<int>(layout->height);
    array.width = static_cast<int>(layout->width);
    array.channels = static_cast<int>(layout->channels);
    array.planar = layout->planar;
    array.recordBytes = array.pictureBytes();
    checkExtent(array);
    if ((array.stamp.bytes - array.firstOffset) / array.recordBytes < array.count)
        throw Error("npy.short", "%1 is cut off: it holds less than its header says. Copy or save it again.",
                    {displayName(file)});
    return array;
}

}  // namespace zscape
