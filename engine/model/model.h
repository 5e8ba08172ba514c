#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

namespace zscape {

/// How codes are drawn in a pass.
enum class SampleMode { Mean, Sampled };

/// Owns the parts; nothing virtual. Made by buildModel (engine/objective/build_model.h). Not thread-safe: one thread
/// owns a model; another thread builds its own from the same spec and copies parameters() and buffers() in.
struct Model {
    ModelSpec spec;
    std::unique_ptr<Views> views;
    std::shared_ptr<Encoder> encoder;
    std::shared_ptr<Latent> latent;
    std::shared_ptr<Prior> prior;
    std::shared_ptr<Decoder> decoder;
    std::shared_ptr<Likelihood> likelihood;
    std::unique_ptr<Objective> objective;

    /// One pass for each view, of objective->draws codes an image (Mean: z = mu). Train or eval mode of the modules and
    /// autocast are the caller's; posteriors are float32 under autocast, outputs may be bfloat16.
    /// training: what the views are for; otherwise Sampled means a held-out loss and Mean a picture to show.
    std::vector<Pass> run(const Batch& batch, Generators& generators, SampleMode drawing, bool training);

    /// What the model says of a view when nothing is trained: by its encoder; or each image's row of the table, and for
    /// those without one a search for the code that fits best (CodeSearch). `generator` defined: the search draws, as a
    /// held-out loss does. Eval mode is the caller's; records no gradient.
    Gaussian posterior(const View& view, const at::Generator& generator = {});

    /// Codes for showing: the latent's mean code of the clean pixels [B,C,S,S] in [0,1]; draws nothing, records no
    /// gradient. `label` [B] int64: conditional models need it, others do not read it. `row`: as Batch's. \return [B,D]
    /// float32
    Tensor encode(const Tensor& pixels, const Tensor& label = {}, const Tensor& row = {});
    /// Pictures for showing: [N,D] -> [N,C,S,S] float32 in [0,1]; records no gradient. Eval mode is the caller's.
    /// Pixels that do not count (View::lossMask) are black, for the decoder was never told what belongs there. `label`
    /// [N] int64: as above. \throws Error "model.label" when a conditional model is given none
    Tensor decode(const Tensor& z, const Tensor& label = {});

    /// Pictures [N,C,S,S] that decode() gave, with the pixels of `originals` [N,C,S,S] where none count. Any device.
    Tensor withGiven(const Tensor& decoded, const Tensor& originals) const;

    void setTraining(bool training);
    void to(at::Device device);
    /// Convolution weights become channels-last; give the batches in that layout too.
    void toChannelsLast();

    /// Everything but a table of codes (encoder->table()). name -> tensor, in a fixed order: "codes.", "latent.",
    /// "prior.", "decoder.", "likelihood." + the module's own names
    std::vector<std::pair<std::string, Tensor>> parameters() const;
    /// BatchNorm's running means, variances and counts (int64), named like parameters; "bound." + what a controller
    /// remembers
    std::vector<std::pair<std::string, Tensor>> buffers() const;
    /// The numbers of a table of codes count too.
    int64_t parameterCount() const;
};

}  // namespace zscape
