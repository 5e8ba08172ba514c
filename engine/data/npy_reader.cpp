#include "engine/core/paths.h"
#include "engine/data/arrays_on_disk.h"

#include <charconv>
#include <string>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// What follows "'key':" in the header's Python dictionary, up to the comma that ends it.
std::string valueOf(const std::string& header, const std::string& key) {
    size_t at = header.find("'" + key + "'");
    if (at == std::string::npos) return {};
    at = header.find(':', at);
    if (at == std::string::npos) return {};
    ++at;
    int depth = 0;
    size_t end = at;
    for (; end < header.size(); ++end) {
        if (header[end] == '(') ++depth;
        if (header[end] == ')') --depth;
        if ((header[end] == ',' || header[end] == '}') && depth == 0) break;
    }
    std::string value;
    for (const char c : header.substr(at, end - at))
        if (c != ' ' && c != '\'' && c != '"') value += c;
    return value;
}

std::vector<int64_t> shapeOf(const std::string& text) {
    std::vector<int64_t> shape;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (at != end) {
        int64_t number = 0;
        const auto [next, failed] = std::from_chars(at, end, number);
        if (failed == std::errc()) {
            shape.push_back(number);
            at = next;
        } else {
            ++at;
        }
    }
    return shape;
}

std::string shown(const std::vector<int64_t>& shape) {
    std::string text;
    for (const int64_t length : shape) text += (text.empty() ? "" : " x ") + std::to_string(length);
    return text;
}

}  // namespace

ArrayFile openNpy(const fs::path& file) {
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    array.isNpy = true;
    const FileHandle handle = openForReading(file);
    std::array<uint8_t, 12> start{};
    const auto damaged = [&] {
        return Error("npy.header", "%1 is damaged: its NumPy header is cut off or makes no sense.",
                     {displayName(file)});
    };
    if (readAt(handle, 0, start, file) != start.size()) throw damaged();
    const bool wide = start[6] >= 2;  // version 2 and 3 have four bytes of length
    const int64_t length =
        wide ? int64_t{start[8]} | int64_t{start[9]} << 8 | int64_t{start[10]} << 16 | int64_t{start[11]} << 24
             : int64_t{start[8]} | int64_t{start[9]} << 8;
    if (start[6] < 1 || start[6] > 3 || length > (1 << 20)) throw damaged();
    std::vector<uint8_t> raw(static_cast<size_t>(length));
    array.firstOffset = (wide ? 12 : 10) + length;
    if (readAt(handle, wide ? 12 : 10, raw, file) != raw.size()) throw damaged();
    const std::string header(raw.begin(), raw.end());

    const std::string type = valueOf(header, "descr");
    if (type != "|u1" && type != "u1" && type != "<u1" && type != ">u1")
        throw Error("npy.type",
                    "%1 holds numbers of the type %2. Only uint8 is read: in Python, save array.astype('uint8') with "
                    "values from 0 to 255.",
                    {displayName(file), type});
    if (valueOf(header, "fortran_order") != "False")
        throw Error("npy.order", "%1 is in Fortran order. In Python, save numpy.ascontiguousarray(array).",
                    {displayName(file)});
    const std::vector<int64_t> shape = shapeOf(valueOf(header, "shape"));
    const bool colour = shape.size() == 4 && (shape[3] == 1 || shape[3] == 3 || shape[3] == 4);
    if (shape.size() == 4 && !colour && (shape[1] == 1 || shape[1] == 3))
        throw Error(
            "npy.shape",
            "%1 has the shape %2: its channels come before its rows. In Python, save array.transpose(0, 2, 3, 1).",
            {displayName(file), shown(shape)});
    if (shape.size() != 3 && !colour)
        throw Error(
            "npy.shape",
            "%1 has the shape %2. Images have count x rows x columns, or the same with 1, 3 or 4 channels at the end.",
            {displayName(file), shown(shape)});
    for (const int64_t extent : shape)
        if (extent < 1 || extent > (int64_t{1} << 40))
            throw Error("npy.shape", "%1 has the shape %2, which holds no images.", {displayName(file), shown(shape)});
    if (shape[1] > 16384 || shape[2] > 16384)
        throw Error("npy.shape", "%1 has the shape %2: pictures above 16384 pixels are not read from arrays.",
                    {displayName(file), shown(shape)});
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
