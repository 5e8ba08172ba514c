#include "engine/offline/importance_sampling.h"

#include "engine/objective/gaussians.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace zscape {

Tensor negativeLogLikelihood(Model& model, const Batch& batch, Generators& generators, int64_t samples,
                             int64_t rowsAtOnce) {
    const at::NoGradGuard noGradients;
    const View view = model.views->make(batch, generators, Purpose::HeldOut).front();
    const Gaussian posterior = model.posterior(view, generators.codes);
    const Gaussian prior = model.prior->of(view);
    const int64_t images = batch.pixels.size(0), dimensions = posterior.mu.size(1);
    const int64_t drawsAtOnce = std::max<int64_t>(1, rowsAtOnce / images);
    const Tensor deviation = (0.5 * posterior.logVar).exp();

    Tensor sum;  // log of the sum of the weights so far, [B] double
    for (int64_t done = 0; done < samples; done += drawsAtOnce) {
        const int64_t some = std::min(drawsAtOnce, samples - done);
        const Tensor noise = at::randn({some, images, dimensions}, generators.codes, posterior.mu.options());
        const Tensor z = posterior.mu + deviation * noise;
        const Tensor output = model.decoder->decode(z.view({some * images, dimensions}), view);
        const Tensor logPixels = -model.likelihood->cost(output, view).view({some, images});
        const Tensor logWeights = logPixels.to(at::kDouble) + logDensity(z, prior).sum(-1).to(at::kDouble) -
                                  logDensity(z, posterior).sum(-1).to(at::kDouble);
        const Tensor here = at::logsumexp(logWeights, 0);
        sum = sum.defined() ? at::logaddexp(sum, here) : here;
    }
    return std::log(static_cast<double>(samples)) - sum;
}

std::string whyNoLikelihood(const Model& model) {
    if (!model.latent->hasVariance())
        return "its encoder gives points, not distributions, so there is nothing to draw from";
    if (model.spec.part("latent") == "scale")
        return "its codes are stretched before they are decoded, so its posterior is none of the model's";
    if (model.spec.part("likelihood") == "mse")
        return "squared error is no likelihood (use gaussian, bernoulli or bce)";
    if (model.spec.part("likelihood") == "laplacian-l1")
        return "a difference of pyramids is no likelihood (use gaussian, bernoulli or bce)";
    if (model.spec.part("likelihood") == "ms-ssim")
        return "structural similarity is no likelihood (use gaussian, bernoulli or bce)";
    return "";
}

}  // namespace zscape
