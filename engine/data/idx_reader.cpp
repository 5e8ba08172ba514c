#include "engine/core/paths.h"
#include "engine/data/arrays_on_disk.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// The most that deflate can do.
constexpr int64_t kDeflateFactor = 1032;

Error cutOff(const fs::path& file) {
    return Error("idx.short", "%1 is cut off: it holds less than its header says. Copy or download it again.",
                 {displayName(file)});
}

std::vector<uint8_t> firstBytes(const fs::path& file, size_t count) {
    std::vector<uint8_t> bytes(count);
    bytes.resize(openGzip(file)->read(bytes));
    return bytes;
}

int64_t big32(const std::vector<uint8_t>& bytes, size_t at) {
    return int64_t{bytes[at]} << 24 | int64_t{bytes[at + 1]} << 16 | int64_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

bool isGzip(const fs::path& file) {
    const FileHandle handle = openForReading(file);
    std::array<uint8_t, 2> magic{};
    return readAt(handle, 0, magic, file) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
}

/// "train-images-idx3-ubyte.gz" -> "train-labels-idx1-ubyte", with or without ".gz", whichever is there.
fs::path labelsBeside(const fs::path& images) {
    std::string name = images.filename().string();
    if (name.size() > 3 && name.compare(name.size() - 3, 3, ".gz") == 0) name.resize(name.size() - 3);
    const size_t word = name.rfind("images");
    if (word == std::string::npos) return {};
    name.replace(word, 6, "labels");
    if (const size_t kind = name.rfind("idx3"); kind != std::string::npos) name.replace(kind, 4, "idx1");
    for (const char* ending : {"", ".gz"}) {
        std::error_code missing;
        if (const fs::path candidate = images.parent_path() / (name + ending); fs::is_regular_file(candidate, missing))
            return candidate;
    }
    return {};
}

int64_t labelCount(const fs::path& file) {
    const std::vector<uint8_t> header = firstBytes(file, 8);
    if (header.size() < 8 || big32(header, 0) != 0x0801)
        throw Error("idx.labels",
                    "%1 holds no labels: an IDX file of bytes in one dimension is expected there. Put the right file "
                    "in its place, or move it away to go on without labels.",
                    {displayName(file)});
    return big32(header, 4);
}

}  // namespace

ArrayFile openIdx(const fs::path& file) {
    const std::vector<uint8_t> header = firstBytes(file, 20);
    if (header.size() < 8 || header[0] != 0 || header[1] != 0) throw cutOff(file);
    if (header[2] != 0x08)
        throw Error("idx.type", "%1 does not hold bytes (its IDX type is %2). Only unsigned bytes are read.",
                    {displayName(file), std::to_string(header[2])});
    const int dimensions = header[3];
    if (dimensions == 1)
        throw Error("idx.kind", "%1 holds labels. Open the file with the images beside it.", {displayName(file)});
    if (header.size() < 4 + 4 * static_cast<size_t>(dimensions)) throw cutOff(file);
    const bool colour = dimensions == 4;
    if (dimensions != 3 && !colour)
        throw Error("idx.shape", "%1 has %2 dimensions. Images have three: count, rows and columns.",
                    {displayName(file), std::to_string(dimensions)});
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    array.compressed = isGzip(file);
    array.count = big32(header, 4);
    const int64_t height = big32(header, 8), width = big32(header, 12), channels = colour ? big32(header, 16) : 1;
    if (array.count < 1 || height < 1 || width < 1 || height > 16384 || width > 16384 ||
        (channels != 1 && channels != 3))
        throw Error("idx.shape", "%1 has the shape %2 x %3 x %4, which no set of images has.",
                    {displayName(file), std::to_string(array.count), std::to_string(height), std::to_string(width)});
    array.height = static_cast<int>(height);
    array.width = static_cast<int>(width);
    array.channels = static_cast<int>(channels);
    array.firstOffset = 4 + 4 * dimensions;
    array.recordBytes = array.pictureBytes();
    checkExtent(array);
    // Inflating multiplies by no more than kDeflateFactor: a header that lies by more is known at once, and no room is
    // made for it.
    if (array.stamp.bytes <
        (array.firstOffset + array.count * array.recordBytes) / (array.compressed ? kDeflateFactor : 1))
        throw cutOff(file);
    array.labelFile = labelsBeside(file);
    if (!array.labelFile.empty()) {
        array.labelStamp = stampOf(array.labelFile);
        if (const int64_t labels = labelCount(array.labelFile); labels != array.count)
            throw Error(
                "idx.labels",
                "%1 has %2 labels, but %3 has %4 images. Put the labels that belong to it beside it, or move them away "
                "to go on without labels.",
                {displayName(array.labelFile), std::to_string(labels), displayName(file), std::to_string(array.count)});
    }
    return array;
}

void checkExtent(const ArrayFile& array) {
    if (array.count > kMostPictures)
        throw Error("image.large", "%1 says that it holds %2 pictures; more than %3 are not read.",
                    {displayName(array.file), std::to_string(array.count), std::to_string(kMostPictures)});
    if (array.pictureBytes() > kArrayPictureLimit)
        throw Error("image.large", "%1 holds pictures of %2 MB each; from an array none above %3 MB is read.",
                    {displayName(array.file), std::to_string(array.pictureBytes() >> 20),
                     std::to_string(kArrayPictureLimit >> 20)});
}

