#include "engine/data/npy_header.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/file_io.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

namespace zscape {

namespace {

constexpr std::string_view kNpyMagic = "\x93NUMPY";
constexpr int64_t kLongestNpyHeader = 1 << 20;

[[noreturn]] void damagedNpy(const std::filesystem::path& file, const std::string& what) {
    throw Error("npy.header", "%1 cannot be read as a NumPy array: %2. Save it again.", {displayName(file), what});
}

/// What follows 'key': in the header, which is a Python dictionary, up to the comma or brace that ends it; without
/// quotes, and blanks around it. Empty where there is none.
std::string valueOfKey(std::string_view header, const std::string& key) {
    size_t at = std::string_view::npos;
    for (const char quote : {'\'', '"'}) at = std::min(at, header.find(quote + key + quote));
    if (at != std::string_view::npos) at = header.find(':', at + key.size() + 2);
    if (at == std::string_view::npos) return {};
    std::string value;
    int depth = 0;
    for (const char c : header.substr(at + 1)) {
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if ((c == ',' || c == '}') && depth == 0) return value.substr(0, value.find_last_not_of(' ') + 1);
        if (c != '\'' && c != '"' && !(c == ' ' && value.empty())) value += c;
    }
    return {};
}

void skipBlanks(std::string_view& text) { text.remove_prefix(std::min(text.size(), text.find_first_not_of(' '))); }

/// "(10, 28, 28)", "(10,)"
std::vector<int64_t> shapeOfTuple(std::string_view text, const std::filesystem::path& file) {
    if (text.size() < 2 || text.front() != '(' || text.back() != ')') damagedNpy(file, "its field 'shape' is no tuple");
    text = text.substr(1, text.size() - 2);
    std::vector<int64_t> shape;
    for (skipBlanks(text); !text.empty(); skipBlanks(text)) {
        int64_t extent = 0;
        const auto [next, failed] = std::from_chars(text.data(), text.data() + text.size(), extent);
        if (failed != std::errc() || extent < 0) damagedNpy(file, "its field 'shape' holds something that is no size");
        shape.push_back(extent);
        text.remove_prefix(static_cast<size_t>(next - text.data()));
        skipBlanks(text);
        if (text.empty()) break;
        if (text.front() != ',') damagedNpy(file, "its field 'shape' is no tuple of sizes");
        text.remove_prefix(1);
    }
    return shape;
}

}  // namespace

bool NpyHeader::holds(int64_t bytes) const {
    int64_t left = std::max<int64_t>(0, fileBytes - offset) / bytes;
    for (const int64_t extent : shape) {
        if (extent == 0) return true;
        left /= extent;
    }
    return left > 0;
}

NpyHeader readNpyHeader(const std::filesystem::path& file) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    std::vector<uint8_t> start(static_cast<size_t>(std::min<int64_t>(bytes, kNpyHeaderReach)));
    start.resize(readAt(handle, 0, start, file));
    return npyHeaderOf(start, bytes, file);
}

NpyHeader npyHeaderOf(std::span<const uint8_t> start, int64_t bytes, const std::filesystem::path& file) {
    NpyHeader result;
    result.fileBytes = bytes;
    if (start.size() < 12) damagedNpy(file, "it is too short");
    if (std::memcmp(start.data(), kNpyMagic.data(), kNpyMagic.size()) != 0)
        damagedNpy(file, "it does not begin as one");
    if (start[6] < 1 || start[6] > 3)
        damagedNpy(file, "it is of version " + std::to_string(start[6]) + ", and 1 to 3 are known");
    const int64_t fixed = start[6] == 1 ? 10 : 12;  // since version 2 the length has four bytes
    int64_t length = 0;
    for (int64_t i = fixed - 1; i >= 8; --i) length = length << 8 | start[static_cast<size_t>(i)];
    if (length > kLongestNpyHeader) damagedNpy(file, "its header is too long");
    const auto begin = static_cast<size_t>(fixed), count = static_cast<size_t>(length);
    if (start.size() < begin + count) damagedNpy(file, "its header is cut off");
    const std::string_view header(reinterpret_cast<const char*>(start.data()) + begin, count);
    const auto required = [&](const char* key) {
        std::string value = valueOfKey(header, key);
        if (value.empty()) damagedNpy(file, "its header has no field '" + std::string(key) + "'");
        return value;
    };
    result.offset = fixed + length;
    result.type = validUtf8(required("descr"));
    result.fortran = required("fortran_order") == "True";
    result.shape = shapeOfTuple(required("shape"), file);
    return result;
}

}  // namespace zscape
