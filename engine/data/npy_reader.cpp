#include "engine/core/paths.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/npy_header.h"

#include <string>

namespace zscape {

namespace fs = std::filesystem;

ArrayFile openNpy(const fs::path& file) {
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    array.isNpy = true;
    const NpyHeader header = readNpyHeader(file);
    array.firstOffset = header.offset;
    const std::string& type = header.type;
    if (type != "|u1" && type != "u1" && type != "<u1" && type != ">u1")
        throw Error("npy.type",
                    "%1 holds numbers of the type %2. Only uint8 is read: in Python, save array.astype('uint8') with "
                    "values from 0 to 255.",
                    {displayName(file), type});
    if (header.fortran)
        throw Error("npy.order", "%1 is in Fortran order. In Python, save numpy.ascontiguousarray(array).",
                    {displayName(file)});
    const std::vector<int64_t>& shape = header.shape;
    const bool colour = shape.size() == 4 && (shape[3] == 1 || shape[3] == 3 || shape[3] == 4);
    if (shape.size() == 4 && !colour && (shape[1] == 1 || shape[1] == 3))
        throw Error(
            "npy.shape",
            "%1 has the shape %2: its channels come before its rows. In Python, save array.transpose(0, 2, 3, 1).",
            {displayName(file), header.shapeText()});
    if (shape.size() != 3 && !colour)
        throw Error(
            "npy.shape",
            "%1 has the shape %2. Images have count x rows x columns, or the same with 1, 3 or 4 channels at the end.",
            {displayName(file), header.shapeText()});
    for (const int64_t extent : shape)
        if (extent < 1 || extent > (int64_t{1} << 40))
            throw Error("npy.shape", "%1 has the shape %2, which holds no images.",
                        {displayName(file), header.shapeText()});
    if (shape[1] > 16384 || shape[2] > 16384)
        throw Error("npy.shape", "%1 has the shape %2: pictures above 16384 pixels are not read from arrays.",
                    {displayName(file), header.shapeText()});
    array.count = shape[0];
    array.height = static_cast<int>(shape[1]);
    array.width = static_cast<int>(shape[2]);
    array.channels = colour ? static_cast<int>(shape[3]) : 1;
    array.recordBytes = array.pictureBytes();
    checkExtent(array);
    if ((array.stamp.bytes - array.firstOffset) / array.recordBytes < array.count)
        throw Error("npy.short", "%1 is cut off: it holds less than its header says. Copy or save it again.",
                    {displayName(file)});
    return array;
}

}  // namespace zscape
