#include "engine/data/folder_levels.h"

#include "engine/data/folder_names.h"
#include "engine/data/natural_order.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace zscape {

namespace {

constexpr int kMostLevels = 12;
constexpr int64_t kStraysAmong = 20;  ///< one in so many may lie elsewhere

/// Puts the folders of a level, found in any order, into natural order.
void sortNaturally(FolderLevels::Level& level) {
    std::vector<size_t> order(level.folders.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return naturalLess(level.folders[a], level.folders[b]); });
    std::vector<int32_t> number(order.size());
    std::vector<std::string> folders;
    std::vector<int64_t> images;
    for (size_t place = 0; place < order.size(); ++place) {
        number[order[place]] = static_cast<int32_t>(place);
        folders.push_back(std::move(level.folders[order[place]]));
        images.push_back(level.images[order[place]]);
    }
    level.folders = std::move(folders);
    level.images = std::move(images);
    for (int32_t& folder : level.of)
        if (folder >= 0) folder = number[static_cast<size_t>(folder)];
}

/// Whether all names of `below` go through the folder `large` of `above`.
bool liesWithin(const FolderLevels::Level& below, const FolderLevels::Level& above, int32_t large) {
    for (size_t i = 0; i < below.of.size(); ++i)
        if (below.of[i] >= 0 && above.of[i] != large) return false;
    return true;
}

}  // namespace

FolderLevels::FolderLevels(const std::vector<std::string>& names) {
    std::vector<size_t> at(names.size(), 0);  // where the rest of each name begins
    for (int depth = 0; depth < kMostLevels; ++depth) {
        Level level;
        level.of.assign(names.size(), -1);
        std::unordered_map<std::string_view, int32_t> numbers;
        std::string_view last;
        int32_t lastNumber = -1;
        for (size_t i = 0; i < names.size(); ++i) {
            const size_t slash = names[i].find('/', at[i]);
            if (slash == std::string::npos) {
                at[i] = names[i].size();
                continue;
            }
            const std::string_view folder = std::string_view(names[i]).substr(at[i], slash - at[i]);
            // Names come sorted: most have the folder of the one before.
            if (lastNumber < 0 || folder != last) {
                const auto [known, isNew] = numbers.emplace(folder, static_cast<int32_t>(level.folders.size()));
                if (isNew) {
                    level.folders.emplace_back(folder);
                    level.images.push_back(0);
                }
                last = folder;
                lastNumber = known->second;
            }
            ++level.images[static_cast<size_t>(lastNumber)];
            level.of[i] = lastNumber;
            at[i] = slash + 1;
        }
        if (level.folders.empty()) break;
        level.namesSplit = std::all_of(level.folders.begin(), level.folders.end(),
                                       [](const std::string& folder) { return sideNamed(folder).has_value(); });
        sortNaturally(level);
        levels_.push_back(std::move(level));
    }
}

int FolderLevels::splitLevel() const {
    for (int level = 1; level <= count(); ++level) {
        if (!at(level).namesSplit) continue;
        bool train = false, other = false;
        for (const std::string& folder : at(level).folders) (sideNamed(folder) == Side::Train ? train : other) = true;
        if (train && other) return level;
    }
    return 0;
}

int FolderLevels::labelLevel() const {
    for (int level = 1; level <= count(); ++level) {
        if (!usable(level)) continue;
        const Level& here = at(level);
        const auto large = std::max_element(here.images.begin(), here.images.end());
        const int64_t all = std::accumulate(here.images.begin(), here.images.end(), int64_t{0});
        bool strays = false;
        for (int below = level + 1; (all - *large) * kStraysAmong <= all && below <= count() && !strays; ++below)
            strays = usable(below) && liesWithin(at(below), here, static_cast<int32_t>(large - here.images.begin()));
        if (!strays) return level;
    }
    return 0;
}

}  // namespace zscape
