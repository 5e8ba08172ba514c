#include "engine/model/model.h"

#include "engine/model/code_search.h"

#include <ATen/core/grad_mode.h>

#include <array>

namespace zscape {

namespace {

/// The parts that have weights, with the prefix of their names, in the order that checkpoints keep.
std::array<std::pair<const char*, torch::nn::Module*>, 5> modules(const Model& model) {
    return {{{"codes.", model.encoder.get()},
             {"latent.", model.latent.get()},
             {"prior.", model.prior.get()},
             {"decoder.", model.decoder.get()},
             {"likelihood.", model.likelihood.get()}}};
}

/// A code of the prior for each row of `like`.
Tensor sampleOf(const Gaussian& prior, const Tensor& like, const at::Generator& generator) {
    const Tensor eps = at::randn(like.sizes(), generator, like.options().requires_grad(false));
    return prior.mu.defined() ? at::addcmul(prior.mu, (prior.logVar * 0.5).exp(), eps) : eps;
}

}  // namespace

std::vector<Pass> Model::run(const Batch& batch, Generators& generators, SampleMode drawing, bool training) {
    const Purpose purpose = training                         ? Purpose::Training
                            : drawing == SampleMode::Sampled ? Purpose::HeldOut
                                                             : Purpose::Showing;
    const int64_t wanted = drawing == SampleMode::Sampled ? objective->draws : 0;
    std::vector<Pass> passes;
    for (const View& view : views->make(batch, generators, purpose)) {
        Pass pass;
        pass.view = view;
        pass.posterior = training
                             ? latent->shape(encoder->of(view))
                             : posterior(view, drawing == SampleMode::Sampled ? generators.codes : at::Generator());
        prior->tell(pass);
        pass.z = latent->draw(pass.posterior, wanted, generators.codes);
        if (passes.empty() || objective->everyView) pass.output = decoder->decode(pass.z, view);
        pass.draws = std::max<int64_t>(wanted, 1);
        if (objective->comparesWithPrior) pass.priorSample = sampleOf(pass.prior, pass.posterior.mu, generators.codes);
        passes.push_back(std::move(pass));
    }
    return passes;
}

Gaussian Model::posterior(const View& view, const at::Generator& generator) {
    const at::NoGradGuard noGradient;
    RowTable* table = encoder->table();
    if (!table) return latent->shape(encoder->of(view));
    if (!view.row.defined()) return latent->shape(table->codes(CodeSearch(*this, view, generator).result()));
    const Tensor unknown = view.row.lt(0).nonzero().flatten();
    const Tensor rows = table->values.index_select(0, view.row.clamp_min(0));
    if (unknown.numel() > 0) rows.index_copy_(0, unknown, CodeSearch(*this, partOf(view, unknown), generator).result());
    return latent->shape(table->codes(rows));
}

Tensor Model::encode(const Tensor& pixels, const Tensor& label, const Tensor& row) {
    const at::NoGradGuard noGradient;
    return latent->draw(posterior(views->cleanView({pixels, {}, label, row})), 0, {}).contiguous();
}

Tensor Model::decode(const Tensor& z, const Tensor& label) {
    const at::NoGradGuard noGradient;
    View view;
    view.label = label;
    const Tensor pictures = likelihood->image(decoder->decode(z, view));
    const Tensor lossMask = views->lossMask(pictures);
    return lossMask.defined() ? pictures * lossMask : pictures;
}

Tensor Model::withGiven(const Tensor& decoded, const Tensor& originals) const {
    const Tensor lossMask = views->lossMask(decoded);
    return lossMask.defined() ? at::where(lossMask, decoded, originals.to(decoded.options())) : decoded;
}

void Model::setTraining(bool training) {
    for (const auto& [prefix, module] : modules(*this)) module->train(training);
}

void Model::to(at::Device device) {
    for (const auto& [prefix, module] : modules(*this)) module->to(device);
    objective->to(device);
    if (RowTable* table = encoder->table()) table->values = table->values.to(device);
}

void Model::toChannelsLast() {
    const at::NoGradGuard noGradient;
    for (auto& [name, parameter] : parameters())
        if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
}

std::vector<std::pair<std::string, Tensor>> Model::parameters() const {
    std::vector<std::pair<std::string, Tensor>> all;
    for (const auto& [prefix, module] : modules(*this))
        for (const auto& named : module->named_parameters()) all.emplace_back(prefix + named.key(), named.value());
    return all;
}

std::vector<std::pair<std::string, Tensor>> Model::buffers() const {
    std::vector<std::pair<std::string, Tensor>> all;
    for (const auto& [prefix, module] : modules(*this))
        for (const auto& named : module->named_buffers()) all.emplace_back(prefix + named.key(), named.value());
    for (auto& [name, tensor] : objective->state()) all.emplace_back("bound." + name, tensor);
    return all;
}

int64_t Model::parameterCount() const {
    int64_t count = 0;
    for (const auto& [name, parameter] : parameters()) count += parameter.numel();
    if (const RowTable* table = encoder->table()) count += table->values.numel();
    return count;
}

}  // namespace zscape
