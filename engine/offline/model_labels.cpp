#include "engine/offline/model_labels.h"

#include <ATen/Functions.h>

#include <algorithm>

namespace zscape {
namespace {

std::string listed(const std::vector<std::string>& names) {
    constexpr size_t kMost = 12;
    std::string text;
    for (size_t i = 0; i < std::min(names.size(), kMost); ++i) text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > kMost ? text + " and " + std::to_string(names.size() - kMost) + " more" : text;
}

}  // namespace

void ModelLabels::use(const std::string& name) {
    if (!conditional_) throw Error("label.unread", "The recipe %1 reads no labels. Leave --label out.", {recipe_});
    const auto found = std::find(shape_.labelNames.begin(), shape_.labelNames.end(), name);
    if (found == shape_.labelNames.end())
        throw Error("label.unknown", "The model knows no label \"%1\". It knows %2.",
                    {name, listed(shape_.labelNames)});
    chosen_ = found - shape_.labelNames.begin();
}

std::vector<int64_t> ModelLabels::known(const ImageSet& images, const std::vector<int64_t>& indices) const {
    return conditional_ && !chosen_ ? LabelMap(shape_, images).known(indices) : indices;
}

std::optional<ErrorInfo> ModelLabels::notMeasured(const ImageSet& images, const std::vector<int64_t>& indices) const {
    return conditional_ && !chosen_ ? LabelMap(shape_, images).notMeasured(indices) : std::nullopt;
}

void ModelLabels::require(const LabelMap& map, const std::vector<int64_t>& indices) const {
    if (const std::string unknown = map.unknown(indices); !unknown.empty())
        throw Error("label.unknown",
                    "The model is told each picture's label, and there are %1. It knows %2. Leave those images out, or "
                    "give all of them one label with --label.",
                    {unknown, listed(shape_.labelNames)});
}

std::vector<int64_t> ModelLabels::of(const ImageSet& images, const std::vector<int64_t>& indices) const {
    const BatchAssembler::LabelOf labelOf = reader(images, indices);
    std::vector<int64_t> labels;
    if (labelOf) std::transform(indices.begin(), indices.end(), std::back_inserter(labels), labelOf);
    return labels;
}

std::vector<int64_t> ModelLabels::inTurn(int64_t count) const {
    std::vector<int64_t> labels;
    if (!conditional_) return labels;
    for (int64_t i = 0; i < count; ++i) labels.push_back(chosen_.value_or(i % std::ssize(shape_.labelNames)));
    return labels;
}

BatchAssembler::LabelOf ModelLabels::reader(const ImageSet& images, const std::vector<int64_t>& indices) const {
    if (!conditional_) return {};
    if (chosen_) return [label = *chosen_](int64_t) { return label; };
    LabelMap map(shape_, images);
    require(map, indices);
    return [map = std::move(map)](int64_t image) { return map.of(image); };
}

Tensor ModelLabels::tensor(const std::vector<int64_t>& labels, size_t begin, int64_t count) const {
    if (!conditional_) return {};
    if (labels.empty() && !chosen_)
        throw Error("label.missing", "The model decodes a code for a label. Give one with --label: %1.",
                    {listed(shape_.labelNames)});
    const Tensor read = at::empty({count}, at::kLong);
    for (int64_t i = 0; i < count; ++i)
        read.data_ptr<int64_t>()[i] = labels.empty() ? *chosen_ : labels[begin + static_cast<size_t>(i)];
    return read;
}

}  // namespace zscape
