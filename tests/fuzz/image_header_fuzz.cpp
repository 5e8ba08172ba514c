#include "engine/data/image_header.h"
#include "tests/fuzz/target.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    fuzz::read([&] {
        const ByteReader bytes = [&](int64_t offset, std::span<uint8_t> into) -> size_t {
            if (offset < 0 || static_cast<uint64_t>(offset) >= size) return 0;
            const size_t count = std::min(into.size(), size - static_cast<size_t>(offset));
            std::copy_n(data + offset, count, into.begin());
            return count;
        };
        const ImageHeader header = readImageHeader(bytes, "input.png");
        if (header.format == ImageFormat::None) return;
        if (header.width <= 0 || header.height <= 0 || header.pixels() / header.width != header.height)
            fuzz::fail("a picture without a size");
        if (header.orientation < 1 || header.orientation > 8) fuzz::fail("an orientation that there is not");
    });
    return 0;
}
