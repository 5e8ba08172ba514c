#pragma once

#include "engine/data/file_io.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace zscape {

/// A set has no more pictures than these: whatever a header claims, nothing is held for more.
constexpr int64_t kMostPictures = 200'000'000;
/// And none of them more bytes.
constexpr int64_t kArrayPictureLimit = int64_t{256} << 20;

/// Equal pictures lying one after another in one file.
struct ArrayFile {
    std::filesystem::path file;
    FileStamp stamp;
    bool compressed = false;  ///< gzip
    int64_t count = 0;
    int width = 0, height = 0;
    int channels = 1;  ///< 1, 3 (RGB) or 4 (RGBA)
    bool isNpy = false;
    bool planar = false;      ///< all of one channel, then all of the next (CIFAR: red, green, blue)
    bool isBool = false;      ///< a byte that is not 0 is white
    int64_t firstOffset = 0;  ///< of the first picture's pixels, in the (uncompressed) file
    int64_t recordBytes = 0;  ///< from one picture to the next

    std::filesystem::path labelFile;  ///< IDX: beside it; empty when there is none
    FileStamp labelStamp;
    int labelOffset = -1;  ///< CIFAR: from firstOffset backwards, where a record's label byte lies; -1 without
    std::vector<std::string> labelNames;  ///< CIFAR's own, when found beside it

    int64_t pictureBytes() const { return int64_t{width} * height * channels; }
};

/// Looks at the first bytes: IDX (also gzip), .npy, CIFAR binary. Nothing when it is none of them.
/// `isCifar`, `isIdx` and `isNpy` name what was found.
enum class ArrayKind { None, Idx, IdxLabels, Npy, Cifar };
ArrayKind arrayKindOf(const std::filesystem::path& file);

/// Each reads the header and checks it against the file's size; labels are looked for beside it.
/// \throws Error "idx.*", "npy.*", "cifar.*" naming the file and what is wrong with it
ArrayFile openIdx(const std::filesystem::path& file);
ArrayFile openNpy(const std::filesystem::path& file);
ArrayFile openCifar(const std::filesystem::path& file);

/// \throws Error "image.large" when a picture or their number is beyond what is read
void checkExtent(const ArrayFile& array);

/// The labels of every picture, empty when there are none. \throws Error
std::vector<uint8_t> readLabels(const ArrayFile& array, std::stop_token stop);

/// Labels and nothing else are held whole: the byte that each picture has. From `offset` on, exactly `bytes`.
/// \throws Error "idx.short" when there is less, "idx.damaged", Cancelled
std::vector<uint8_t> inflateFile(const std::filesystem::path& file, int64_t offset, int64_t bytes,
                                 std::stop_token stop);

/// A gzip file that many threads read, never held as a whole. Each thread inflates it for itself, and quickest
/// forwards: what lies before the place that it asks for is inflated and let go. All together take no longer than one
/// alone, and none waits.
class InflatedFile {
public:
    explicit InflatedFile(std::filesystem::path file);
    ~InflatedFile();
    InflatedFile(const InflatedFile&) = delete;
    InflatedFile& operator=(const InflatedFile&) = delete;

    /// \throws SourceFailed "idx.short" when it ends before, "idx.damaged", Error as openForReading(), Cancelled
    void read(int64_t offset, std::span<uint8_t> into, const std::stop_token& stop);

private:
    class Reader;
    Reader& readerOfThread();

    const std::filesystem::path file_;
    std::mutex mutex_;
    std::map<std::thread::id, std::unique_ptr<Reader>> readers_;  ///< guarded by mutex_; each is its thread's
};

}  // namespace zscape
