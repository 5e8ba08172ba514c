#include "engine/data/arrays.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string_view>

namespace zscape {
namespace {

static_assert(std::endian::native == std::endian::little, ".npy files are written as they lie in memory");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kHeaderAlignment = 64;  // NumPy's own, so that data can be mapped
constexpr uint32_t kLargestHeader = 1 << 16;

struct NpyHeader {
    bool doubles = false;
    bool fortran = false;
    int64_t rows = 0;
    int64_t columns = 0;
};

[[noreturn]] void corrupt(const std::filesystem::path& file, const std::string& what) {
    throw Error("npy.corrupt", "%1 cannot be read as an .npy array: %2.", {displayName(file), what});
}

/// The text after 'key': in NumPy's header, a Python dictionary literal.
std::string_view afterKey(std::string_view header, std::string_view key, const std::filesystem::path& file) {
    for (const char quote : {'\'', '"'}) {
        const std::string quoted = quote + std::string(key) + quote;
        const size_t at = header.find(quoted);
        if (at == std::string_view::npos) continue;
        const size_t colon = header.find(':', at + quoted.size());
        if (colon == std::string_view::npos) break;
        const size_t value = header.find_first_not_of(' ', colon + 1);
        if (value != std::string_view::npos) return header.substr(value);
        break;
    }
    corrupt(file, "its header has no field '" + std::string(key) + "'");
}

std::vector<int64_t> parseShape(std::string_view text, const std::filesystem::path& file) {
    if (text.empty() || text.front() != '(') corrupt(file, "field 'shape' is no tuple");
    const size_t end = text.find(')');
    if (end == std::string_view::npos) corrupt(file, "field 'shape' has no end");
    std::vector<int64_t> shape;
    for (const char* at = text.data() + 1; at < text.data() + end;) {
        if (*at == ' ' || *at == ',') {
            ++at;
            continue;
        }
        int64_t extent = 0;
        const auto [next, error] = std::from_chars(at, text.data() + end, extent);
        if (error != std::errc() || extent < 0) corrupt(file, "field 'shape' holds something that is no size");
        shape.push_back(extent);
        at = next;
    }
    return shape;
}

NpyHeader parseHeader(std::string_view header, const std::filesystem::path& file) {
    NpyHeader result;
    const std::string_view type = afterKey(header, "descr", file).substr(1, 3);
    if (type != "<f4" && type != "<f8") {
        throw Error("npy.type",
                    "%1 holds numbers of type %2; codes are float32 or float64, little endian ('<f4', '<f8').",
                    {displayName(file), validUtf8(std::string(type))});
    }
    result.doubles = type == "<f8";
    result.fortran = afterKey(header, "fortran_order", file).starts_with("True");
    const std::vector<int64_t> shape = parseShape(afterKey(header, "shape", file), file);
    if (shape.empty() || shape.size() > 2) {
        throw Error("npy.shape", "%1 has %2 dimensions; codes have one (a single code) or two (one row a code).",
                    {displayName(file), std::to_string(shape.size())});
    }
    result.rows = shape.size() == 2 ? shape[0] : 1;
    result.columns = shape.back();
    return result;
}

template <typename Number>
void readValues(std::istream& input, const NpyHeader& header, const std::filesystem::path& file, FloatMatrix& matrix) {
    const size_t count = matrix.values.size();
    std::vector<Number> raw(count);
    input.read(reinterpret_cast<char*>(raw.data()), static_cast<std::streamsize>(count * sizeof(Number)));
    if (static_cast<size_t>(input.gcount()) != count * sizeof(Number)) corrupt(file, "it is truncated");
    for (size_t i = 0; i < count; ++i) {
        const size_t row = i / static_cast<size_t>(matrix.columns), column = i % static_cast<size_t>(matrix.columns);
        const size_t from = header.fortran ? column * static_cast<size_t>(matrix.rows) + row : i;
        matrix.values[i] = static_cast<float>(raw[from]);
    }
}

void appendQuoted(std::string& line, const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
        line += field;
        return;
    }
    line += '"';
    for (const char character : field) {
        if (character == '"') line += '"';
        line += character;
    }
    line += '"';
}

void appendNumber(std::string& line, float value) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    line.append(text, error == std::errc() ? end : text);
}

}  // namespace

