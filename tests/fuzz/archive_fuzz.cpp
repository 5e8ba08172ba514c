#include "engine/data/archive_source.h"
#include "tests/fuzz/target.h"

/// Zip and tar archives of pictures: their lists, and the first and last picture.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    static const fuzz::InputFile file("pictures.tar.gz");  // a compressed tar is told by its name as well
    file.fill(data, size);
    fuzz::read([&] {
        const std::unique_ptr<PictureSource> source = makeArchiveSource({file.path()}, -1, {}, {});
        source->summary();
        ImportSettings settings;
        settings.size = 16;
        Target target = source->targetFor(settings);
        target.range = rangeFor(source->sampleValues({}, SampleFor::Range));
        source->prepare({});
        Scratch scratch;
        const int64_t count = source->candidates();
        for (const int64_t at : {count - 1, int64_t{0}}) {
            if (at < 0 || at >= count) continue;
            source->nameOf(at);
            try {
                const cv::Mat picture = source->read(at, target, scratch);
                if (picture.rows != target.size || picture.cols != target.size) fuzz::fail("a picture of another size");
            } catch (const Error&) {
                continue;  // of this picture alone
            }
        }
    });
    return 0;
}
