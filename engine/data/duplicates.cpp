#include "engine/data/duplicates.h"

#include "engine/data/hash128.h"

#include <unordered_map>

namespace zscape {

namespace {

constexpr size_t kPairsShown = 100;

struct OfHash {
    size_t operator()(const Hash128& hash) const { return static_cast<size_t>(hash.low ^ hash.high); }
};

}  // namespace

std::vector<int64_t> twinsOf(const uint64_t* hashes, int64_t count) {
    std::unordered_map<Hash128, int64_t, OfHash> first;
    first.reserve(static_cast<size_t>(count));
    std::vector<int64_t> twins(static_cast<size_t>(count));
    bool any = false;
    for (int64_t i = 0; i < count; ++i) {
        const auto [known, isNew] = first.emplace(Hash128{hashes[2 * i], hashes[2 * i + 1]}, i);
        twins[static_cast<size_t>(i)] = known->second;
        any = any || !isNew;
    }
    if (!any) twins.clear();
    return twins;
}

ErrorInfo duplicatesRemark(int64_t images, const std::string& first, const std::string& twin) {
    return {"split.duplicates",
            "Images with exactly the pixels of one on another side of the split: %1, such as %2 and %3. What is "
            "measured on them looks better than it is; duplicates=train puts them on the training side.",
            {std::to_string(images), first, twin}};
}

DuplicatesAcross duplicatesAcross(const ImageSet& images, const Split& split) {
    std::vector<Side> sides(static_cast<size_t>(images.count()), Side::Train);
    for (const int64_t index : split.heldOut) sides[static_cast<size_t>(index)] = Side::HeldOut;
    for (const int64_t index : split.test) sides[static_cast<size_t>(index)] = Side::Test;
    DuplicatesAcross across;
    for (int64_t i = 0; i < images.count(); ++i) {
        const int64_t twin = images.twinOf(i);
        if (twin == i || sides[static_cast<size_t>(twin)] == sides[static_cast<size_t>(i)]) continue;
        ++across.images;
        if (across.pairs.size() < kPairsShown) across.pairs.emplace_back(i, twin);
    }
    return across;
}

}  // namespace zscape
