#include "engine/core/channel_colours.h"
#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/arrange_choice.h"
#include "engine/data/arrange_labels.h"
#include "engine/data/arrange_split.h"
#include "engine/data/arranged_image_set.h"
#include "engine/data/duplicates.h"
#include "engine/data/stored_images.h"

#include <algorithm>

namespace zscape {

namespace {

constexpr size_t kFoldersListed = 50;

std::vector<std::string> bytesOfNames(const ImageSet& images) {
    if (const auto* stored = dynamic_cast<const StoredImages*>(&images)) return stored->nameBytes();
    std::vector<std::string> names;
    names.reserve(static_cast<size_t>(images.count()));
    for (int64_t i = 0; i < images.count(); ++i) names.push_back(images.nameOf(i));
    return names;
}

ImportSettings settingsOfPixels(const ImageSet& images) {
    if (const auto* stored = dynamic_cast<const StoredImages*>(&images)) return stored->pixelSettings();
    ImportSettings settings;
    settings.size = images.size();
    settings.channels = images.channels();
    settings.guessFit = false;
    settings.background = {255, 255, 255};
    return settings;
}

std::optional<ErrorInfo> aboutNotNumbers(const ImageSet& images) {
    const auto* stored = dynamic_cast<const StoredImages*>(&images);
    if (!stored || stored->values().notNumberPictures == 0) return std::nullopt;
    return ErrorInfo{
        "values.not-numbers",
        "%1 pixels in %2 pictures are no numbers (NaN or infinite). They have become background.",
        {std::to_string(stored->values().notNumberPixels), std::to_string(stored->values().notNumberPictures)}};
}

std::optional<ErrorInfo> aboutEmptyTiles(const ImageSet& images) {
    const auto* stored = dynamic_cast<const StoredImages*>(&images);
    if (!stored || stored->emptyTiles() == 0) return std::nullopt;
    return ErrorInfo{"tiles.left-out",
                     "%1 of %2 tiles are background, %3 % of each or more, and are left out. With tile_empty=0 all are "
                     "kept.",
                     {std::to_string(stored->emptyTiles()), std::to_string(images.count() + stored->emptyTiles()),
                      std::to_string(stored->pixelSettings().tiling.emptyPercent)}};
}

std::optional<ErrorInfo> aboutAnimations(const ImageSet& images) {
    const auto* stored = dynamic_cast<const StoredImages*>(&images);
    if (!stored || stored->values().animations == 0) return std::nullopt;
    const int64_t animations = stored->values().animations;
    if (animations == 1)
        return ErrorInfo{"frames.first", "1 animation: its first frame is taken. With frames=all each of them is.", {}};
    return ErrorInfo{"frames.first",
                     "%1 animations: their first frames are taken. With frames=all each of them is.",
                     {std::to_string(animations)}};
}

/// A sentence for each colour space that pictures were in, but for the rarest of many.
void addAboutColours(const ImageSet& images, std::vector<ErrorInfo>& remarks) {
    constexpr size_t kSpacesNamed = 5;
    const auto* stored = dynamic_cast<const StoredImages*>(&images);
    if (!stored) return;
    const StoredValues values = stored->values();
    std::vector<std::pair<std::string, int64_t>> spaces(values.converted.begin(), values.converted.end());
    std::stable_sort(spaces.begin(), spaces.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    int64_t others = 0;
    for (size_t i = 0; i < spaces.size(); ++i) {
        if (i >= kSpacesNamed) others += spaces[i].second;
        else if (spaces[i].second == 1)
            remarks.push_back(
                {"colours.converted", "1 picture was in %1 and was converted to sRGB.", {spaces[i].first}});
        else
            remarks.push_back({"colours.converted",
                               "%1 pictures were in %2 and were converted to sRGB.",
                               {std::to_string(spaces[i].second), spaces[i].first}});
    }
    if (others > 0)
        remarks.push_back({"colours.converted",
                           "%1 pictures were in %2 other colour spaces and were converted to sRGB.",
                           {std::to_string(others), std::to_string(spaces.size() - kSpacesNamed)}});
    if (values.damagedProfiles > 0)
        remarks.push_back({"colours.damaged",
                           "%1 pictures have a colour profile that is damaged or does not fit them. They were taken as "
                           "sRGB.",
                           {std::to_string(values.damagedProfiles)}});
}

/// What is chosen, else what the files say, where they do of some channel.
/// \throws Error "colours.channels"
ChannelColours coloursFor(int channels, const ChannelColours& chosen, const std::vector<NamedChannel>& said) {
    if (chosen.count > 0) {
        if (chosen.count == channels && channels > 1) return chosen;
        throw Error("colours.channels",
                    "colours=%1 names %2, and the pictures are of %3. Give a colour for each channel, or auto.",
                    {textOf(chosen), std::to_string(chosen.count), channelsText(channels)});
    }
    if (std::none_of(said.begin(), said.end(), [](const NamedChannel& channel) { return channel.colour.has_value(); }))
        return {};
    ChannelColours colours;
    for (const NamedChannel& channel : said) {
        colours.of.at(static_cast<size_t>(colours.count)) =
            channel.colour.value_or(usualColour(colours.count, channels));
        ++colours.count;
    }
    return colours;
}

std::vector<std::string> namesOf(const std::vector<NamedChannel>& channels) {
    std::vector<std::string> names;
    names.reserve(channels.size());
    for (const NamedChannel& channel : channels) names.push_back(channel.name);
    const bool any = std::any_of(names.begin(), names.end(), [](const std::string& name) { return !name.empty(); });
    return any ? names : std::vector<std::string>();
}

/// For a person, where the files name them.
std::optional<ErrorInfo> aboutChannels(const std::vector<std::string>& names) {
    std::string text;
    for (size_t k = 0; k < names.size(); ++k)
        text += (k == 0 ? "" : ", ") + std::to_string(k + 1) + " " + (names[k].empty() ? "(no name)" : names[k]);
    if (text.empty()) return std::nullopt;
    return ErrorInfo{"channels.names", "The channels are called %1.", {text}};
}

std::vector<ImportReport::Level> levelsOf(const FolderLevels& levels) {
    std::vector<ImportReport::Level> report;
    for (int number = 1; number <= levels.count(); ++number) {
        const FolderLevels::Level& level = levels.at(number);
        ImportReport::Level entry;
        entry.level = number;
        for (size_t i = 0; i < std::min(kFoldersListed, level.folders.size()); ++i)
            entry.folders.push_back(displayName(level.folders[i]));
        entry.folderCount = std::ssize(level.folders);
        entry.namesSplit = level.namesSplit;
        entry.usable = levels.usable(number);
        report.push_back(std::move(entry));
    }
    return report;
}

}  // namespace

std::shared_ptr<const ArrangeMaterial> materialFrom(std::shared_ptr<const ImageSet> images, SourceFindings findings) {
    auto material = std::make_shared<ArrangeMaterial>();
    material->findings = std::move(findings);
    if (const auto* stored = dynamic_cast<const StoredImages*>(images.get()))
        material->twins = twinsOf(stored->pixelHashes(), images->count());
    for (const std::optional<ErrorInfo>& remark :
         {aboutEmptyTiles(*images), aboutNotNumbers(*images), aboutAnimations(*images)})
        if (remark) material->findings.remarks.push_back(*remark);
    addAboutColours(*images, material->findings.remarks);
    material->images = std::move(images);
    return material;
}

std::shared_ptr<const ImageSet> arrangeMaterial(std::shared_ptr<const ArrangeMaterial> material,
                                                const ImportSettings& settings,
                                                const std::shared_ptr<const ImageTables>& known) {
    const ImageSet& images = *material->images;
    const std::vector<std::string> names = bytesOfNames(images);
    const FolderLevels levels(names);
    Arrangement result;
    result.settings = settingsOfPixels(images);
    if (material->findings.frames) result.settings.frames = *material->findings.frames;
    if (material->findings.arrayAxes) result.settings.arrayAxes = *material->findings.arrayAxes;
    // Where the files are gone, or cannot be looked at, what a project keeps of them.
    const FileNumbers& looked = material->findings.numbers;
    result.settings.numbers = looked.format == NumberFormat::Unknown ? settings.numbers : looked;
    const bool sameTables = known && (settings.table.empty() || settings.table == known->resolved) && known->current();
    result.tables = sameTables ? known : readImageTables(names, material->findings.tables, settings.table);
    result.settings.table = result.tables->resolved;

    ImportReport& report = result.report;
    report.levels = levelsOf(levels);
    report.hidden = material->findings.hidden;
    report.aside = material->findings.aside;
    report.tables = result.tables->reports;
    report.remarks = material->findings.remarks;
    report.values = material->findings.values;
    report.array = material->findings.array;
    // Of files that are not all alike, some have other channels than the set.
    const bool ofTheSet = std::ssize(material->findings.channels) == images.channels();
    const std::vector<NamedChannel> said = ofTheSet ? material->findings.channels : std::vector<NamedChannel>();
    result.settings.colours = coloursFor(images.channels(), settings.colours, said);
    report.channelNames = namesOf(said);
    if (std::optional<ErrorInfo> remark = aboutChannels(report.channelNames)) report.remarks.push_back(*remark);
    report.sets = material->findings.sets;
    report.background.guessed = material->findings.backgroundGuessed;
    if (result.settings.background) report.background.colour = *result.settings.background;
    if (const auto* stored = dynamic_cast<const StoredImages*>(&images))
        report.background.transparent = stored->values().transparentPictures;
    const ArrangeSources sources{images, names, levels, *result.tables, material->twins};
    arrangeLabels(sources, settings.labels, result);
    arrangeGroups(sources, settings.group, result);
    arrangeSplit(sources, settings, result);
    report.remarks.insert(report.remarks.end(), result.tables->remarks.begin(), result.tables->remarks.end());
    return std::make_shared<ArrangedImageSet>(std::move(material), std::move(result));
}

std::shared_ptr<const ImageSet> arrangeImages(std::shared_ptr<const ImageSet> images, const ImportSettings& settings) {
    if (const auto* arranged = dynamic_cast<const ArrangedImageSet*>(images.get()))
        return arrangeMaterial(arranged->material(), settings, arranged->arrangement().tables);
    return arrangeMaterial(materialFrom(std::move(images), {}), settings, nullptr);
}

ImportSettings settingsOf(const ImageSet& images) {
    if (const auto* arranged = dynamic_cast<const ArrangedImageSet*>(&images)) return arranged->arrangement().settings;
    return settingsOfPixels(images);
}

}  // namespace zscape
