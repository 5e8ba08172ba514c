#include "engine/session/reconstruction_preview.h"

#include "engine/inference/inference.h"

#include <algorithm>

namespace zscape {

void ReconstructionPreview::forget() {
    madeAt_ = -1;
    madeFor_ = nullptr;
    shared_.reconstructions.put(nullptr);
}

bool ReconstructionPreview::due(int64_t step) const {
    if (madeFor_ != shared_.followed.get() || madeSwapped_ != shared_.labelsSwapped.load()) return true;
    return madeAt_ != step && shared_.reconstructionsLookedAt.load();
}

bool ReconstructionPreview::dueWhileRunning(int64_t step) const {
    const double age = std::chrono::duration<double>(std::chrono::steady_clock::now() - made_).count();
    return age >= 1 / kPassesPerSecond && due(step);
}

void ReconstructionPreview::follow(Trainer& trainer, const ImageSet& images, const Split& split) {
    shared_.reconstructionsLookedAt.store(false);
    const auto followed = shared_.followed.get();
    const bool swapped = shared_.labelsSwapped.load();
    Inference inference = Inference::of(trainer);
    auto snapshot = std::make_shared<ReconstructionsSnapshot>();
    snapshot->step = inference.step();
    if (followed) {
        for (const int64_t index : *followed)
            if (index >= 0 && index < images.count()) snapshot->indices.push_back(index);
        snapshot->indices = inference.labels().known(images, snapshot->indices);
    }
    if (snapshot->indices.empty()) {
        const std::vector<int64_t>& from = split.heldOut.empty() ? split.train : split.heldOut;
        snapshot->indices.assign(from.begin(),
                                 from.begin() + static_cast<std::ptrdiff_t>(std::min(from.size(), kDefaultImages)));
    }
    for (const int64_t index : snapshot->indices) snapshot->inputs.push_back(images.picture(index));
    Reconstructions made = inference.reconstruct(images, snapshot->indices);
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
    made_ = std::chrono::steady_clock::now();
    shared_.reconstructions.put(std::move(snapshot));
    shared_.events.notify();
}

}  // namespace zscape
