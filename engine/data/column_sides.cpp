#include "engine/data/column_sides.h"

#include "engine/data/folder_names.h"

#include <algorithm>
#include <array>

namespace zscape {

namespace {

std::optional<bool> yesOrNo(const std::string& word) {
    if (word == "1" || word == "true" || word == "yes" || word == "t" || word == "y") return true;
    if (word == "0" || word == "-1" || word == "false" || word == "no" || word == "f" || word == "n") return false;
    return std::nullopt;
}

/// For a column of yes and no: the side that "yes" means.
std::optional<Side> sideAsked(const std::string& heading) {
    std::string small = lowered(heading);
    if (small.starts_with("is_") || small.starts_with("is-") || small.starts_with("is ")) small.erase(0, 3);
    else if (small.starts_with("is")) small.erase(0, 2);
    return sideNamed(small);
}

std::optional<Side> sideOfValue(const std::string& value, const std::optional<Side>& asked) {
    const std::string small = lowered(value);
    if (const std::optional<Side> side = sideNamed(small)) return side;
    if (asked) {
        if (const std::optional<bool> yes = yesOrNo(small))
            return *yes ? *asked : *asked == Side::Train ? Side::HeldOut : Side::Train;
        return std::nullopt;
    }
    if (small == "0") return Side::Train;
    if (small == "1") return Side::HeldOut;
    if (small == "2") return Side::Test;
    return std::nullopt;
}

}  // namespace

std::vector<std::optional<Side>> sidesOfColumn(const AttributeColumn& column, int64_t images,
                                               const std::function<std::string(int64_t)>& nameOf) {
    const std::optional<Side> asked = sideAsked(column.about().name);
    std::vector<std::optional<Side>> sides;
    sides.reserve(static_cast<size_t>(images));
    for (int64_t i = 0; i < images; ++i) {
        const std::string value = column.textOf(i);
        if (isMissing(value)) {
            sides.emplace_back();
            continue;
        }
        const std::optional<Side> side = sideOfValue(value, asked);
        if (!side)
            throw Error("split.column",
                        "The column %1 says \"%2\" for %3, which is no side of a split. It must say train, val or "
                        "test, or 0, 1 or 2.",
                        {column.about().name, value, nameOf(i)});
        sides.push_back(side);
    }
    return sides;
}

bool looksLikeSplit(const AttributeColumn& column, int64_t images) {
    static constexpr std::array<std::string_view, 9> kWords{"split", "partition",      "subset",   "set",   "phase",
                                                            "usage", "eval_partition", "is_valid", "is_val"};
    const std::string name = lowered(column.about().name);
    if (std::find(kWords.begin(), kWords.end(), name) == kWords.end()) return false;
    const std::optional<Side> asked = sideAsked(column.about().name);
    bool train = false, other = false;
    for (int64_t i = 0; i < images; ++i) {
        const std::string value = column.textOf(i);
        if (isMissing(value)) continue;
        const std::optional<Side> side = sideOfValue(value, asked);
        if (!side || (!asked && !sideNamed(value) && name.find("partition") == std::string::npos)) return false;
        (*side == Side::Train ? train : other) = true;
    }
    return train && other;
}

}  // namespace zscape
