#include "engine/session/reconstruction_preview.h"

#include "engine/analysis/pictures.h"
#include "engine/recipe/label_map.h"
#include "engine/training/evaluation.h"

#include <torch/torch.h>

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
    auto snapshot = std::make_shared<ReconstructionsSnapshot>();
    snapshot->step = trainer.step();
    if (followed) {
        for (const int64_t index : *followed)
            if (index >= 0 && index < images.count()) snapshot->indices.push_back(index);
        snapshot->indices = knownTo(trainer.spec(), images, snapshot->indices);
    }
    if (snapshot->indices.empty()) {
        const std::vector<int64_t>& from = split.heldOut.empty() ? split.train : split.heldOut;
        snapshot->indices.assign(from.begin(),
                                 from.begin() + static_cast<std::ptrdiff_t>(std::min(from.size(), kDefaultImages)));
    }
    if (!snapshot->indices.empty()) {
        for (const int64_t index : snapshot->indices) snapshot->inputs.push_back(images.picture(index));
        const std::vector<float> codes = trainer.encode(snapshot->indices);
        const int64_t count = static_cast<int64_t>(snapshot->indices.size());
        Model& model = trainer.model();
        const at::Tensor z =
            torch::from_blob(const_cast<float*>(codes.data()), {count, trainer.latentDimensions()}, torch::kFloat32)
                .clone();
        const LabelMap known(trainer.spec().shape, images);
        const at::Tensor labels = torch::empty({count}, torch::kInt64);
        for (int64_t i = 0; i < count; ++i)
            labels.data_ptr<int64_t>()[i] = known.of(snapshot->indices[static_cast<size_t>(i)]);
        const EvaluationRegion region(model);
        const at::Tensor originals = tensorOf(snapshot->inputs, images.channels(), images.size());
        const at::Device device = trainer.plan().device;
        const auto decoded = [&](const at::Tensor& code, const at::Tensor& label) {
            return model.decode(code.to(device), label.to(device)).to(torch::kCPU, torch::kFloat32);
        };
        const at::Tensor outputs = model.withGiven(decoded(z, labels), originals);
        snapshot->outputs = picturesOf(outputs);
        snapshot->psnr = psnrOf(originals, outputs);
        const ModelSpec& spec = trainer.spec();
        if (swapped && spec.conditional()) {
            const int64_t some = std::min(count, static_cast<int64_t>(ReconstructionsSnapshot::kSwappedImages));
            for (size_t label = 0;
                 label < std::min(spec.shape.labelNames.size(), ReconstructionsSnapshot::kSwappedLabels); ++label) {
                const at::Tensor with = torch::full({some}, static_cast<int64_t>(label), torch::kInt64);
                snapshot->swapped.push_back(
                    picturesOf(model.withGiven(decoded(z.slice(0, 0, some), with), originals.slice(0, 0, some))));
            }
        }
    }
    madeAt_ = snapshot->step;
    madeFor_ = followed;
    madeSwapped_ = swapped;
    made_ = std::chrono::steady_clock::now();
    shared_.reconstructions.put(std::move(snapshot));
    shared_.events.notify();
}

}  // namespace zscape
