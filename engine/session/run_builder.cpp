#include "engine/session/run_builder.h"

#include <cstdio>

namespace zscape {
namespace {

std::string gigabytes(int64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
    return text;
}

std::shared_ptr<const Split> splitOf(const ImageSet& images, bool heldOutApart, double fraction, uint64_t seed) {
    return std::make_shared<Split>(heldOutApart ? splitForApart(images) : makeSplit(images, fraction, seed));
}

double heldOutFraction(const ModelSpec& spec) { return spec.has("heldout_fraction") ? spec.number("heldout_fraction") : 0.1; }

}  // namespace

void checkConfig(const RunConfig& config) {
    const Recipe& recipe = findRecipe(config.recipe);
    for (const auto& [key, value] : config.overrides) checkSetting(findSetting(recipe.settings, key), value);
}

BuiltRun buildRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config) {
    const Recipe& recipe = findRecipe(config.recipe);
    DataShape shape = shapeOf(*images);
    const auto split = splitOf(*images, heldOutApart, heldOutFraction(makeSpec(recipe, config.overrides, shape)), config.seed);
    // Batch and epochs go by how many train.
    shape.images = static_cast<int64_t>(split->train.size());
    return buildStoredRun(images, heldOutApart, config, makeSpec(recipe, config.overrides, shape));
}

BuiltRun buildStoredRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config, ModelSpec spec, MemoryRule rule) {
    const ComputePlan plan = planFor(spec, config.device, config.precision, config.threads);
    // Before anything is allocated: a kernel that overcommits turns exhaustion into a kill.
    const MemoryEstimate memory = estimateMemory(spec, plan);
    BuiltRun run;
    if (memory.needed > memory.available) {
        const Error tooLarge("memory.estimate", "This model needs about %1 of memory to train, and %2 are free. Choose a smaller batch, a narrower network or smaller images.",
                             {gigabytes(memory.needed), gigabytes(memory.available)});
        if (rule == MemoryRule::Refuse || memory.held > memory.available) throw tooLarge;
        run.tooLarge = tooLarge.info();
    }
    run.config = config;
    run.split = splitOf(*images, heldOutApart, heldOutFraction(spec), config.seed);
    run.trainer = std::make_unique<Trainer>(std::move(spec), plan, images, *run.split, config.seed);
    return run;
}

}  // namespace zscape
