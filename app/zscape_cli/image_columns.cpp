#include "app/zscape_cli/image_columns.h"

#include "engine/data/import.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace zscape {
namespace {

std::string labelOf(const ImageSet& images, int64_t index) {
    const int label = images.labelOf(index);
    return label < 0 ? std::string() : images.labelNames()[static_cast<size_t>(label)];
}

}  // namespace

ImageColumns describe(const ImageSet& images) {
    ImageColumns table;
    const auto add = [&](const std::string& heading, const auto& textOf) {
        std::vector<std::string> texts;
        for (int64_t i = 0; i < images.count(); ++i) texts.push_back(textOf(i));
        table.header.push_back(heading);
        table.texts.push_back(std::move(texts));
    };
    add("name", [&](int64_t i) { return images.nameOf(i); });
    using Part = int64_t ImagePlace::*;
    if (images.count() > 0 && images.placeOf(0).isTile())
        for (const auto& [heading, part] :
             std::initializer_list<std::pair<const char*, Part>>{{"tile_x", &ImagePlace::x},
                                                                 {"tile_y", &ImagePlace::y},
                                                                 {"tile_width", &ImagePlace::width},
                                                                 {"tile_height", &ImagePlace::height}})
            add(heading, [&, &of = part](int64_t i) { return std::to_string(images.placeOf(i).*of); });
    if (!images.labelNames().empty()) add("label", [&](int64_t i) { return labelOf(images, i); });
    const std::string labelColumn = settingsOf(images).labels;
    for (size_t attribute = 0; attribute < images.attributes().size(); ++attribute) {
        std::string heading = images.attributes()[attribute].name;
        if (heading == "label" && labelColumn == "column:label") continue;  // it stands there already
        if (heading == "name" || heading == "label" ||
            std::find(table.header.begin(), table.header.end(), heading) != table.header.end())
            heading += " (table)";
        add(heading, [&](int64_t i) { return images.textOf(i, attribute); });
    }
    return table;
}

}  // namespace zscape
