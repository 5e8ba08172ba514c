#include "engine/data/arrays.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/file_io.h"
#include "engine/data/npy_header.h"

#include <bit>
#include <charconv>
#include <span>
#include <string_view>

namespace zscape {
namespace {

static_assert(std::endian::native == std::endian::little, ".npy files are written as they lie in memory");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kHeaderAlignment = 64;  // NumPy's own, so that data can be mapped
[[noreturn]] void truncated(const std::filesystem::path& file) {
    throw Error("npy.short", "%1 is cut off: it holds less than its header says. Copy or save it again.",
                {displayName(file)});
}

/// Of any layout, row-major in `matrix`.
template <typename Number>
void readValues(const FileHandle& handle, const NpyHeader& header, const std::filesystem::path& file,
                FloatMatrix& matrix) {
    const size_t count = matrix.values.size();
    std::vector<Number> raw(count);
    const std::span bytes(reinterpret_cast<uint8_t*>(raw.data()), count * sizeof(Number));
    if (readAt(handle, header.offset, bytes, file) != bytes.size()) truncated(file);
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

std::string npyStart(const std::string& type, const std::vector<int64_t>& shape) {
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (";
    for (size_t i = 0; i < shape.size(); ++i) header += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    header += shape.size() == 1 ? ",), }" : "), }";
    const size_t unpadded = kMagic.size() + 4 + header.size() + 1;
    header.append((kHeaderAlignment - unpadded % kHeaderAlignment) % kHeaderAlignment, ' ');
    header += '\n';
    std::string start(kMagic);
    start += '\x01';
    start += '\0';
    start += static_cast<char>(header.size() & 0xff);
    start += static_cast<char>(header.size() >> 8);
    return start + header;
}

void writeNpy(const std::filesystem::path& file, const FloatMatrix& matrix) {
    AtomicFile output(file);
    output.write(npyStart("<f4", {matrix.rows, matrix.columns}));
    output.write(
        std::span(reinterpret_cast<const uint8_t*>(matrix.values.data()), matrix.values.size() * sizeof(float)));
    output.commit();
}

FloatMatrix readNpyMatrix(const std::filesystem::path& file) {
    const NpyHeader header = readNpyHeader(file);
    const bool doubles = header.type == "<f8";
    if (!doubles && header.type != "<f4")
        throw Error("npy.type",
                    "%1 holds numbers of type %2; codes are float32 or float64, little endian ('<f4', '<f8').",
                    {displayName(file), header.type});
    if (header.shape.empty() || header.shape.size() > 2)
        throw Error("npy.shape", "%1 has %2 dimensions; codes have one (a single code) or two (one row a code).",
                    {displayName(file), std::to_string(header.shape.size())});
    // Told from the file's size before anything is allocated: a header may claim any shape.
    if (!header.holds(doubles ? 8 : 4)) truncated(file);
    FloatMatrix matrix{header.shape.size() == 2 ? header.shape[0] : 1, header.shape.back(), {}};
    matrix.values.resize(static_cast<size_t>(matrix.rows * matrix.columns));
    const FileHandle handle = openForReading(file);
    if (doubles) readValues<double>(handle, header, file, matrix);
    else readValues<float>(handle, header, file, matrix);
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
