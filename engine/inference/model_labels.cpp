#include "engine/inference/model_labels.h"

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
    const auto labelOf = reader(images, indices);
    std::vector<int64_t> labels;
    if (labelOf) std::transform(indices.begin(), indices.end(), std::back_inserter(labels), labelOf);
    return labels;
}

std::vector<int64_t> ModelLabels::inTurn(int64_t count) const {
    std::vector<int64_t> labels;
    if (!conditional_) return labels;
    for (int64_t i = 0; i < count; ++i) labels.push_back(chosen_.value_or(i % shape_.labels));
    return labels;
}

std::function<int64_t(int64_t)> ModelLabels::reader(const ImageSet& images, const std::vector<int64_t>& indices) const {
    if (!conditional_) return {};
    if (chosen_) return [label = *chosen_](int64_t) { return label; };
    LabelMap map(shape_, images);
    require(map, indices);
    return [map = std::move(map)](int64_t image) { return map.of(image); };
}

std::vector<int64_t> ModelLabels::each(std::span<const int64_t> given, int64_t count) const {
    if (!conditional_) return {};
    if (given.empty() && chosen_) return std::vector<int64_t>(static_cast<size_t>(count), *chosen_);
    if (given.empty())
        throw Error("label.missing", "The model decodes a code for a label. Give one with --label: %1.",
                    {listed(shape_.labelNames)});
    for (const int64_t label : given) {
        if (label < 0 || label >= shape_.labels)
            throw Error("label.unknown",
                        "The model has %1 labels, and none of the number %2. Choose one of its labels.",
                        {std::to_string(shape_.labels), std::to_string(label)});
    }
    return {given.begin(), given.end()};
}

}  // namespace zscape
