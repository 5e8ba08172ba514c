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
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) throw Error("label.unknown", "The model knows no label \"%1\". It knows %2.", {name, listed(names_)});
    chosen_ = found - names_.begin();
}

std::vector<int64_t> ModelLabels::of(const ImageSet& images, const std::vector<int64_t>& indices) const {
    std::vector<int64_t> labels;
    if (!conditional_) return labels;
    const std::vector<int64_t> known = byName(images);
    for (const int64_t index : indices) labels.push_back(labelOf(images, known, index));
    return labels;
}

std::vector<int64_t> ModelLabels::inTurn(int64_t count) const {
    std::vector<int64_t> labels;
    if (!conditional_) return labels;
    for (int64_t i = 0; i < count; ++i) labels.push_back(chosen_.value_or(i % std::ssize(names_)));
    return labels;
}

BatchAssembler::LabelOf ModelLabels::reader(const ImageSet& images) const {
    if (!conditional_) return {};
    return [this, &images, known = byName(images)](int64_t image) { return labelOf(images, known, image); };
}

Tensor ModelLabels::tensor(const std::vector<int64_t>& labels, size_t begin, int64_t count) const {
    if (!conditional_) return {};
    if (labels.empty() && !chosen_) throw Error("label.missing", "The model decodes a code for a label. Give one with --label: %1.", {listed(names_)});
    const Tensor read = at::empty({count}, at::kLong);
    for (int64_t i = 0; i < count; ++i) read.data_ptr<int64_t>()[i] = labels.empty() ? *chosen_ : labels[begin + static_cast<size_t>(i)];
    return read;
}

/// The model's label for each of the set's, below 0 where it has none of that name.
std::vector<int64_t> ModelLabels::byName(const ImageSet& images) const {
    std::vector<int64_t> known;
    for (const std::string& name : images.labelNames()) {
        const auto found = std::find(names_.begin(), names_.end(), name);
        known.push_back(found == names_.end() ? -1 : found - names_.begin());
    }
    return known;
}

int64_t ModelLabels::labelOf(const ImageSet& images, const std::vector<int64_t>& known, int64_t image) const {
    if (chosen_) return *chosen_;
    const int own = images.labelOf(image);
    if (own < 0)
        throw Error("label.missing", "The model is told each picture's label, and %1 has none. Put it into a folder of its class, or give one with --label.", {images.nameOf(image)});
    const int64_t found = known[static_cast<size_t>(own)];
    if (found < 0)
        throw Error("label.unknown", "The model knows no label \"%1\", which %2 has. Give one that it knows with --label.", {images.labelNames()[static_cast<size_t>(own)], images.nameOf(image)});
    return found;
}

}  // namespace zscape
