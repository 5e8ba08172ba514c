#include "engine/recipe/label_map.h"

#include <algorithm>
#include <unordered_map>

namespace zscape {
namespace {

constexpr size_t kMostNamed = 12;

std::string counted(int64_t count, const std::string& one, const std::string& several) {
    return std::to_string(count) + " " + (count == 1 ? one : several);
}

}  // namespace

LabelMap::LabelMap(const DataShape& shape, const ImageSet& images) : images_(&images) {
    const std::vector<std::string>& names = shape.labelNames.empty() ? images.labelNames() : shape.labelNames;
    std::unordered_map<std::string, int64_t> numbers;
    for (const std::string& name : names)
        if (const auto number = static_cast<int64_t>(numbers.size()); number < shape.labels)
            numbers.emplace(name, number);
    for (const std::string& name : images.labelNames()) {
        const auto found = numbers.find(name);
        ofOwn_.push_back(found == numbers.end() ? -1 : found->second);
    }
}

int64_t LabelMap::of(int64_t image) const {
    const int own = images_->labelOf(image);
    return own < 0 ? -1 : ofOwn_[static_cast<size_t>(own)];
}

std::vector<int64_t> LabelMap::known(const std::vector<int64_t>& indices) const {
    std::vector<int64_t> some;
    std::copy_if(indices.begin(), indices.end(), std::back_inserter(some),
                 [this](int64_t image) { return of(image) >= 0; });
    return some;
}

std::string LabelMap::unknown(const std::vector<int64_t>& indices) const {
    std::vector<int64_t> counts(ofOwn_.size(), 0);
    int64_t without = 0;
    for (const int64_t image : indices) {
        const int own = images_->labelOf(image);
        if (own < 0) ++without;
        else if (ofOwn_[static_cast<size_t>(own)] < 0) ++counts[static_cast<size_t>(own)];
    }
    std::string names;
    int64_t labels = 0;
    for (size_t own = 0; own < counts.size(); ++own) {
        if (counts[own] == 0) continue;
        if (static_cast<size_t>(labels++) < kMostNamed)
            names += (names.empty() ? "" : ", ") + images_->labelNames()[own] + " (" +
                     counted(counts[own], "image", "images") + ")";
    }
    if (labels > static_cast<int64_t>(kMostNamed))
        names += " and " + std::to_string(labels - static_cast<int64_t>(kMostNamed)) + " more";
    std::string text;
    if (labels > 0) text = counted(labels, "label", "labels") + " that the run does not know: " + names;
    if (without > 0) text += (text.empty() ? "" : "; ") + counted(without, "image", "images") + " without a label";
    return text;
}

std::optional<ErrorInfo> LabelMap::notMeasured(const std::vector<int64_t>& indices) const {
    const std::string text = unknown(indices);
    if (text.empty()) return std::nullopt;
    const auto left = std::ssize(indices) - std::ssize(known(indices));
    return ErrorInfo{"label.unmeasured",
                     "%1 of %2 images are not measured, for this model is told each picture's label: %3.",
                     {std::to_string(left), std::to_string(indices.size()), text}};
}

std::vector<int64_t> knownTo(const ModelSpec& spec, const ImageSet& images, const std::vector<int64_t>& indices) {
    return spec.conditional() ? LabelMap(spec.shape, images).known(indices) : indices;
}

}  // namespace zscape
