#pragma once

#include "engine/core/progress.h"
#include "engine/data/image_set.h"
#include "engine/reproduce/experiment.h"
#include "engine/training/batch_source.h"
#include "engine/training/trainer.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// Images and how they are split.
struct Material {
    std::shared_ptr<const ImageSet> images;
    Split split;
};

/// What experiments work with: images, runs, counted progress. Everything is in fp32 on the CPU, for the numbers are
/// compared. One thread uses it.
class ExperimentRunner {
public:
    ExperimentRunner(ReproduceOptions options, ProgressSink progress, std::stop_token stop);

    /// The next seed's turn.
    void begin(uint64_t seed);
    uint64_t seed() const { return seed_; }
    int64_t epochs() const { return options_.epochs; }
    int threads() const;

    /// MNIST as it comes: 60,000 train, the 10,000 of the test set are held out.
    Material digits();
    /// `count` sprites in colour, 32 x 32, a tenth held out; the same for every seed.
    Material shapes(int64_t count);

    /// How much a seed's run is, in epochs of training; said first.
    void expect(double epochs);
    /// So much of it is done. \throws Cancelled
    void did(double epochs);

    /// A run of this recipe with the turn's seed, at step 0.
    std::unique_ptr<Trainer> build(const std::string& recipe, const SettingValues& overrides,
                                   const Material& material) const;
    /// Trains for `epochs` more. `everyStep`, if any, is called after each step, and may take its row. `worth` epochs
    /// of expect() are an epoch of this one. \throws Error "reproduce.failed" for a loss that is not finite, Cancelled
    void train(Trainer& trainer, int64_t epochs, double worth = 1, const std::function<void(Trainer&)>& everyStep = {});

    /// Pixels [N,C,S,S] of these images, [0,1].
    static Tensor pixelsOf(const Material& material, const std::vector<int64_t>& indices);
    /// The first `count` held-out images.
    static std::vector<int64_t> someHeldOut(const Material& material, int64_t count);

private:
    Material opened(std::shared_ptr<const ImageSet> images);
    void show();

    ReproduceOptions options_;
    ProgressSink progress_;
    std::stop_token stop_;
    uint64_t seed_ = 1;
    std::chrono::steady_clock::time_point shown_{};
    double expected_ = 0;  ///< of one seed
    double done_ = 0;      ///< of all seeds
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// Pictures [N,C,S,S] of codes [N,D], eval mode.
Tensor picturesFrom(Trainer& trainer, const Tensor& z);
/// The value of a term in what Trainer::evaluate answers. \throws std::logic_error when the run has no such term
double termOf(const Trainer& trainer, const TermValues& values, const std::string& term);

}  // namespace zscape
