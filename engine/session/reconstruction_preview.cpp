#include "engine/session/reconstruction_preview.h"

#include "engine/training/random.h"

#include <algorithm>
#include <map>
#include <vector>

namespace zscape {

namespace {

/// So many of `from` that each label has its turn before one has a second: the first ones of each; of more labels than
/// images every so manyth.
std::vector<int64_t> spreadOverLabels(const ImageSet& images, const std::vector<int64_t>& from, size_t count) {
    std::map<int64_t, std::vector<int64_t>> byLabel;
    for (const int64_t image : from)
        if (auto& some = byLabel[images.labelOf(image)]; some.size() < count) some.push_back(image);
    std::vector<const std::vector<int64_t>*> turns;
    const size_t labels = byLabel.size(), taken = std::min(labels, count);
    size_t label = 0;
    for (const auto& [name, some] : byLabel)
        if (label++ * taken / labels == turns.size()) turns.push_back(&some);
    std::vector<int64_t> spread;
    for (size_t round = 0; spread.size() < std::min(count, from.size()); ++round) {
        const size_t before = spread.size();
        for (const auto* some : turns)
            if (round < some->size() && spread.size() < count) spread.push_back((*some)[round]);
        if (spread.size() == before) break;
    }
    return spread;
}

}  // namespace

void ReconstructionPreview::forget() {
    madeAt_ = -1;
    madeFor_ = nullptr;
    shared_.reconstructions.put(nullptr);
}

bool ReconstructionPreview::due(int64_t step) const {
    if (madeFor_ != shared_.followed.get() || madeSwapped_ != shared_.labelsSwapped.load() ||
        madeDraw_ != shared_.draw.load())
        return true;
    return madeAt_ != step && shared_.reconstructionsLookedAt.load();
}

bool ReconstructionPreview::dueWhileRunning(int64_t step) const {
    const double age = std::chrono::duration<double>(std::chrono::steady_clock::now() - made_).count();
    return age >= 1 / kPassesPerSecond && due(step);
}

void ReconstructionPreview::follow(Trainer& trainer, const ImageSet& images, const Split& split, uint64_t seed) {
    Inference inference = Inference::of(trainer);
    shared_.reconstructions.put(make(inference, images, split, seed));
    shared_.events.notify();
}

std::shared_ptr<const ReconstructionsSnapshot> ReconstructionPreview::make(Inference& inference, const ImageSet& images,
                                                                           const Split& split, uint64_t seed) {
    shared_.reconstructionsLookedAt.store(false);
    const auto followed = shared_.followed.get();
    const bool swapped = shared_.labelsSwapped.load();
    inference.showIn(images.channelColours());
    auto snapshot = std::make_shared<ReconstructionsSnapshot>();
    snapshot->step = inference.step();
    if (followed) {
        for (const int64_t index : *followed)
            if (index >= 0 && index < images.count()) snapshot->indices.push_back(index);
        snapshot->indices = inference.labels().known(images, snapshot->indices);
    }
    if (snapshot->indices.empty()) {
        const std::vector<int64_t>& from = split.heldOut.empty() ? split.train : split.heldOut;
        snapshot->indices = spreadOverLabels(images, from, kDefaultImages);
    }
    for (const int64_t index : snapshot->indices) snapshot->inputs.push_back(images.picture(index));
    const uint64_t draw = shared_.draw.load();
    snapshot->drawable = inference.hasVariance();
    snapshot->draw = snapshot->drawable ? draw : 0;
    Reconstructions made = inference.reconstruct(
        images, snapshot->indices, {}, {}, Shades::Bytes,
        snapshot->draw > 0 ? std::optional(mixSeed(seed, RandomStream::Codes, snapshot->draw)) : std::nullopt);
    snapshot->outputs = std::move(made.pictures);
    snapshot->psnr = std::move(made.psnr);
    const ModelSpec& spec = inference.spec();
    if (swapped && spec.conditional() && !snapshot->indices.empty()) {
        std::vector<int64_t> some = snapshot->indices;
        some.resize(std::min(some.size(), ReconstructionsSnapshot::kSwappedImages));
        FloatMatrix codes{std::ssize(some), made.codes.columns, std::move(made.codes.values)};
        codes.values.resize(static_cast<size_t>(codes.rows * codes.columns));
        const auto labels = std::min(spec.shape.labelNames.size(), ReconstructionsSnapshot::kSwappedLabels);
        snapshot->swapped = inference.swapLabels(images, some, codes, static_cast<int64_t>(labels));
    }
    madeAt_ = snapshot->step;
    madeFor_ = followed;
    madeSwapped_ = swapped;
    madeDraw_ = draw;
    made_ = std::chrono::steady_clock::now();
    return snapshot;
}

}  // namespace zscape
