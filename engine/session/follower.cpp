#include "engine/session/follower.h"

#include "engine/analysis/pictures.h"
#include "engine/training/evaluation.h"

#include <torch/torch.h>

#include <algorithm>

namespace zscape {

void ReconstructionFollower::forget() {
    madeAt_ = -1;
    madeFor_ = nullptr;
    board_.reconstructions.put(nullptr);
}

bool ReconstructionFollower::due(int64_t step) const {
    if (madeFor_ != board_.followed.get()) return true;
    return madeAt_ != step && board_.reconstructionsLookedAt.load();
}

bool ReconstructionFollower::dueWhileRunning(int64_t step) const {
    const double age = std::chrono::duration<double>(std::chrono::steady_clock::now() - made_).count();
    return age >= 1 / kPassesPerSecond && due(step);
}

void ReconstructionFollower::follow(Trainer& trainer, const ImageSet& images, const Split& split) {
    board_.reconstructionsLookedAt.store(false);
    const auto followed = board_.followed.get();
    auto snapshot = std::make_shared<ReconstructionsSnapshot>();
    snapshot->step = trainer.step();
    if (followed) {
        for (const int64_t index : *followed)
            if (index >= 0 && index < images.count()) snapshot->indices.push_back(index);
    }
    if (snapshot->indices.empty()) {
        const std::vector<int64_t>& from = split.heldOut.empty() ? split.train : split.heldOut;
        snapshot->indices.assign(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(std::min(from.size(), kDefaultImages)));
    }
    if (!snapshot->indices.empty()) {
        for (const int64_t index : snapshot->indices) snapshot->inputs.push_back(images.picture(index));
        const std::vector<float> codes = trainer.encode(snapshot->indices);
        const int64_t count = static_cast<int64_t>(snapshot->indices.size());
        Model& model = trainer.model();
        const at::Tensor z = torch::from_blob(const_cast<float*>(codes.data()), {count, trainer.latentDimensions()}, torch::kFloat32).clone();
        const at::Tensor labels = torch::empty({count}, torch::kInt64);
        for (int64_t i = 0; i < count; ++i) labels.data_ptr<int64_t>()[i] = images.labelOf(snapshot->indices[static_cast<size_t>(i)]);
        const EvaluationRegion region(model);
        const at::Tensor originals = tensorOf(snapshot->inputs, images.channels(), images.size());
        const at::Tensor decoded = model.decode(z.to(trainer.plan().device), labels.to(trainer.plan().device)).to(torch::kCPU, torch::kFloat32);
        const at::Tensor outputs = model.withGiven(decoded, originals);
        snapshot->outputs = picturesOf(outputs);
        snapshot->psnr = psnrOf(originals, outputs);
    }
    madeAt_ = snapshot->step;
    madeFor_ = followed;
    made_ = std::chrono::steady_clock::now();
    board_.reconstructions.put(std::move(snapshot));
    board_.events.notify();
}

}  // namespace zscape
