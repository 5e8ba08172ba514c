#include "scripts/bench.d/benches.h"

#include "engine/core/error.h"
#include "engine/data/import.h"

namespace zscape::bench {

namespace {

std::shared_ptr<const ImageSet> open(const Options& options, const std::filesystem::path& cache) {
    ImportRequest request;
    request.sources = {options.at("folder")};
    request.settings.size = static_cast<int>(number(options, "size", 64));
    request.settings.channels = 3;
    request.settings.fit = Fit::Stretch;
    request.settings.guessFit = false;
    ImportOptions how;
    how.cacheFolder = cache;
    how.threads = static_cast<int>(number(options, "threads", 0));
    return importImages(request, how, {});
}

/// A reader that skips what it cannot read would look fast.
int64_t checked(const ImageSet& images) {
    if (!images.unreadable().empty())
        throw Error("bench.failed", "%1 images could not be read.", {std::to_string(images.unreadable().size())});
    return images.count();
}

}  // namespace

int import(const Options& options) {
    const std::filesystem::path cache = options.at("cache");
    return answer([&](int64_t times) {
        int64_t images = 0;
        for (int64_t i = 0; i < times; ++i) {
            std::filesystem::remove_all(cache);
            images += checked(*open(options, cache));
        }
        return images;
    });
}

int reopen(const Options& options) {
    const std::filesystem::path cache = options.at("cache");
    open(options, cache);
    return answer([&](int64_t times) {
        int64_t images = 0;
        for (int64_t i = 0; i < times; ++i) images += checked(*open(options, cache));
        return images;
    });
}

}  // namespace zscape::bench
