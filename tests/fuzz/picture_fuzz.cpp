#include "engine/data/animation.h"
#include "engine/data/decode.h"
#include "engine/data/open_tiff.h"
#include "engine/data/picture_sizes.h"
#include "engine/data/tiff_bands.h"
#include "engine/data/tiff_picture.h"
#include "tests/fuzz/target.h"

#include <algorithm>
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
    target.fit = static_cast<Fit>(data[0] / 8 % 4);
    target.tiling.scale = 1 + data[0] / 32;
    std::vector<uint8_t> scratch;
    fuzz::read([&] {
        sizeToCut(file.path(), target);
        const cv::Mat picture = decodeFile(file.path(), target, scratch);
        if (picture.empty()) return;
        const bool whole = target.fit == Fit::Tiles;
        if ((!whole && picture.size() != cv::Size(target.size, target.size)) || picture.channels() != target.channels ||
            picture.depth() != CV_8U)
            fuzz::fail("a picture that is not what it was to become");
    });
    // A TIFF in bands is what it is as a whole.
    fuzz::read([&] {
        if (readImageHeader(file.path()).format != ImageFormat::Tiff) return;
        OpenTiff open(file.path());
        const std::vector<uint64_t> pages =
            open.tiff.pictures({target.axes, target.channels}, kMostPages, true, {}).of(0);
        const TiffPicture tiff = tiffPictureOf(open.tiff, pages, file.path(), target);
        if (tiff.header.pixels() > 1 << 20) return;
        const cv::Mat picture = TiffBands(open.tiff, tiff, file.path(), target, {}, {}, 1).made(nullptr);
        if (picture.channels() != target.channels || picture.depth() != CV_8U)
            fuzz::fail("bands that are not what they were to become");
        if (target.fit == Fit::Tiles && picture.rows > 1) {
            const cv::Mat last =
                TiffBands(open.tiff, tiff, file.path(), target, {}).madeRows(picture.rows - 1, 1, nullptr);
            if (cv::norm(last, picture.rowRange(picture.rows - 1, picture.rows), cv::NORM_INF) != 0)
                fuzz::fail("rows that are others by themselves");
        }
    });
    fuzz::read([&] {
        constexpr size_t kFramesRead = 4;
        const AnimationSize animation = animationSize(file.path());
        if (animation.taken > animation.frames) fuzz::fail("more frames than there are");
        AnimationPass pass(file.path(), animation.taken, 5000);
        // The last first: what was passed is asked for again, some of it is kept, and what is damaged is told each
        // time.
        for (size_t frame = std::min(animation.taken, kFramesRead); frame-- > 0;)
            fuzz::read([&] {
                const cv::Mat picture = pass.take(frame, target, {}, nullptr);
                const bool whole = target.fit == Fit::Tiles;
                if ((!whole && picture.rows != target.size) || picture.channels() != target.channels)
                    fuzz::fail("a frame that is not what it was to become");
            });
    });
    fuzz::read([&] {
        if (readImageHeader(file.path()).format != ImageFormat::Tiff) return;
        for (const PixelSize& pixels : tiffPixelSizes(file.path(), target, {}))
            if (pixels != PixelSize{} && !pixels.isKnown()) fuzz::fail("a pixel size that is none");
    });
    return 0;
}
