#include "engine/objective/likelihoods.h"

#include "engine/core/setting.h"
#include "engine/kernels/bce_from_logits.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace zscape {

namespace {

Tensor fullPrecision(const Tensor& tensor) {
    return tensor.scalar_type() == at::kDouble ? tensor : tensor.to(at::kFloat);
}

/// [N]: sums over channels and pixels, in whatever memory layout.
Tensor squaredDistance(const Tensor& picture, const View& view) {
    if (view.lossMask.defined())
        throw std::logic_error("squared errors are of all pixels, and in this view some do not count");
    return (picture - targetFor(picture, view)).square().sum({1, 2, 3});
}

Tensor squaredError(const Tensor& output, const View& view) {
    return squaredDistance(at::sigmoid(fullPrecision(output)), view);
}

}  // namespace

Tensor targetFor(const Tensor& output, const View& view) {
    const int64_t draws = output.size(0) / view.target.size(0);
    return draws == 1 ? view.target : view.target.repeat({draws, 1, 1, 1});
}

Tensor SigmoidLikelihood::image(const Tensor& output) const { return at::sigmoid(fullPrecision(output)); }

Tensor BceLikelihood::cost(const Tensor& output, const View& view) {
    return bceFromLogits(output, targetFor(output, view), view.lossMask);
}

std::string BceLikelihood::formula() const {
    if (ofHidden_)
        return "−Σ [x log p + (1 − x) log(1 − p)] over the hidden pixels and their channels, mean over the batch; nats "
               "per image. "
               "On grey pixels this is not a likelihood and has a floor, the pixels' own entropy.";
    return "−Σ [x log p + (1 − x) log(1 − p)] over pixels and channels, mean over the batch; nats per image. "
           "On grey pixels this is not a likelihood and has a floor, the pixels' own entropy (45.5 nats on MNIST).";
}

BernoulliLikelihood::BernoulliLikelihood(const ModelSpec& spec)
    : binarisation_(spec.text("binarisation") == "static"
                        ? "1 where the pixel is above " + formatSetting(spec.number("binarisation_threshold")) +
                              ", else 0"
                        : "1 with the pixel's value as the chance, drawn anew each time, else 0"),
      ofHidden_(spec.part("views") == "quadrants") {}

Tensor BernoulliLikelihood::cost(const Tensor& output, const View& view) {
    return bceFromLogits(output, targetFor(output, view), view.lossMask);
}

std::string BernoulliLikelihood::formula() const {
    return "−Σ [x log p + (1 − x) log(1 − p)] over " + std::string(ofHidden_ ? "the hidden pixels" : "pixels") +
           ", x " + binarisation_ + "; mean over the batch; nats per image.";
}

Tensor SquaredError::cost(const Tensor& output, const View& view) { return squaredError(output, view); }

std::string SquaredError::formula() const {
    return "Σ (x − y)² over pixels and channels, mean over the batch; squared error per image, white is 1. "
           "As a Gaussian likelihood it lacks the factor 1/(2 s²) and the constant ½ log(2π s²) per pixel: it is one "
           "with s² = ½.";
}

Tensor LinearSquaredError::cost(const Tensor& output, const View& view) {
    return squaredDistance(fullPrecision(output), view);
}

Tensor LinearSquaredError::image(const Tensor& output) const { return fullPrecision(output).clamp(0, 1); }

std::string LinearSquaredError::formula() const {
    return "Σ (x − y)² over pixels and channels, y the decoder's output as it is, mean over the batch; squared error "
           "per image, white is 1.";
}

GaussianLikelihood::GaussianLikelihood(const ModelSpec& spec) : sigma_(spec.number("gaussian_sigma")) {
    if (spec.flag("gaussian_learned"))
        logSigma_ = register_parameter("logSigma", at::full({}, std::log(sigma_), at::kFloat));
}

Tensor GaussianLikelihood::cost(const Tensor& output, const View& view) {
    const Tensor error = squaredError(output, view);
    const int64_t numbers = output.numel() / output.size(0);  // of a picture
    const double halfPixels = 0.5 * static_cast<double>(numbers);
    if (!logSigma_.defined()) {
        const double variance = sigma_ * sigma_;
        return error * (0.5 / variance) + halfPixels * std::log(2 * std::numbers::pi * variance);
    }
    const Tensor logVariance = logSigma_ * 2;
    return error * (0.5 * (-logVariance).exp()) + (logVariance + std::log(2 * std::numbers::pi)) * halfPixels;
}

std::string GaussianLikelihood::formula() const {
    const std::string spread =
        logSigma_.defined() ? "s learned, from " + formatSetting(sigma_) : "s = " + formatSetting(sigma_);
    return "½ Σ [(x − y)²/s² + log(2π s²)] over pixels and channels, " + spread +
           "; mean over the batch; nats per image, white is 1. "
           "A density: it may lie below 0.";
}

}  // namespace zscape
