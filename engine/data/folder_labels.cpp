#include "engine/core/paths.h"
#include "engine/data/file_source.h"
#include "engine/data/image_header.h"
#include "engine/data/natural_order.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace zscape {

namespace {

/// The folder at `depth` of a name, empty when the name has none so deep.
std::string_view folderAt(std::string_view name, int depth) {
    for (;; --depth) {
        const size_t slash = name.find('/');
        if (slash == std::string_view::npos) return {};
        if (depth == 0) return name.substr(0, slash);
        name.remove_prefix(slash + 1);
    }
}

bool namesASplit(std::string_view folder) {
    static constexpr std::array<std::string_view, 7> kSplits{"train", "training", "test", "testing", "val", "valid", "validation"};
    std::string small(folder);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::count(kSplits.begin(), kSplits.end(), small) > 0;
}

struct Naturally {
    bool operator()(std::string_view a, std::string_view b) const { return naturalLess(a, b); }
};

}  // namespace

FolderLabels labelsFromFolders(const std::vector<std::string>& names) {
    // A text file beside the images must not decide where their labels are.
    std::vector<std::string_view> images;
    for (const std::string& name : names)
        if (kindOfName(name) != NameKind::Unknown) images.emplace_back(name);
    if (images.empty()) images.assign(names.begin(), names.end());

    int depth = 0;
    for (; !images.empty(); ++depth) {
        const std::string_view first = folderAt(images.front(), depth);
        const bool passedOver = std::all_of(images.begin(), images.end(), [&](std::string_view name) {
            const std::string_view folder = folderAt(name, depth);
            const bool shared = folder == first && !folder.empty();
            return (shared || namesASplit(folder)) && !folderAt(name, depth + 1).empty();
        });
        if (!passedOver) break;
    }
    FolderLabels labels;
    std::map<std::string_view, int, Naturally> numbers;
    for (const std::string& name : names)
        if (const std::string_view folder = folderAt(name, depth); !folder.empty()) numbers.emplace(folder, 0);
    for (auto& [folder, number] : numbers) {
        number = static_cast<int>(labels.names.size());
        labels.names.push_back(displayName(std::string(folder)));
    }
    labels.of.reserve(names.size());
    for (const std::string& name : names) {
        const std::string_view folder = folderAt(name, depth);
        labels.of.push_back(folder.empty() ? -1 : numbers.at(folder));
    }
    return labels;
}

}  // namespace zscape
