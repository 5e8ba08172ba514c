#include "engine/model/learned_prior.h"

#include "engine/kernels/fully_connected.h"
#include "engine/recipe/part_catalogue.h"

#include <stdexcept>

namespace zscape {

namespace {

constexpr double kHidden = -1;  // not black: black is a colour of pictures

}  // namespace

LearnedPrior::LearnedPrior(const ModelSpec& spec) {
    const int64_t numbers = int64_t{spec.shape.channels} * spec.shape.size * spec.shape.size;
    int64_t inputs = numbers;
    for (const int64_t width : readHiddenWidths(spec.text("hidden"))) {
        hidden_.push_back(register_module("guess" + std::to_string(hidden_.size()), torch::nn::Linear(inputs, width)));
        inputs = width;
    }
    picture_ = register_module("guess_picture", torch::nn::Linear(inputs, numbers));
    encoder_ = register_module("encoder", std::make_shared<DenseEncoder>(spec, 2));
}

Tensor LearnedPrior::guess(const View& view) {
    if (!view.lossMask.defined())
        throw std::logic_error("the prior of what is seen was given a view that hides nothing");
    Tensor values = view.target.masked_fill(view.lossMask, kHidden).flatten(1);
    for (auto& layer : hidden_) values = fullyConnected(values, layer, /*relu=*/true);
    return fullyConnected(values, picture_, /*relu=*/false).view(view.target.sizes());
}

Gaussian LearnedPrior::startingFrom(const View& view, const Tensor& guess) {
    View completed;
    completed.input = at::where(view.lossMask, guess.detach().sigmoid().to(view.target.scalar_type()), view.target);
    return encoder_->of(completed);
}

Gaussian LearnedPrior::of(const View& view) { return startingFrom(view, guess(view)); }

void LearnedPrior::tell(Pass& pass) {
    pass.guess = guess(pass.view);
    pass.prior = startingFrom(pass.view, pass.guess);
}

}  // namespace zscape
