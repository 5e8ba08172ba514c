#pragma once

#include "engine/recipe/spec.h"
#include "engine/training/trainer.h"
#include "tests/engine/training/memory_images.h"

#include <cstring>
#include <memory>
#include <numeric>

namespace zscape {

/// A small run: 150 images train (batches of 32, the last one of 22), 50 are held out.
struct SmallRun {
    std::string recipe = "vae-dense";
    SettingValues overrides{};
    std::string precision = "fp32";
    int size = 16;
    int channels = 1;
    uint64_t seed = 1;
    int threads = 2;

    ModelSpec spec() const {
        SettingValues values = overrides;
        values.try_emplace("batch_size", int64_t{32});
        if (recipe == "vae") values.try_emplace("width", int64_t{8});
        if (recipe == "vae-dense") values.try_emplace("hidden", std::string("40"));
        return makeSpec(findRecipe(recipe), values, {channels, size, 3, 150, {"one", "two", "three"}});
    }

    std::unique_ptr<Trainer> make() const {
        Split split;
        for (int64_t i = 0; i < 200; ++i) (i % 4 == 0 ? split.heldOut : split.train).push_back(i);
        const ModelSpec chosen = spec();
        return std::make_unique<Trainer>(chosen, planFor(chosen, "cpu", precision, threads),
                                         std::make_shared<MemoryImages>(200, size, channels), split, seed);
    }
};

/// All weights and buffers, bit for bit.
inline std::vector<uint8_t> weightBits(const Trainer& trainer) {
    std::vector<uint8_t> bits;
    const auto copy = trainer.copyWeights();
    for (const Tensor& tensor : copy->tensors) {
        const Tensor flat = tensor.contiguous();
        const auto* begin = static_cast<const uint8_t*>(flat.const_data_ptr());
        bits.insert(bits.end(), begin, begin + flat.nbytes());
    }
    return bits;
}

inline std::vector<std::vector<double>> train(Trainer& trainer, int steps) {
    for (int i = 0; i < steps; ++i) trainer.advance();
    std::vector<std::vector<double>> values;
    for (const auto& row : trainer.takeSteps(true)) values.push_back(row.values);
    return values;
}

}  // namespace zscape
