#include "engine/session/run_builder.h"

#include "engine/recipe/label_map.h"
#include "engine/training/compute_plan.h"

#include <cstdio>
#include <numeric>

namespace zscape {
namespace {

std::string gigabytes(int64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
    return text;
}

Split splitOf(const ImageSet& images, bool heldOutApart, double fraction, uint64_t seed) {
    return heldOutApart ? splitForApart(images) : makeSplit(images, fraction, seed);
}

/// Images may have come or been renamed since the run began. \return what is said of those that are left out of `split`
std::optional<ErrorInfo> leaveOutUnknown(const ModelSpec& spec, const ImageSet& images, Split& split) {
    if (!spec.conditional()) return std::nullopt;
    const LabelMap labels(spec.shape, images);
    std::vector<int64_t> all(static_cast<size_t>(images.count()));
    std::iota(all.begin(), all.end(), int64_t{0});
    const std::string unknown = labels.unknown(all);
    if (unknown.empty()) return std::nullopt;
    for (auto* side : {&split.train, &split.heldOut, &split.test}) *side = labels.known(*side);
    if (split.train.empty())
        throw Error("label.none",
                    "This run is told each picture's label, and knows that of no image to train on: there are %1. Give "
                    "the labels the names that they had, or begin a new run.",
                    {unknown});
    return ErrorInfo{
        "label.left-out",
        "%1 of %2 images take no part in this run, which is told each picture's label: %3. Give the labels the names "
        "that they had, or begin a new run.",
        {std::to_string(images.count() - std::ssize(labels.known(all))), std::to_string(images.count()), unknown}};
}

double heldOutFraction(const ModelSpec& spec) {
    return spec.has("heldout_fraction") ? spec.number("heldout_fraction") : 0.1;
}

}  // namespace

void checkConfig(const RunConfig& config) {
    const Recipe& recipe = findRecipe(config.recipe);
    for (const auto& [key, value] : config.overrides) checkSetting(findSetting(recipe.settings, key), value);
    checkSetting(threadsSetting(), int64_t{config.threads});
}

BuiltRun buildRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config) {
    const Recipe& recipe = findRecipe(config.recipe);
    DataShape shape = shapeOf(*images);
    const Split split =
        splitOf(*images, heldOutApart, heldOutFraction(makeSpec(recipe, config.overrides, shape)), config.seed);
    // Batch and epochs go by how many train.
    shape.images = std::ssize(split.train);
    return buildStoredRun(images, heldOutApart, config, makeSpec(recipe, config.overrides, shape));
}

StoredSides splitOfStored(const ImageSet& images, bool heldOutApart, const RunConfig& config, const ModelSpec& spec) {
    StoredSides sides{splitOf(images, heldOutApart, heldOutFraction(spec), config.seed), {}};
    sides.skipped = leaveOutUnknown(spec, images, sides.split);
    return sides;
}

BuiltRun buildStoredRun(const std::shared_ptr<const ImageSet>& images, bool heldOutApart, const RunConfig& config,
                        ModelSpec spec, MemoryRule rule) {
    const ComputePlan plan = planFor(spec, config.device, config.precision, config.threads);
    // Before anything is allocated: a kernel that overcommits turns exhaustion into a kill.
    const MemoryEstimate memory = estimateMemory(spec, plan);
    BuiltRun run;
    if (memory.needed > memory.available) {
        const ErrorInfo tooLarge{
            "memory.estimate",
            "This model needs about %1 of memory to train, and %2 are free. Choose a smaller batch, a "
            "narrower network or smaller images.",
            {gigabytes(memory.needed), gigabytes(memory.available)}};
        if (rule == MemoryRule::Refuse || memory.held > memory.available) throw Error(tooLarge);
        run.tooLarge = tooLarge;
    }
    run.config = config;
    StoredSides sides = splitOfStored(*images, heldOutApart, config, spec);
    run.skipped = std::move(sides.skipped);
    run.split = std::make_shared<const Split>(std::move(sides.split));
    run.trainer = std::make_unique<Trainer>(std::move(spec), plan, images, *run.split, config.seed);
    return run;
}

}  // namespace zscape