std::vector<uint8_t> inflateFile(const fs::path& file, const std::string& member, int64_t offset, int64_t bytes,
                                 std::stop_token stop) {
    InflatedFile inflated(file, member);
    std::vector<uint8_t> content;
    constexpr int64_t kStep = 4 << 20;
    // Grows with what really comes: a header that lies does not take the memory that it claims.
    while (static_cast<int64_t>(content.size()) < bytes) {
        const size_t have = content.size();
        content.resize(have + static_cast<size_t>(std::min(kStep, bytes - static_cast<int64_t>(have))));
        inflated.read(offset + static_cast<int64_t>(have), std::span(content).subspan(have), stop);
    }
    return content;
}

/// One thread's place in the file.
class InflatedFile::Reader {
public:
    Reader(const fs::path& file, const std::string& member) : file_(file), member_(member) {}

    void read(int64_t offset, std::span<uint8_t> into, const std::stop_token& stop) {
        if (!stream_ || offset < at_) {
            stream_ = member_.empty() ? openGzip(file_) : openMember(file_, member_);
            at_ = 0;
        }
        while (at_ < offset) {
            if (passedOver_.empty()) passedOver_.resize(kStep);
            inflate(std::span(passedOver_).first(static_cast<size_t>(std::min<int64_t>(kStep, offset - at_))), stop);
        }
        for (size_t done = 0; done < into.size();) {
            const size_t step = std::min<size_t>(kStep, into.size() - done);
            inflate(into.subspan(done, step), stop);
            done += step;
        }
    }

private:
    /// Between two of these a thread looks whether it is asked to stop.
    static constexpr size_t kStep = 256 << 10;

    void inflate(std::span<uint8_t> into, const std::stop_token& stop) {
        if (stop.stop_requested()) throw Cancelled();
        size_t got = 0;
        try {
            got = stream_->read(into);
        } catch (const Error& error) {
            throw SourceFailed(error);
        }
        at_ += static_cast<int64_t>(got);
        if (got < into.size()) throw SourceFailed(cutOff(member_.empty() ? file_ : file_ / member_));
    }

    const fs::path& file_;
    const std::string& member_;
    std::unique_ptr<ForwardStream> stream_;
    int64_t at_ = 0;
    std::vector<uint8_t> passedOver_;
};

InflatedFile::InflatedFile(fs::path file, std::string member) : file_(std::move(file)), member_(std::move(member)) {}

InflatedFile::~InflatedFile() = default;

InflatedFile::Reader& InflatedFile::readerOfThread() {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Reader>& reader = readers_[std::this_thread::get_id()];
    if (!reader) reader = std::make_unique<Reader>(file_, member_);
    return *reader;
}

void InflatedFile::read(int64_t offset, std::span<uint8_t> into, const std::stop_token& stop) {
    readerOfThread().read(offset, into, stop);
}

std::vector<int64_t> readLabels(const ArrayFile& array, std::stop_token stop) {
    if (!array.labelFile.empty()) {
        const std::vector<uint8_t> bytes = inflateFile(array.labelFile, {}, 8, array.count, stop);
        return {bytes.begin(), bytes.end()};
    }
    if (!array.labelMember.empty()) {
        const NpyWhole& type = array.labelType;
        const std::vector<uint8_t> bytes =
            inflateFile(array.file, array.labelMember, array.labelStart, array.count * type.bytes, stop);
        std::vector<int64_t> labels;
        labels.reserve(static_cast<size_t>(array.count));
        for (size_t at = 0; at < bytes.size(); at += static_cast<size_t>(type.bytes))
            labels.push_back(type.value(std::span(bytes).subspan(at)));
        return labels;
    }
    if (array.labelOffset < 0) return {};
    std::vector<int64_t> labels;
    labels.reserve(static_cast<size_t>(array.count));
    const FileHandle handle = openForReading(array.file);
    for (int64_t i = 0; i < array.count; ++i) {
        if (stop.stop_requested()) throw Cancelled();
        uint8_t label = 0;
        if (readAt(handle, array.firstOffset + i * array.recordBytes - array.labelOffset, std::span(&label, 1),
                   array.file) != 1)
            throw cutOff(array.file);
        labels.push_back(label);
    }
    return labels;
}

ArrayKind arrayKindOf(const fs::path& file) {
    const std::vector<uint8_t> bytes = firstBytes(file, 12);
    // A zip by its first bytes; what NumPy saves is told from other zips by its name.
    if (bytes.size() >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && lowered(file.extension().string()) == ".npz")
        return ArrayKind::Npz;
    if (bytes.size() >= 6 && std::equal(bytes.begin(), bytes.begin() + 6, "\x93NUMPY",
                                        [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); }))
        return ArrayKind::Npy;
    if (bytes.size() >= 8 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] >= 8 && bytes[2] <= 14 && bytes[3] >= 1 &&
        bytes[3] <= 4)
        return bytes[3] == 1 ? ArrayKind::IdxLabels : ArrayKind::Idx;
    if (file.extension() == ".bin") {
        const int64_t size = stampOf(file).bytes;
        if (size > 0 && (size % 3073 == 0 || size % 3074 == 0)) return ArrayKind::Cifar;
    }
    return ArrayKind::None;
}

}  // namespace zscape
