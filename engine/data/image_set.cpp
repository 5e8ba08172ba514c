#include "engine/data/image_set.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace zscape {

namespace {

/// Images of a batch lie anywhere: without asking early, each begins with a wait for memory (of vae-dense's step 2 %).
/// The processor sees by itself that a long one goes on.
constexpr size_t kImagesAhead = 4;

void fetch(const uint8_t* image, int64_t bytes) {
    constexpr int64_t line = 64, enough = 2048;
    for (int64_t i = 0; i < std::min(bytes, enough); i += line) __builtin_prefetch(image + i);
}

}  // namespace

void ImageSet::requireIntact() const {
    if (isIntact()) return;
    throw Error("cache.cut-off",
                "The decoded images in the cache were cut off, or their disk failed, while they were in use. Open the "
                "images again: they are decoded anew.",
                {});
}

Picture ImageSet::picture(int64_t index) const {
    Picture picture{size(), size(), channels(), std::vector<uint8_t>(static_cast<size_t>(bytesPerImage()))};
    std::vector<uint8_t> mask(hasMask() ? static_cast<size_t>(pixelsPerImage()) : 0);
    try {
        read({&index, 1}, {picture.pixels, mask});
    } catch (const Error&) {
        return {};
    }
    picture.colours = channelColours();
    return picture;
}

void copyImages(const uint8_t* all, int64_t bytes, std::span<const int64_t> indices, std::span<uint8_t> to) {
    for (size_t i = 0; i < indices.size(); ++i) {
        if (i + kImagesAhead < indices.size()) fetch(all + indices[i + kImagesAhead] * bytes, bytes);
        std::memcpy(to.data() + static_cast<int64_t>(i) * bytes, all + indices[i] * bytes, static_cast<size_t>(bytes));
    }
}

const std::vector<Attribute>& ImageSet::attributes() const {
    static const std::vector<Attribute> none;
    return none;
}

double ImageSet::numberOf(int64_t, size_t) const { return std::numeric_limits<double>::quiet_NaN(); }

std::string ImageSet::textOf(int64_t, size_t) const { return {}; }

const ImportReport& ImageSet::importReport() const {
    static const ImportReport nothing;
    return nothing;
}

}  // namespace zscape
