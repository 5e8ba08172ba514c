#include "engine/data/image_set.h"

namespace zscape {

Picture ImageSet::picture(int64_t index) const {
    const std::span<const uint8_t> bytes = image(index);
    return {size(), size(), channels(), std::vector<uint8_t>(bytes.begin(), bytes.end())};
}

}  // namespace zscape
