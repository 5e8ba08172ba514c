#include "app/zscape_cli/data_report.h"

#include "engine/core/channel_colours.h"
#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/duplicates.h"
#include "engine/data/import_settings.h"

#include <algorithm>

namespace zscape {

namespace {

constexpr size_t kUnreadableShown = 5;
constexpr size_t kColumnsShown = 12;

/// "1 image", "1,234 images"
std::string counted(int64_t number, const std::string& one, const std::string& several) {
    return countText(number) + " " + (number == 1 ? one : several);
}

void sayImages(Output& output, const ImageSet& images) {
    const auto unreadable = std::ssize(images.unreadable());
    std::string text = countText(images.count());
    if (images.found() != images.count()) text += " of " + countText(images.found());
    text += (images.count() == 1 ? " image, " : " images, ") + std::to_string(images.size()) + "x" +
            std::to_string(images.size()) + channelsAfterSize(images.channels());
    if (!images.labelNames().empty()) text += ", " + counted(std::ssize(images.labelNames()), "label", "labels");
    if (unreadable > 0) text += "; " + countText(unreadable) + " could not be read:";
    output.say(text);
    for (size_t i = 0; i < std::min(kUnreadableShown, images.unreadable().size()); ++i) {
        output.say("  " + displayName(images.unreadable()[i].file) + ": " + images.unreadable()[i].reason.sentence());
    }
    if (images.unreadable().size() > kUnreadableShown)
        output.say("  and " + countText(unreadable - static_cast<int64_t>(kUnreadableShown)) + " more");
}

std::string splitText(const Split& split) {
    std::string text =
        countText(std::ssize(split.train)) + " to train, " + countText(std::ssize(split.heldOut)) + " held out";
    if (!split.test.empty()) text += ", " + countText(std::ssize(split.test)) + " to test";
    return text;
}

/// Nothing where no picture is transparent.
void sayBackground(Output& output, const ImportReport::Background& background) {
    const int64_t transparent = background.transparent.value_or(0);
    if (transparent == 0) return;
    const std::string hex = textOfColour(background.colour);
    const std::string colour = hex == "#ffffff" ? "white" : hex == "#000000" ? "black" : hex;
    output.warn("Background: " + colour + " behind " +
                counted(transparent, "transparent picture", "transparent pictures") +
                (background.guessed ? " (a guess; background=#rrggbb takes another)" : ""));
}

std::string columnsText(const std::vector<Attribute>& attributes) {
    std::string text;
    for (size_t i = 0; i < std::min(kColumnsShown, attributes.size()); ++i)
        text += (i == 0 ? "" : ", ") + attributes[i].name;
    return attributes.size() > kColumnsShown
               ? text + " and " + countText(std::ssize(attributes) - static_cast<int64_t>(kColumnsShown)) + " more"
               : text;
}

}  // namespace

void reportData(Output& output, const ImageSet& images, const Split& split) {
    sayImages(output, images);
    const ImportReport& report = images.importReport();
    if (images.hasOwnSplit()) output.warn("Its own split: " + splitText(split));
    for (const ImportReport::Table& table : report.tables)
        output.warn("Table " + table.file + ": " + counted(table.rows, "row", "rows") + ", images named by " +
                    table.nameColumn);
    if (!images.attributes().empty()) output.warn("Columns: " + columnsText(images.attributes()));
    if (report.hidden > 0) output.warn(counted(report.hidden, "hidden name was", "hidden names were") + " passed over");
    if (report.aside > 0)
        output.warn(counted(report.aside, "file", "files") + " of ground truth, masks or annotations left aside");
    if (report.duplicates > 0)
        output.warn(counted(report.duplicates, "image has", "images have") + " exactly the pixels of an earlier one");
    if (report.duplicatesMoved > 0)
        output.warn(counted(report.duplicatesMoved, "duplicate was", "duplicates were") + " put on the training side");
    sayBackground(output, report.background);
    for (const ErrorInfo& remark : report.remarks) output.warn(remark.sentence());
    // A random split is known only now.
    if (images.hasOwnSplit()) return;
    if (const DuplicatesAcross across = duplicatesAcross(images, split); across.images > 0)
        output.warn(duplicatesRemark(across.images, images.nameOf(across.pairs.front().first),
                                     images.nameOf(across.pairs.front().second))
                        .sentence());
}

}  // namespace zscape
