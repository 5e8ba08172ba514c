#include "engine/model/pictures.h"

#include <stdexcept>

namespace zscape {

Pictures::Pictures(const ModelSpec& spec) : augmentation_(spec) {
    if (spec.part("likelihood") == "bernoulli") {
        binarisation_ = spec.text("binarisation") == "static" ? Binarisation::Static : Binarisation::Dynamic;
        threshold_ = spec.number("binarisation_threshold");
    }
    if (!spec.has("corruption")) return;
    strength_ = spec.number("corruption_strength");
    const std::string& corruption = spec.text("corruption");
    if (corruption == "gaussian") corruption_ = Corruption::Gaussian;
    else if (corruption == "salt_and_pepper") corruption_ = Corruption::SaltAndPepper;
    else if (corruption == "masking") corruption_ = Corruption::Masking;
    else if (corruption != "none")
        throw std::logic_error("the setting corruption offers " + corruption + ", which nothing makes");
    if (strength_ == 0) corruption_ = Corruption::None;
}

Tensor Pictures::clean(const Tensor& pixels) const {
    return binarisation_ == Binarisation::Static ? pixels.gt(threshold_).to(pixels.scalar_type()) : pixels;
}

Tensor Pictures::corrupt(const Tensor& pixels, const at::Generator& generator) const {
    if (corruption_ == Corruption::Gaussian) {
        // Drawn in a row and laid as the pixels lie: numbers for a channels-last tensor are drawn one by one, which
        // took a fifth of a step.
        const Tensor noise = at::empty({pixels.numel()}, pixels.options()).normal_(0, strength_, generator);
        const Tensor laid = pixels.is_non_overlapping_and_dense() ? noise.as_strided(pixels.sizes(), pixels.strides())
                                                                  : noise.view(pixels.sizes());
        return laid.add(pixels).clamp_(0, 1);
    }
    // One lot for each place: the channels of a pixel are spoiled together.
    const Tensor lot =
        at::empty({pixels.size(0), 1, pixels.size(2), pixels.size(3)}, pixels.options()).uniform_(0, 1, generator);
    if (corruption_ == Corruption::Masking) return pixels * lot.ge(strength_);
    // Of the share that is spoiled, the lower half of the lots turns black and the upper half white.
    return pixels.masked_fill(lot.lt(strength_), 1).masked_fill_(lot.lt(strength_ / 2), 0);
}

Batch Pictures::augmented(const Batch& batch, Generators& generators, Purpose purpose) const {
    Batch result = batch;
    // Held-out images are measured as they are: a loss of pictures that nobody has would compare with no other run's.
    if (purpose == Purpose::Training && augmentation_.isOn())
        result.pixels = augmentation_.changed(batch.pixels, generators.views);
    return result;
}

View Pictures::viewOf(const Batch& batch, Generators& generators, Purpose purpose) const {
    View view;
    view.label = batch.label;
    view.index = batch.index;
    view.row = batch.row;
    view.lossMask = lossMask(batch.pixels);
    view.target =
        binarisation_ == Binarisation::Dynamic ? batch.pixels.bernoulli(generators.views) : clean(batch.pixels);
    view.input = corruption_ == Corruption::None || purpose == Purpose::Showing
                     ? view.target
                     : corrupt(view.target, generators.views);
    return view;
}

std::vector<View> Pictures::make(const Batch& batch, Generators& generators, Purpose purpose) {
    return {viewOf(augmented(batch, generators, purpose), generators, purpose)};
}

}  // namespace zscape
