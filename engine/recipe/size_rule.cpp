#include "engine/recipe/size_rule.h"

#include "engine/recipe/part_catalogue.h"

#include <algorithm>

namespace zscape {

namespace {

constexpr int64_t kFewImages = 4000;       // up to here a batch of 32
constexpr int64_t kSeveralImages = 16000;  // up to here one of 64
constexpr int64_t kSmallBatch = 32;
constexpr int64_t kMiddleBatch = 64;
constexpr int64_t kLeastSteps = 2500;

int64_t ownValue(const ModelSpec& spec, const std::string& key) {
    return std::get<int64_t>(findSetting(spec.recipe.settings, key).value);
}

int64_t leastBatch(const ModelSpec& spec) {
    int64_t least = 1;
    for (const auto& [role, kind] : spec.recipe.parts) least = std::max(least, findPart(role, kind).leastBatch);
    return least;
}

}  // namespace

int64_t batchForImages(int64_t images, int64_t most, int64_t least) {
    const int64_t wanted = images <= 0 || images > kSeveralImages ? most
                           : images > kFewImages                  ? kMiddleBatch
                                                                  : kSmallBatch;
    return std::min(most, std::max(wanted, least));
}

int64_t epochsForSteps(int64_t stepsPerEpoch, int64_t least) {
    return stepsPerEpoch <= 0 ? least : std::max(least, (kLeastSteps + stepsPerEpoch - 1) / stepsPerEpoch);
}

int64_t chosenBySize(const ModelSpec& spec, const std::string& key) {
    const int64_t images = spec.shape.images;
    if (key == "batch_size") return batchForImages(images, ownValue(spec, key), leastBatch(spec));
    const int64_t batch = spec.integer("batch_size");
    return epochsForSteps((images + batch - 1) / batch, ownValue(spec, key));
}

void chooseBySize(ModelSpec& spec) {
    // The batch first: epochs go by the steps that it makes.
    for (const char* key : {"batch_size", "epochs"}) {
        if (!spec.has(key) || spec.integer(key) != 0) continue;
        spec.values[key] = chosenBySize(spec, key);
        spec.automatic.insert(key);
    }
}

}  // namespace zscape
