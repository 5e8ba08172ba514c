#pragma once

#include "engine/data/image_set.h"
#include "engine/model/recipe.h"
#include "engine/training/batch_source.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// Which of a model's labels an image has: by the label's name, for other folders than those that it was trained on number
/// theirs in another way. For models that read no labels every answer is empty.
class ModelLabels {
public:
    explicit ModelLabels(const ModelSpec& spec) : conditional_(spec.conditional()), recipe_(spec.recipe.name), names_(spec.shape.labelNames) {}

    /// This label from now on, whatever an image's own is. \throws Error "label.unknown", "label.unread"
    void use(const std::string& name);
    /// \throws Error "label.missing", "label.unknown"
    std::vector<int64_t> of(const ImageSet& images, const std::vector<int64_t>& indices) const;
    /// `count` labels in turn, or that of use().
    std::vector<int64_t> inTurn(int64_t count) const;
    /// For batches of this set, which outlives it. \throws (when called) what of() throws
    BatchAssembler::LabelOf reader(const ImageSet& images) const;
    /// `count` labels from `begin` on; empty `labels`: that of use(). \return [count] int64. \throws Error "label.missing"
    Tensor tensor(const std::vector<int64_t>& labels, size_t begin, int64_t count) const;

private:
    std::vector<int64_t> byName(const ImageSet& images) const;
    int64_t labelOf(const ImageSet& images, const std::vector<int64_t>& known, int64_t image) const;

    bool conditional_;
    std::string recipe_;
    std::vector<std::string> names_;
    std::optional<int64_t> chosen_;
};

}  // namespace zscape
