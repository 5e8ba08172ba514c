#pragma once

#include "engine/model/augmentation.h"
#include "engine/model/parts.h"
#include "engine/recipe/spec.h"

namespace zscape {

/// One view of each picture: augmented while it trains, binarised when the likelihood is bernoulli, and its input then
/// spoiled by the setting "corruption". The target is augmented too and never spoiled. Draws from Generators::views
/// alone.
class Pictures : public Views {
public:
    explicit Pictures(const ModelSpec& spec);
    std::vector<View> make(const Batch& batch, Generators& generators, Purpose purpose) override;
    /// Static binarisation cuts here too; dynamic shows the grey picture, which is its own expectation.
    Tensor clean(const Tensor& pixels) const override;

protected:
    /// `batch` as training sees it: augmented, where that is on.
    Batch augmented(const Batch& batch, Generators& generators, Purpose purpose) const;
    /// What becomes of it then.
    View viewOf(const Batch& batch, Generators& generators, Purpose purpose) const;

private:
    enum class Binarisation { None, Static, Dynamic };
    enum class Corruption { None, Gaussian, SaltAndPepper, Masking };

    Tensor corrupt(const Tensor& pixels, const at::Generator& generator) const;

    Binarisation binarisation_ = Binarisation::None;
    double threshold_ = 0.5;
    Corruption corruption_ = Corruption::None;
    double strength_ = 0;
    Augmentation augmentation_;
};

}  // namespace zscape
