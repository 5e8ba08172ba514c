#include "engine/data/hdf5_file.h"

#include "engine/core/paths.h"
#include "engine/data/hdf5_library.h"
#include "engine/data/message.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <string_view>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kHdf5Signature("\x89HDF\r\n\x1A\n", 8);
constexpr int64_t kMostArrays = 10'000;
/// Of names, shapes and what lies in the headers of so many arrays.
constexpr size_t kLongestDescription = size_t{256} << 20;
constexpr int64_t kGreatestExtent = int64_t{1} << 40;

NumberType typeFrom(int64_t kind, int64_t bytes, bool bigEndian) {
    if (kind == 0) return {};
    return NumberType::ofNumpy({bytes == 1  ? '|'
                                : bigEndian ? '>'
                                            : '<',
                                static_cast<char>(kind), static_cast<char>('0' + bytes)});
}

std::vector<uint8_t> bytesFrom(std::string_view text) { return {text.begin(), text.end()}; }

/// As describeArray() of hdf5_library.cpp writes it.
Hdf5Array arrayFrom(MessageReader& in) {
    Hdf5Array array;
    array.place = in.number();
    array.name = in.text();
    const int64_t rank = in.number(1, 8);
    // An extent that nobody has is none: such an array holds no images.
    for (int64_t i = 0; i < rank; ++i) {
        const int64_t extent = in.number();
        array.shape.push_back(extent < 0 || extent > kGreatestExtent ? 0 : extent);
    }
    const int64_t kind = in.number(0, 127), bytes = in.number(0, 8);
    array.type = typeFrom(kind, bytes, in.number(0, 1) == 1);
    array.layout = static_cast<Hdf5Array::Layout>(in.number(0, 3));
    array.offset = in.number();
    array.storedBytes = std::max<int64_t>(0, in.number());
    for (int64_t i = 0; i < rank; ++i) {
        const int64_t extent = in.number();
        array.chunk.push_back(extent < 0 || extent > kGreatestExtent ? 0 : extent);
    }
    const int64_t filters = in.number(0, 16);
    for (int64_t i = 0; i < filters; ++i) {
        const auto id = static_cast<uint32_t>(in.number());
        array.filters.push_back({id, static_cast<uint32_t>(in.number())});
    }
    array.fill = bytesFrom(in.text());
    array.numbers = bytesFrom(in.text());
    const int64_t names = in.number(0, 64);
    for (int64_t i = 0; i < names; ++i) array.columnNames.push_back(validUtf8(std::string(in.text())));
    return array;
}

std::unique_ptr<ChildProcess> libraryFor(const fs::path& file) {
    return std::make_unique<ChildProcess>(
        [library = Hdf5Library(file)](std::string_view request) mutable { return library.answer(request); });
}

}  // namespace

int64_t Hdf5Array::bytes() const {
    int64_t all = type.bytes;
    for (const int64_t extent : shape)
        if (__builtin_mul_overflow(all, extent, &all)) return 0;
    return all;
}

Error damagedHdf5(const fs::path& file, const std::string& array) {
    if (array.empty())
        return Error("hdf5.damaged",
                     "%1 cannot be read as HDF5: it is damaged, cut off, or of a newer kind than is known here. Copy "
                     "or download it again, "
                     "or save it with libver='earliest'.",
                     {displayName(file)});
    return Error("hdf5.damaged", "%1 is damaged or cut off: its array %2 cannot be read. Copy or download it again.",
                 {displayName(file), validUtf8(array)});
}

bool isHdf5(const fs::path& file) {
    try {
        const FileHandle handle = openForReading(file);
        // What is put before it takes 512 bytes, or twice, four times, ... as many.
        for (const int64_t at : {0, 512, 1024, 2048, 4096}) {
            std::array<uint8_t, kHdf5Signature.size()> start{};
            if (readAt(handle, at, start, file) < start.size()) return false;
            if (std::equal(start.begin(), start.end(), kHdf5Signature.begin(),
                           [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); }))
                return true;
        }
    } catch (const Error&) {
        return false;
    }
    return false;
}

std::vector<Hdf5Array> arraysOfHdf5(const fs::path& file, const std::stop_token& stop) {
    openForReading(file);  // what the system says of it is said better here
    const std::unique_ptr<ChildProcess> library = libraryFor(file);
    const std::optional<std::string> answer =
        library->ask(MessageWriter(hdf5_request::kArrays).take(), kLongestDescription, stop);
    if (!answer) throw damagedHdf5(file);
    MessageReader in(*answer);
    const char kind = in.kind();
    if (kind == hdf5_request::kMany)
        throw Error("hdf5.members", "%1 holds more than %2 arrays and groups, which is more than are looked at.",
                    {displayName(file), std::to_string(kMostArrays)});
    if (kind != hdf5_request::kDone) throw damagedHdf5(file);
    std::vector<Hdf5Array> arrays;
    const int64_t count = in.number(0, kMostArrays);
    for (int64_t i = 0; i < count && in.isGood(); ++i) arrays.push_back(arrayFrom(in));
    if (!in.isGood()) throw damagedHdf5(file);
    return arrays;
}

ChildProcess& Hdf5Chunks::library() {
    const std::lock_guard lock(mutex_);
    if (!library_) library_ = libraryFor(file_);
    return *library_;
}

void Hdf5Chunks::start() { library(); }

std::optional<Hdf5Chunks::Chunk> Hdf5Chunks::read(const std::vector<int64_t>& first, int64_t most,
                                                  const std::stop_token& stop) {
    MessageWriter request(hdf5_request::kChunk);
    request.text(array_).number(std::ssize(first));
    for (const int64_t place : first) request.number(place);
    constexpr size_t kBeside = 64;
    const std::optional<std::string> answer = library().ask(request.take(), static_cast<size_t>(most) + kBeside, stop);
    if (!answer) throw SourceFailed(damagedHdf5(file_, array_));
    MessageReader in(*answer);
    const char kind = in.kind();
    if (kind == hdf5_request::kMissing) return std::nullopt;
    if (kind != hdf5_request::kDone) throw SourceFailed(damagedHdf5(file_, array_));
    Chunk chunk;
    chunk.skipped = static_cast<uint32_t>(in.number());
    chunk.bytes = in.text();
    if (!in.isGood()) throw SourceFailed(damagedHdf5(file_, array_));
    return chunk;
}

}  // namespace zscape
