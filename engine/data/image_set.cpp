#include "engine/data/image_set.h"

#include <limits>

namespace zscape {

void ImageSet::requireIntact() const {
    if (isIntact()) return;
    throw Error("cache.cut-off",
                "The decoded images in the cache were cut off, or their disk failed, while they were in use. Open the "
                "images again: they are decoded anew.",
                {});
}

Picture ImageSet::picture(int64_t index) const {
    const std::span<const uint8_t> bytes = image(index);
    if (bytes.empty()) return {};
    return {size(), size(), channels(), std::vector<uint8_t>(bytes.begin(), bytes.end())};
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
