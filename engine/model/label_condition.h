#pragma once

#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

#include <torch/nn/modules/embedding.h>

/// The part "condition" of kind "label": encoder and decoder are told the picture's label (Sohn et al. 2015), so that
/// the code need not say it. Views must carry labels from 0 to spec.shape.labels - 1.
namespace zscape {

/// An encoder that sees a learned picture of the label as one more channel.
class LabelledCodes : public Encoder {
public:
    /// `inner` reads spec.encoderChannels() channels
    LabelledCodes(const ModelSpec& spec, std::shared_ptr<Encoder> inner);
    /// \throws Error "model.label" when the view carries no label
    Gaussian of(const View& view) override;

private:
    std::shared_ptr<Encoder> inner_;
    torch::nn::Embedding picture_{nullptr};
    int64_t labels_;
    int64_t size_;
};

/// A decoder that reads the label, 1 of L, beside the code.
class LabelledDecoder : public Decoder {
public:
    /// `inner` reads spec.decoderInputs() numbers
    LabelledDecoder(const ModelSpec& spec, std::shared_ptr<Decoder> inner);
    /// Labels [B] count for z [N,D] with N a multiple of B, row k*B + b having label b.
    /// \throws Error "model.label" when the view carries no label
    Tensor decode(const Tensor& z, const View& view) override;

private:
    std::shared_ptr<Decoder> inner_;
    int64_t labels_;
};

}  // namespace zscape