void writeNpy(const std::filesystem::path& file, const FloatMatrix& matrix) {
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(matrix.rows) + ", " +
                         std::to_string(matrix.columns) + "), }";
    const size_t unpadded = kMagic.size() + 4 + header.size() + 1;
    header.append((kHeaderAlignment - unpadded % kHeaderAlignment) % kHeaderAlignment, ' ');
    header += '\n';
    std::string start(kMagic);
    start += '\x01';
    start += '\0';
    start += static_cast<char>(header.size() & 0xff);
    start += static_cast<char>(header.size() >> 8);
    AtomicFile output(file);
    output.write(start);
    output.write(header);
    output.write(
        std::span(reinterpret_cast<const uint8_t*>(matrix.values.data()), matrix.values.size() * sizeof(float)));
    output.commit();
}

FloatMatrix readNpyMatrix(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    if (!input)
        throw Error("npy.missing", "%1 cannot be opened. Check the name, and that you may read it.",
                    {displayName(file)});
    std::error_code sizeError;
    const uintmax_t fileSize = std::filesystem::file_size(file, sizeError);
    if (sizeError) corrupt(file, "it is no regular file");
    uint8_t start[12]{};
    input.read(reinterpret_cast<char*>(start), 10);
    if (input.gcount() != 10 || std::memcmp(start, kMagic.data(), kMagic.size()) != 0)
        corrupt(file, "it does not begin as one");
    uint32_t headerSize = start[8] | static_cast<uint32_t>(start[9]) << 8;
    if (start[6] >= 2) {  // versions 2 and 3 have a header size of four bytes
        input.read(reinterpret_cast<char*>(start) + 10, 2);
        headerSize |= static_cast<uint32_t>(start[10]) << 16 | static_cast<uint32_t>(start[11]) << 24;
    }
    if (headerSize > kLargestHeader) corrupt(file, "its header is too long");
    std::string text(headerSize, '\0');
    input.read(text.data(), headerSize);
    if (input.gcount() != static_cast<std::streamsize>(headerSize)) corrupt(file, "it is truncated");

    const NpyHeader header = parseHeader(text, file);
    // Told from the file's size before anything is allocated: a header may claim any shape.
    const uint64_t valueBytes = header.doubles ? 8 : 4;
    const uint64_t available = fileSize / valueBytes;
    if (header.columns != 0 && static_cast<uint64_t>(header.rows) > available / static_cast<uint64_t>(header.columns))
        corrupt(file, "it is truncated");
    FloatMatrix matrix{header.rows, header.columns,
                       std::vector<float>(static_cast<size_t>(header.rows * header.columns))};
    if (header.doubles) readValues<double>(input, header, file, matrix);
    else readValues<float>(input, header, file, matrix);
    return matrix;
}

void writeCsv(const std::filesystem::path& file, const std::vector<std::string>& header, const FloatMatrix& matrix,
              const std::vector<std::vector<std::string>>& texts) {
    constexpr size_t kFlushBytes = 1 << 20;
    AtomicFile output(file);
    std::string text;
    for (size_t i = 0; i < header.size(); ++i) {
        if (i != 0) text += ',';
        appendQuoted(text, header[i]);
    }
    text += '\n';
    for (int64_t row = 0; row < matrix.rows; ++row) {
        bool first = true;
        const auto separate = [&] {
            if (!first) text += ',';
            first = false;
        };
        for (const std::vector<std::string>& column : texts) {
            separate();
            appendQuoted(text, column.at(static_cast<size_t>(row)));
        }
        for (int64_t column = 0; column < matrix.columns; ++column) {
            separate();
            appendNumber(text, matrix.values[static_cast<size_t>(row * matrix.columns + column)]);
        }
        text += '\n';
        if (text.size() >= kFlushBytes) {
            output.write(text);
            text.clear();
        }
    }
    output.write(text);
    output.commit();
}

}  // namespace zscape
