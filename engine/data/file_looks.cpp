#include "engine/data/file_looks.h"

#include "engine/data/no_picture.h"
#include "engine/data/open_tiff.h"

#include <algorithm>
#include <numeric>

namespace zscape {

namespace {

/// How many files are looked at for the guess.
constexpr size_t kLooks = 64;
/// More are looked at until so many turned out to be pictures.
constexpr size_t kEnoughLooks = 8;
/// And no more than these: what is left to a guess must not take longer than the reading itself.
constexpr size_t kMostLooks = 200'000;

}  // namespace

std::vector<FileLook> lookAtFiles(const ChosenFiles& chosenFiles, const std::vector<SourceFile::Kind>& kinds,
                                  const AxesChoice& axes, const std::stop_token& stop) {
    const std::vector<FileEntry>& entries = chosenFiles.entries;
    std::vector<size_t> chosen;
    for (size_t i = 0; i < entries.size(); ++i)
        if (kindOfName(entries[i].file.name) == NameKind::Readable || entries[i].byItself) chosen.push_back(i);
    if (chosen.empty()) {
        chosen.resize(entries.size());
        std::iota(chosen.begin(), chosen.end(), size_t{0});
        std::erase_if(chosen, [&](size_t i) { return kinds[i] == SourceFile::Kind::Note; });
    }
    std::vector<Hash128> draws(entries.size());
    for (const size_t i : chosen) draws[i] = chosenFiles.drawOf(entries[i]);
    std::vector<FileLook> looks;
    size_t drawn = 0;
    // Looking goes on until some are pictures: a folder of many broken files and few whole ones is of the size of
    // those.
    for (size_t i = 0; i < chosen.size() && (i < kLooks || (looks.size() < kEnoughLooks && i < kMostLooks)); ++i) {
        if (stop.stop_requested()) throw Cancelled();
        if (i == drawn) {
            drawn = std::min(std::max(kLooks, 2 * drawn), chosen.size());
            std::partial_sort(
                chosen.begin() + static_cast<std::ptrdiff_t>(i), chosen.begin() + static_cast<std::ptrdiff_t>(drawn),
                chosen.end(), [&](size_t a, size_t b) {
                    return std::pair(draws[a].low, draws[a].high) < std::pair(draws[b].low, draws[b].high);
                });
        }
        const FileEntry& entry = entries[chosen[i]];
        if (entry.file.stamp.bytes == 0) continue;
        try {
            FileLook look{chosen[i], readImageHeader(chosenFiles.pathOf(entry))};
            if (look.header.format == ImageFormat::Tiff) {
                OpenTiff open(chosenFiles.pathOf(entry));
                look.stack = lookAtStack(open.tiff, axes, look.header, stop);
            }
            if (look.header.format != ImageFormat::None) looks.push_back(std::move(look));
        } catch (const Error&) {
            continue;  // listed as unreadable when its turn comes
        }
    }
    return looks;
}

}  // namespace zscape
