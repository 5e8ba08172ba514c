#include "engine/data/arrange_labels.h"

#include "engine/core/paths.h"
#include "engine/data/arrange_choice.h"
#include "engine/data/folder_names.h"
#include "engine/data/name_pattern.h"
#include "engine/data/natural_order.h"
#include "engine/data/split_units.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

namespace zscape {

namespace {

using Kind = ArrangeChoice::Kind;

constexpr size_t kMostLabels = 10'000;

/// Different texts, numbered in natural order.
struct NumberedTexts {
    std::vector<std::string> texts;
    std::vector<int32_t> of;  ///< for each image, or -1
};

NumberedTexts numbered(std::vector<std::string> texts, std::vector<int32_t> of) {
    std::vector<size_t> order(texts.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return naturalLess(texts[a], texts[b]); });
    NumberedTexts result;
    std::vector<int32_t> place(texts.size());
    for (size_t i = 0; i < order.size(); ++i) {
        place[order[i]] = static_cast<int32_t>(i);
        result.texts.push_back(std::move(texts[order[i]]));
    }
    for (int32_t& number : of)
        if (number >= 0) number = place[static_cast<size_t>(number)];
    result.of = std::move(of);
    return result;
}

/// `textOf(image)` gives an optional or empty text.
template <class TextOf>
NumberedTexts numberTexts(int64_t images, TextOf&& textOf) {
    std::unordered_map<std::string, int32_t> numbers;
    std::vector<std::string> texts;
    std::vector<int32_t> of;
    of.reserve(static_cast<size_t>(images));
    for (int64_t i = 0; i < images; ++i) {
        const std::string text = textOf(i);
        if (text.empty()) {
            of.push_back(-1);
            continue;
        }
        const auto [known, isNew] = numbers.emplace(text, static_cast<int32_t>(texts.size()));
        if (isNew) texts.push_back(text);
        of.push_back(known->second);
    }
    return numbered(std::move(texts), std::move(of));
}

NumberedTexts byPattern(const ArrangeSources& sources, const std::string& key, const std::string& expression) {
    const NamePattern pattern(expression, key + ".pattern", key);
    return numberTexts(std::ssize(sources.names), [&](int64_t i) {
        return std::string(pattern.groupOf(sources.names[static_cast<size_t>(i)]).value_or(std::string_view()));
    });
}

std::string columnNames(const ImageTables& tables) {
    std::string names;
    for (size_t i = 0; i < std::min<size_t>(tables.attributes.size(), 12); ++i)
        names += (names.empty() ? "" : ", ") + tables.attributes[i].name;
    return names + (tables.attributes.size() > 12 ? ", ..." : "");
}

NumberedTexts byColumn(const ArrangeSources& sources, size_t column) {
    return numberTexts(std::ssize(sources.names), [&](int64_t i) {
        std::string text = sources.tables.columns[column].textOf(i);
        return isMissing(text) ? std::string() : text;
    });
}

void checkLevel(const ArrangeSources& sources, const std::string& key, int level) {
    if (level <= sources.levels.count()) return;
    if (sources.levels.count() == 0)
        throw Error(key + ".level", "%1 cannot be level:%2: the images lie in no folders below what was opened.",
                    {key, std::to_string(level)});
    throw Error(
        key + ".level",
        "%1 cannot be level:%2: the images lie in at most %3 folders, one in the other. Give a level from 1 to %3.",
        {key, std::to_string(level), std::to_string(sources.levels.count())});
}

void takeLevel(const ArrangeSources& sources, int number, Arrangement& result) {
    const FolderLevels::Level& level = sources.levels.at(number);
    result.labels = level.of;
    for (const std::string& folder : level.folders) result.labelNames.push_back(displayName(folder));
    result.settings.labels = "level:" + std::to_string(number);
}

void takeTexts(NumberedTexts texts, const std::string& resolved, Arrangement& result) {
    if (texts.texts.size() > kMostLabels)
        throw Error(
            "labels.many",
            "labels=%1 gives %2 different labels; at most %3 are taken. Choose something that many images share.",
            {validUtf8(resolved), std::to_string(texts.texts.size()), std::to_string(kMostLabels)});
    result.labels = std::move(texts.of);
    for (const std::string& text : texts.texts) result.labelNames.push_back(displayName(text));
    result.settings.labels = resolved;
}

/// Two sides of a split among other folders: these are classes, or something that nobody has foreseen lies beside a
/// split.
void remarkSplitNames(const FolderLevels::Level& level, ImportReport& report) {
    std::string sides, other;
    std::array<bool, 3> named{};
    for (const std::string& folder : level.folders) {
        if (const std::optional<Side> side = sideNamed(folder)) {
            named[static_cast<size_t>(*side)] = true;
            sides += (sides.empty() ? "" : ", ") + displayName(folder);
        } else if (other.empty()) {
            other = displayName(folder);
        }
    }
    if (named[0] + named[1] + named[2] < 2) return;
    report.remarks.push_back({"labels.split-names",
                              "Folders that are called like the sides of a split (%1) are taken for labels, as others "
                              "stand beside them, such as %2. Move those away, or choose other labels.",
                              {sides, other}});
}

/// What the source has itself (arrays); else the folders that name classes; else a column that is called so.
void guessLabels(const ArrangeSources& sources, Arrangement& result) {
    if (!sources.images.labelNames().empty()) {
        result.labelNames = sources.images.labelNames();
        for (int64_t i = 0; i < sources.images.count(); ++i) result.labels.push_back(sources.images.labelOf(i));
        return;  // the guess is what it is resolved to: nothing else names these
    }
    if (const int level = sources.levels.labelLevel()) {
        takeLevel(sources, level, result);
        remarkSplitNames(sources.levels.at(level), result.report);
        return;
    }
    if (const int column = sources.tables.labelColumn; column >= 0) {
        NumberedTexts texts = byColumn(sources, static_cast<size_t>(column));
        if (texts.texts.size() >= 2 && texts.texts.size() <= 1000) {
            takeTexts(std::move(texts), "column:" + sources.tables.attributes[static_cast<size_t>(column)].name,
                      result);
            return;
        }
    }
    result.settings.labels = "none";
}

void remarkLabels(const ArrangeSources& sources, Arrangement& result) {
    ImportReport& report = result.report;
    const auto images = std::ssize(result.labels);
    report.unlabelled = std::count(result.labels.begin(), result.labels.end(), -1);
    if (result.labelNames.empty()) return;
    if (report.unlabelled > 0) {
        const auto first = std::find(result.labels.begin(), result.labels.end(), -1) - result.labels.begin();
        report.remarks.push_back({"labels.unlabelled",
                                  "Images without a label: %1 of %2, such as %3.",
                                  {std::to_string(report.unlabelled), std::to_string(images),
                                   displayName(sources.names[static_cast<size_t>(first)])}});
    }
    std::vector<int64_t> counts(result.labelNames.size(), 0), example(result.labelNames.size(), -1);
    for (int64_t i = 0; i < images; ++i) {
        if (const int32_t label = result.labels[static_cast<size_t>(i)]; label >= 0) {
            ++counts[static_cast<size_t>(label)];
            example[static_cast<size_t>(label)] = i;
        }
    }
    const auto single = std::count(counts.begin(), counts.end(), 1);
    if (single == 0) return;
    const auto first = static_cast<size_t>(std::find(counts.begin(), counts.end(), 1) - counts.begin());
    report.remarks.push_back({"labels.single",
                              "Labels with a single image: %1 of %2, such as %3 (%4).",
                              {std::to_string(single), std::to_string(counts.size()), result.labelNames[first],
                               displayName(sources.names[static_cast<size_t>(example[first])])}});
}

/// Tiles of one file belong together, whatever the groups are: these may only join files. Of an array, of one picture.
void joinTiles(const ArrangeSources& sources, Arrangement& result) {
    const int64_t count = sources.images.count();
    std::unordered_map<std::string, int64_t> numbers;
    std::vector<int64_t> files;
    files.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) {
        // Two files that were chosen in two folders may be shown by one name.
        std::string key = sources.images.fileOf(i).string() + '\0' + sources.names[static_cast<size_t>(i)];
        files.push_back(numbers.emplace(std::move(key), std::ssize(numbers)).first->second);
    }
    SplitUnits units(count);
    units.joinGroups(files);
    units.joinGroups(result.groups);
    result.groups = units.numbers();
    const int64_t groups = 1 + *std::max_element(result.groups.begin(), result.groups.end());
    const std::string size = std::to_string(sources.images.size());
    const int scale = result.settings.tiling.scale;
    result.report.remarks.push_back(
        {"tiles.cut",
         scale > 1 ? "The pictures were shrunk to 1/%3 and cut into tiles of %1 x %1 pixels. Tiles of one file are one "
                     "group, which is never on both sides of a split. Groups: %2."
                   : "The pictures were cut into tiles of %1 x %1 pixels. Tiles of one file are one group, which is "
                     "never on both sides of a split. Groups: %2.",
         {size, std::to_string(groups), std::to_string(scale)}});
    if (groups == 1)
        result.report.remarks.push_back(
            {"group.one",
             "All tiles are in one group, so that none can be held out. Open more files, or "
             "choose another group.",
             {}});
}

}  // namespace

