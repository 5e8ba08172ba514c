#pragma once

#include "engine/core/paths.h"
#include "engine/data/decoding_cost.h"
#include "engine/data/file_io.h"
#include "engine/data/stored_picture.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// The first read of a file: a header nearly always, a small file as a whole.
inline constexpr int64_t kFirstRead = 256 << 10;
/// Between two of these a thread looks whether it is asked to stop.
inline constexpr size_t kReadStep = 4 << 20;

/// Larger TIFFs are read where their pages lie.
inline constexpr int64_t kReadWhole = int64_t{64} << 20;

/// One huge file must not keep its memory for the rest of the import.
struct LetGo {
    static constexpr size_t kKept = 64 << 20;
    std::vector<uint8_t>& scratch;
    ~LetGo() {
        if (scratch.size() > kKept) std::vector<uint8_t>().swap(scratch);
    }
};

/// Of a file of `bytes` in all.
inline void checkLength(const ImageHeader& header, std::span<const uint8_t> start, int64_t bytes,
                        const std::filesystem::path& name) {
    const bool text = header.format == ImageFormat::Pnm && start[1] <= '3';
    const int64_t limit = text ? kTextLimit : kFileLimit;
    if (bytes > limit)
        throw Error("file.large", "%1 is %2 MB large; at most %3 MB can be read.",
                    {displayName(name), std::to_string(bytes >> 20), std::to_string(limit >> 20)});
}

/// Reads a file whole and calls use(its bytes, its header), when the header was found fit to be decoded for `target`.
/// An empty matrix for a file that is none of the formats. A TIFF that is large, or is read in bands, is not read:
/// useInPlaces() is called.
template <class Use, class UseInPlaces>
cv::Mat withFile(const std::filesystem::path& file, const Target& target, std::vector<uint8_t>& scratch,
                 const std::stop_token& stop, const Use& use, const UseInPlaces& useInPlaces) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    const size_t first = static_cast<size_t>(std::min(bytes, kFirstRead));
    if (scratch.size() < first) scratch.resize(first);
    size_t got = readAt(handle, 0, std::span(scratch).first(first), file);
    const ByteReader read = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
        const size_t begin = std::min(static_cast<size_t>(offset), got);
        // A file that lies here whole is not asked again; of a longer one what is not here.
        if (begin + into.size() > got && static_cast<int64_t>(got) < bytes) return readAt(handle, offset, into, file);
        const size_t count = std::min(into.size(), got - begin);
        std::memcpy(into.data(), scratch.data() + begin, count);
        return count;
    };
    if (formatOf(std::span(scratch).first(got)) == ImageFormat::None) return {};
    const ImageHeader header = readImageHeader(read, file);
    checkHeader(header, target, file);
    if (header.format == ImageFormat::Tiff && (bytes > kReadWhole || readsBands(header, target))) return useInPlaces();
    checkLength(header, std::span(scratch).first(got), bytes, file);
    const DecodingRoom::Share room = decodingRoom().take(bytes + bytesToDecode(header, target), stop);
    const LetGo afterwards{scratch};
    const auto whole = static_cast<size_t>(bytes);
    if (scratch.size() < whole) scratch.resize(whole);
    while (got < whole) {
        if (stop.stop_requested()) throw Cancelled();
        const size_t step = readAt(handle, static_cast<int64_t>(got),
                                   std::span(scratch).subspan(got, std::min(whole - got, kReadStep)), file);
        if (step == 0) break;
        got += step;
    }
    return use(std::span<const uint8_t>(scratch).first(got), header);
}

/// withFile() of what lies in memory.
template <class Use>
cv::Mat withBytes(std::span<const uint8_t> bytes, const std::filesystem::path& name, const Target& target,
                  const std::stop_token& stop, const Use& use) {
    if (formatOf(bytes) == ImageFormat::None) return {};
    const ImageHeader header = readImageHeader(readerOf(bytes), name);
    checkHeader(header, target, name);
    checkLength(header, bytes, static_cast<int64_t>(bytes.size()), name);
    const DecodingRoom::Share room = decodingRoom().take(bytesToDecode(header, target), stop);
    return use(bytes, header);
}

}  // namespace zscape
