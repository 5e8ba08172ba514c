#pragma once

#include "engine/data/image_set.h"
#include "engine/recipe/label_map.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// Which of a model's labels an image has, as LabelMap says, or the one that a person gives. For models that read no
/// labels every answer is empty.
class ModelLabels {
public:
    explicit ModelLabels(const ModelSpec& spec)
        : conditional_(spec.conditional()),
          recipe_(spec.recipe.name),
          shape_(spec.shape) {}

    /// This label from now on, whatever an image's own is. \throws Error "label.unknown", "label.unread"
    void use(const std::string& name);
    /// Those of `indices` that have a label: with use(), all.
    std::vector<int64_t> known(const ImageSet& images, const std::vector<int64_t>& indices) const;
    /// What is said of the others; nothing: there are none.
    std::optional<ErrorInfo> notMeasured(const ImageSet& images, const std::vector<int64_t>& indices) const;
    /// \throws Error "label.unknown" where the model knows none for some of them
    std::vector<int64_t> of(const ImageSet& images, const std::vector<int64_t>& indices) const;
    /// `count` labels in turn, or that of use().
    std::vector<int64_t> inTurn(int64_t count) const;
    /// For batches of these images of the set, which outlives it. \throws Error what of() throws
    std::function<int64_t(int64_t image)> reader(const ImageSet& images, const std::vector<int64_t>& indices) const;
    /// `count` labels: those that are `given` by number, one for each; none given: that of use().
    /// \throws Error "label.missing", "label.unknown" for a number that is none of the model's
    std::vector<int64_t> each(std::span<const int64_t> given, int64_t count) const;

private:
    void require(const LabelMap& map, const std::vector<int64_t>& indices) const;

    bool conditional_;
    std::string recipe_;
    DataShape shape_;
    std::optional<int64_t> chosen_;
};

}  // namespace zscape
