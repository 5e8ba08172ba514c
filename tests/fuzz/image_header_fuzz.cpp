#include "engine/data/image_header.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    fuzz::read([&] {
        const ImageHeader header = readImageHeader(readerOf({data, size}), "input.png");
        if (header.format == ImageFormat::None) return;
        if (header.width <= 0 || header.height <= 0 || header.pixels() / header.width != header.height)
            fuzz::fail("a picture without a size");
        if (header.orientation < 1 || header.orientation > 8) fuzz::fail("an orientation that there is not");
    });
    return 0;
}
