#include "engine/data/split_units.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace zscape {

SplitUnits::SplitUnits(int64_t count) : parent_(static_cast<size_t>(count)) {
    std::iota(parent_.begin(), parent_.end(), int64_t{0});
}

int64_t SplitUnits::rootOf(int64_t image) const {
    while (parent_[static_cast<size_t>(image)] != image) {
        int64_t& parent = parent_[static_cast<size_t>(image)];
        parent = parent_[static_cast<size_t>(parent)];
        image = parent;
    }
    return image;
}

void SplitUnits::join(int64_t a, int64_t b) {
    a = rootOf(a);
    b = rootOf(b);
    parent_[static_cast<size_t>(std::max(a, b))] = std::min(a, b);
}

void SplitUnits::joinGroups(const std::vector<int64_t>& groups) {
    std::unordered_map<int64_t, int64_t> first;
    for (int64_t i = 0; i < std::ssize(groups); ++i) {
        const int64_t group = groups[static_cast<size_t>(i)];
        if (group < 0) continue;
        const auto [known, isNew] = first.emplace(group, i);
        if (!isNew) join(known->second, i);
    }
}

void SplitUnits::joinTwins(const std::vector<int64_t>& twins) {
    for (int64_t i = 0; i < std::ssize(twins); ++i)
        if (const int64_t twin = twins[static_cast<size_t>(i)]; twin != i) join(twin, i);
}

std::vector<int64_t> SplitUnits::numbers() const {
    std::vector<int64_t> numbers(parent_.size());
    int64_t next = 0;
    // A root is its unit's first image: it has its number before the others ask for it.
    for (size_t i = 0; i < parent_.size(); ++i) {
        const int64_t root = rootOf(static_cast<int64_t>(i));
        numbers[i] = root == static_cast<int64_t>(i) ? next++ : numbers[static_cast<size_t>(root)];
    }
    return numbers;
}

std::vector<int64_t> settleSides(std::vector<Side>& sides, const std::vector<int64_t>& units, MixedUnits rule) {
    struct Found {
        Side earliest = Side::Test;
        bool mixed = false, any = false;
    };
    std::vector<Found> found(units.empty() ? 0
                                           : static_cast<size_t>(*std::max_element(units.begin(), units.end())) + 1);
    for (size_t i = 0; i < units.size(); ++i) {
        Found& unit = found[static_cast<size_t>(units[i])];
        unit.mixed = unit.mixed || (unit.any && unit.earliest != sides[i]);
        unit.earliest = std::min(unit.earliest, sides[i]);
        unit.any = true;
    }
    std::vector<int64_t> moved;
    for (size_t i = 0; i < units.size(); ++i) {
        const Found& unit = found[static_cast<size_t>(units[i])];
        const Side side = rule == MixedUnits::ToTraining ? Side::Train : unit.earliest;
        if (!unit.mixed || sides[i] == side) continue;
        sides[i] = side;
        moved.push_back(static_cast<int64_t>(i));
    }
    return moved;
}

}  // namespace zscape
