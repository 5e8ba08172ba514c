#include "engine/data/arrange_split.h"

#include "engine/core/paths.h"
#include "engine/data/arrange_choice.h"
#include "engine/data/column_sides.h"
#include "engine/data/duplicates.h"
#include "engine/data/folder_names.h"
#include "engine/data/split_units.h"

#include <algorithm>

namespace zscape {

namespace {

constexpr int64_t kPairsKept = 100;

/// Where nothing is said to be held out, the test is: something has to be followed.
void holdOutTheTest(std::vector<Side>& sides) {
    if (std::find(sides.begin(), sides.end(), Side::HeldOut) != sides.end()) return;
    std::replace(sides.begin(), sides.end(), Side::Test, Side::HeldOut);
}

/// What has no side of its own trains, and that is said.
std::vector<Side> completed(const std::vector<std::optional<Side>>& found, const ArrangeSources& sources,
                            ImportReport& report) {
    std::vector<Side> sides;
    sides.reserve(found.size());
    for (const std::optional<Side>& side : found) sides.push_back(side.value_or(Side::Train));
    const auto without = std::find(found.begin(), found.end(), std::nullopt);
    if (without != found.end())
        report.remarks.push_back({"split.without",
                                  "Images on no side of the split: %1, such as %2. They are trained on.",
                                  {std::to_string(std::count(without, found.end(), std::nullopt)),
                                   displayName(sources.names[static_cast<size_t>(without - found.begin())])}});
    return sides;
}

std::vector<Side> sidesOfFolders(const ArrangeSources& sources, int number, ImportReport& report) {
    const FolderLevels::Level& level = sources.levels.at(number);
    std::vector<std::optional<Side>> ofFolder, found;
    for (const std::string& folder : level.folders) ofFolder.push_back(sideNamed(folder));
    for (const int32_t folder : level.of)
        found.push_back(folder < 0 ? std::nullopt : ofFolder[static_cast<size_t>(folder)]);
    return completed(found, sources, report);
}

bool takeSource(const ArrangeSources& sources, Arrangement& result) {
    if (!sources.images.hasOwnSplit()) return false;
    for (int64_t i = 0; i < sources.images.count(); ++i) result.sides.push_back(sources.images.ownSideOf(i));
    result.ownSplit = true;
    result.settings.split = "own";
    return true;
}

bool takeFolders(const ArrangeSources& sources, Arrangement& result) {
    const int level = sources.levels.splitLevel();
    if (level == 0) return false;
    result.sides = sidesOfFolders(sources, level, result.report);
    result.ownSplit = true;
    result.settings.split = "own";
    return true;
}

void takeColumn(const ArrangeSources& sources, size_t column, Arrangement& result) {
    const auto nameOf = [&](int64_t image) { return displayName(sources.names[static_cast<size_t>(image)]); };
    const std::vector<std::optional<Side>> found =
        sidesOfColumn(sources.tables.columns[column], std::ssize(sources.names), nameOf);
    const std::string& name = sources.tables.attributes[column].name;
    const auto says = [&](bool train) {
        return std::any_of(found.begin(), found.end(),
                           [&](const auto& side) { return side && (*side == Side::Train) == train; });
    };
    if (!says(true) || !says(false))
        throw Error("split.column",
                    "The column %1 puts all images on one side. A split needs images to train on and others.", {name});
    result.sides = completed(found, sources, result.report);
    result.ownSplit = true;
    result.settings.split = "column:" + name;
}

/// No group on two sides, and, where it is asked for, no duplicate.
void settle(const ArrangeSources& sources, Arrangement& result) {
    const int64_t count = sources.images.count();
    SplitUnits units(count);
    ImportReport& report = result.report;
    if (!result.groups.empty()) {
        units.joinGroups(result.groups);
        if (const auto moved = settleSides(result.sides, units.numbers(), MixedUnits::ToTheEarliestSide);
            !moved.empty())
            report.remarks.push_back(
                {"split.groups",
                 "Images that were on another side of the split than others of their group: %1, such as %2. Each group "
                 "is on one side now.",
                 {std::to_string(moved.size()), displayName(sources.names[static_cast<size_t>(moved.front())])}});
    }
    if (result.settings.duplicates == "train" && !sources.twins.empty()) {
        units.joinTwins(sources.twins);
        report.duplicatesMoved = std::ssize(settleSides(result.sides, units.numbers(), MixedUnits::ToTraining));
    }
    holdOutTheTest(result.sides);
    if (std::find(result.sides.begin(), result.sides.end(), Side::HeldOut) == result.sides.end())
        report.remarks.push_back({"split.nothing",
                                  "Nothing is held out: groups or duplicates brought every image to the training side.",
                                  {}});
}

void countDuplicates(const ArrangeSources& sources, Arrangement& result) {
    ImportReport& report = result.report;
    for (size_t i = 0; i < sources.twins.size(); ++i) {
        const auto twin = static_cast<size_t>(sources.twins[i]);
        if (twin == i) continue;
        ++report.duplicates;
        if (!result.ownSplit || result.sides[twin] == result.sides[i]) continue;
        if (++report.duplicatesAcross <= kPairsKept)
            report.acrossPairs.emplace_back(static_cast<int64_t>(i), static_cast<int64_t>(twin));
    }
    if (report.duplicatesAcross > 0) {
        const auto [image, twin] = report.acrossPairs.front();
        report.remarks.push_back(duplicatesRemark(report.duplicatesAcross,
                                                  displayName(sources.names[static_cast<size_t>(image)]),
                                                  displayName(sources.names[static_cast<size_t>(twin)])));
    }
}

}  // namespace

void arrangeSplit(const ArrangeSources& sources, const ImportSettings& chosen, Arrangement& result) {
    using Kind = ArrangeChoice::Kind;
    result.settings.duplicates = chosen.duplicates.empty() ? "keep" : chosen.duplicates;
    const ArrangeChoice choice = arrangeChoice("split", chosen.split);
    if (choice.kind == Kind::Column) {
        takeColumn(sources, static_cast<size_t>(columnNamed(sources.tables, "split", choice.text)), result);
    } else if (choice.kind == Kind::Source) {
        takeSource(sources, result);
    } else if (choice.kind != Kind::Random && !takeSource(sources, result) && !takeFolders(sources, result)) {
        if (sources.tables.splitColumn >= 0)
            takeColumn(sources, static_cast<size_t>(sources.tables.splitColumn), result);
        else if (choice.kind == Kind::Own)
            throw Error("split.own",
                        "These images have no split of their own: there are no folders called train and val or test "
                        "with all images in them, and no column that says so. Choose split=random.");
    }
    if (result.ownSplit) settle(sources, result);
    else result.settings.split = "random";
    countDuplicates(sources, result);
}

}  // namespace zscape
