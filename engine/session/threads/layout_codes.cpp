#include "engine/session/threads/layout_codes.h"

#include "engine/analysis/layout/layout_memory.h"

#include <algorithm>

namespace zscape {
namespace {

/// mu of an image, which has a code that is shown.
const float* shownCode(const CodesSnapshot& codes, int64_t image) {
    const CodeChunk& chunk = *codes.chunks[static_cast<size_t>(image / CodesSnapshot::kCodesPerChunk)];
    return chunk.mu.data() + (image - chunk.first) * codes.dimensions;
}

std::vector<int64_t> imagesWithCode(const CodesSnapshot& codes) {
    std::vector<int64_t> images;
    images.reserve(static_cast<size_t>(codes.encoded));
    for (const auto& chunk : codes.chunks) {
        if (!chunk) continue;
        for (int64_t i = 0; i < chunk->count; ++i)
            if (codes.isShown(chunk->stamps[static_cast<size_t>(i)])) images.push_back(chunk->first + i);
    }
    return images;
}

std::vector<int64_t> spread(const std::vector<int64_t>& images, int64_t most) {
    std::vector<int64_t> some;
    some.reserve(static_cast<size_t>(most));
    const int64_t count = std::ssize(images);
    for (int64_t i = 0; i < most; ++i) some.push_back(images[static_cast<size_t>(i * count / most)]);
    return some;
}

std::shared_ptr<const std::vector<int64_t>> imagesToLay(const CodesSnapshot& codes, int64_t most,
                                                        const LaidCodes* before) {
    std::vector<int64_t> all = imagesWithCode(codes);
    const bool some = most > 0 && most < std::ssize(all);
    const int64_t wanted = some ? most : std::ssize(all);
    // The very same list where it still holds: whoever draws the map need not look who is in it.
    if (before && std::ssize(*before->images) == wanted &&
        std::includes(all.begin(), all.end(), before->images->begin(), before->images->end()))
        return before->images;
    return std::make_shared<std::vector<int64_t>>(some ? spread(all, most) : std::move(all));
}

}  // namespace

CodesVersion versionOf(const CodesSnapshot& codes) { return {codes.newestStep, codes.oldestStep, codes.encoded}; }

bool areReadyForLayout(const CodesSnapshot& codes, bool trains) {
    const int64_t takePart = codes.count - codes.skipped;
    return codes.encoded >= takePart || (trains && (2 * codes.young >= takePart || 10 * codes.encoded >= 9 * takePart));
}

bool areSettledForLayout(const CodesSnapshot& codes, bool trains) {
    return areReadyForLayout(codes, trains) && (trains || codes.oldestStep == codes.newestStep);
}

std::shared_ptr<const LaidCodes> codesForLayout(const CodesSnapshot& codes, int64_t most, const LaidCodes* before) {
    auto laid = std::make_shared<LaidCodes>();
    laid->dimensions = codes.dimensions;
    laid->step = codes.newestStep;
    laid->images = imagesToLay(codes, most, before);
    requireCodeMemory(std::ssize(*laid->images), codes.dimensions);
    laid->values.reserve(laid->images->size() * static_cast<size_t>(codes.dimensions));
    for (const int64_t image : *laid->images) {
        const float* code = shownCode(codes, image);
        laid->values.insert(laid->values.end(), code, code + codes.dimensions);
    }
    return laid;
}

}  // namespace zscape