int columnNamed(const ImageTables& tables, const std::string& key, const std::string& name) {
    const int column = tables.columnOf(name);
    if (column >= 0) return column;
    if (tables.columns.empty())
        throw Error(key + ".column",
                    "%1 cannot be column:%2: no table belongs to these images. Put one beside them, with a column of "
                    "their file names, or name it with table=FILE.",
                    {key, validUtf8(name)});
    throw Error(key + ".column", "%1 cannot be column:%2: the table has no such column. There are: %3.",
                {key, validUtf8(name), columnNames(tables)});
}

void arrangeLabels(const ArrangeSources& sources, const std::string& chosen, Arrangement& result) {
    const ArrangeChoice choice = arrangeChoice("labels", chosen);
    switch (choice.kind) {
        case Kind::Level:
            checkLevel(sources, "labels", choice.level);
            if (sources.levels.at(choice.level).namesSplit)
                throw Error(
                    "labels.level",
                    "labels cannot be level:%1: its folders (%2) name the sides of a split, and are no labels.",
                    {std::to_string(choice.level), displayName(sources.levels.at(choice.level).folders.front())});
            takeLevel(sources, choice.level, result);
            break;
        case Kind::Pattern:
            takeTexts(byPattern(sources, "labels", choice.text), chosen, result);
            if (result.labelNames.empty())
                result.report.remarks.push_back(
                    {"labels.pattern-none",
                     "The pattern %1 is found in none of the names, such as %2: there are no labels.",
                     {validUtf8(choice.text),
                      sources.names.empty() ? std::string() : displayName(sources.names.front())}});
            break;
        case Kind::Column: {
            const auto column = static_cast<size_t>(columnNamed(sources.tables, "labels", choice.text));
            takeTexts(byColumn(sources, column), "column:" + sources.tables.attributes[column].name, result);
            break;
        }
        case Kind::None: result.settings.labels = "none"; break;
        case Kind::Guess:
        case Kind::Own:
        case Kind::Source:
        case Kind::Random: guessLabels(sources, result); break;
    }
    if (result.labels.empty()) result.labels.assign(sources.names.size(), -1);
    remarkLabels(sources, result);
}

