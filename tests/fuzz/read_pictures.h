#pragma once

#include "engine/data/picture_source.h"
#include "engine/data/source_failed.h"
#include "tests/fuzz/target.h"

namespace zscape::fuzz {

/// As an import does it, with 16 pixels a side: the range, then the last and the first picture with what is known of
/// them. What is wrong with one picture alone ends nothing.
inline void readPictures(PictureSource& source) {
    ImportSettings settings;
    settings.size = 16;
    Target target = source.targetFor(settings);
    const FileNumbers numbers = source.numbers();
    if (fileNumbersFrom(textOf(numbers)) != numbers) fail("numbers that cannot be kept");
    target.range = rangeFor(source.sampleValues(target, {}, SampleFor::Range));
    source.prepare({});
    Scratch scratch;
    const int64_t count = source.candidates();
    for (const int64_t at : {count - 1, int64_t{0}}) {
        if (at < 0 || at >= count) continue;
        source.nameOf(at);
        source.labelOf(at);
        try {
            const cv::Mat picture = source.read(at, target, scratch);
            if (picture.rows != target.size || picture.cols != target.size) fail("a picture of another size");
        } catch (const SourceFailed&) {
            throw;
        } catch (const Error& error) {
            checkSentence(error.what());
        }
    }
}

}  // namespace zscape::fuzz
