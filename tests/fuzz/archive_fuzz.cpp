#include "tests/fuzz/read_pictures.h"

/// Zip and tar archives of pictures, arrays and tables: their lists, and the first and last picture.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    static const fuzz::InputFile file("pictures.tar.gz");  // a compressed tar is told by its name as well
    file.fill(data, size);
    fuzz::read([&] {
        const std::unique_ptr<PictureSource> source = openSources({{file.path().string()}, {}}, -1, {}, {});
        source->summary();
        fuzz::readPictures(*source);
    });
    return 0;
}