void arrangeGroups(const ArrangeSources& sources, const std::string& chosen, Arrangement& result) {
    const ArrangeChoice choice = arrangeChoice("group", chosen);
    std::vector<int32_t> groups;
    result.settings.group = choice.kind == Kind::Guess ? "none" : chosen;
    switch (choice.kind) {
        case Kind::Level:
            checkLevel(sources, "group", choice.level);
            groups = sources.levels.at(choice.level).of;
            break;
        case Kind::Pattern:
            groups = byPattern(sources, "group", choice.text).of;
            if (std::all_of(groups.begin(), groups.end(), [](int32_t group) { return group < 0; }))
                result.report.remarks.push_back(
                    {"group.pattern-none",
                     "The pattern %1 is found in none of the names, such as %2: there are no groups.",
                     {validUtf8(choice.text),
                      sources.names.empty() ? std::string() : displayName(sources.names.front())}});
            break;
        case Kind::Column: {
            const auto column = static_cast<size_t>(columnNamed(sources.tables, "group", choice.text));
            groups = byColumn(sources, column).of;
            result.settings.group = "column:" + sources.tables.attributes[column].name;
            break;
        }
        case Kind::None:
        case Kind::Guess:
        case Kind::Own:
        case Kind::Source:
        case Kind::Random: break;
    }
    result.groups.assign(groups.begin(), groups.end());
    if (sources.images.count() > 0 && sources.images.placeOf(0).isTile()) {
        joinTiles(sources, result);
        return;
    }
    const bool allOne =
        !groups.empty() && groups.front() >= 0 &&
        std::all_of(groups.begin(), groups.end(), [&](int32_t group) { return group == groups.front(); });
    if (allOne)
        result.report.remarks.push_back(
            {"group.one", "All images are in one group, so that none can be held out. Choose another group.", {}});
}

}  // namespace zscape
