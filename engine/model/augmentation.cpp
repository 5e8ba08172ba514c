#include "engine/model/augmentation.h"

#include <ATen/Functions.h>

namespace zscape {

namespace {

/// [B] -> broadcasts against [B,C,S,S]
Tensor eachPicture(const Tensor& numbers) { return numbers.view({-1, 1, 1, 1}); }

/// [B,1,S,S] of [B,C,S,S], by the weights of ITU-R 601 as torchvision has them; of channels that are no colours the
/// mean.
Tensor greyOf(const Tensor& pixels) {
    if (pixels.size(1) == 1) return pixels;
    if (pixels.size(1) != 3) return pixels.mean(1, /*keepdim=*/true);
    return pixels.narrow(1, 0, 1) * 0.2989 + pixels.narrow(1, 1, 1) * 0.587 + pixels.narrow(1, 2, 1) * 0.114;
}

/// `pixels` as far from `middle` as factor says.
Tensor spread(const Tensor& pixels, const Tensor& middle, const Tensor& factor) {
    return (pixels * factor + middle * (1 - factor)).clamp_(0, 1);
}

/// [B,S] where each of a row of S pixels is taken from.
Tensor sourcesOf(const Tensor& move, int64_t side) {
    return (at::arange(side, move.options()).view({1, side}) - move.view({-1, 1})).clamp_(0, side - 1);
}

}  // namespace

Tensor mirrored(const Tensor& pixels, const Tensor& lots) {
    return at::where(eachPicture(lots), pixels.flip({3}), pixels);
}

Tensor shifted(const Tensor& pixels, const Tensor& across, const Tensor& down) {
    const int64_t side = pixels.size(3);
    const Tensor rows = sourcesOf(down, side).view({-1, 1, side, 1}),
                 columns = sourcesOf(across, side).view({-1, 1, 1, side});
    return pixels.gather(2, rows.expand(pixels.sizes())).gather(3, columns.expand(pixels.sizes()));
}

Tensor coloured(const Tensor& pixels, const Tensor& factors) {
    Tensor result = (pixels * eachPicture(factors[0])).clamp_(0, 1);
    result = spread(result, greyOf(result).mean({1, 2, 3}, /*keepdim=*/true), eachPicture(factors[1]));
    return pixels.size(1) != 3 ? result : spread(result, greyOf(result), eachPicture(factors[2]));
}

Augmentation::Augmentation(const ModelSpec& spec)
    : mirror_(spec.flag("mirror")),
      shift_(spec.integer("shift")),
      colour_(spec.number("colour")) {}

Tensor Augmentation::changed(const Tensor& pixels, const at::Generator& generator) const {
    const int64_t count = pixels.size(0);
    const auto floats = pixels.options().memory_format(at::MemoryFormat::Contiguous);
    Tensor result = pixels;
    if (mirror_) result = mirrored(result, at::empty({count}, floats).uniform_(0, 1, generator).lt(0.5));
    if (shift_ > 0) {
        const Tensor moves = at::empty({2, count}, floats.dtype(at::kLong)).random_(-shift_, shift_ + 1, generator);
        result = shifted(result, moves[0], moves[1]);
    }
    if (colour_ > 0)
        result = coloured(result, at::empty({3, count}, floats).uniform_(1 - colour_, 1 + colour_, generator));
    return result.contiguous(pixels.suggest_memory_format());
}

}  // namespace zscape
