#include "engine/data/decode.h"
#include "tests/fuzz/target.h"

#include <opencv2/core.hpp>

/// libheif 1.15 forgets the frame of an AVIF that dav1d decoded and it cannot copy, which is not ours to give back.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: LeakSanitizer's name
extern "C" const char* __lsan_default_suppressions() { return "leak:heif_image_create\nleak:libdav1d\n"; }

/// The whole way of a picture from its file to the square that a set holds; the first byte chooses what it is to
/// become.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    static const fuzz::InputFile file("input.png");
    static const bool prepared = (prepareOpenCv(), true);
    (void)prepared;
    if (size == 0) return 0;
    file.fill(data + 1, size - 1);
    Target target;
    target.size = 16 << (data[0] % 3);
    target.channels = data[0] >= 224 ? 5 : data[0] >= 192 ? 2 : data[0] & 4 ? 1 : 3;
    target.fit = static_cast<Fit>(data[0] / 8 % 3);
    std::vector<uint8_t> scratch;
    fuzz::read([&] {
        const cv::Mat picture = decodeFile(file.path(), target, scratch);
        if (picture.empty()) return;
        if (picture.rows != target.size || picture.cols != target.size || picture.channels() != target.channels ||
            picture.depth() != CV_8U)
            fuzz::fail("a picture that is not what it was to become");
    });
    return 0;
}
