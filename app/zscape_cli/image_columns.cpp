#include "app/zscape_cli/image_columns.h"

#include "engine/data/import.h"

#include <set>

namespace zscape {

std::string labelTextOf(const ImageSet& images, int64_t index) {
    const int label = images.labelOf(index);
    return label < 0 ? std::string() : images.labelNames()[static_cast<size_t>(label)];
}

std::vector<int> labelsOf(const ImageSet& images, const std::vector<int64_t>& indices) {
    std::vector<int> labels;
    labels.reserve(indices.size());
    for (const int64_t i : indices) labels.push_back(images.labelOf(i));
    return labels;
}

std::vector<std::pair<std::string, int64_t ImagePlace::*>> tileColumns(const ImageSet& images) {
    if (images.count() == 0 || !images.placeOf(0).isTile()) return {};
    return {{"tile_x", &ImagePlace::x},
            {"tile_y", &ImagePlace::y},
            {"tile_width", &ImagePlace::width},
            {"tile_height", &ImagePlace::height}};
}

std::vector<std::string> codeHeadings(int64_t dimensions) {
    std::vector<std::string> headings;
    headings.reserve(static_cast<size_t>(dimensions));
    for (int64_t d = 0; d < dimensions; ++d) headings.push_back("z" + std::to_string(d));
    return headings;
}

ImageColumns describe(const ImageSet& images, const std::vector<int64_t>& indices,
                      const std::vector<std::string>& computed) {
    ImageColumns table;
    std::set<std::string> taken{"name", "label"};
    taken.insert(computed.begin(), computed.end());
    const auto add = [&](const std::string& heading, const auto& textOf) {
        std::vector<std::string> texts;
        texts.reserve(indices.size());
        for (const int64_t i : indices) texts.push_back(textOf(i));
        table.header.push_back(heading);
        taken.insert(heading);
        table.texts.push_back(std::move(texts));
    };
    add("name", [&](int64_t i) { return images.nameOf(i); });
    for (const auto& [heading, part] : tileColumns(images))
        add(heading, [&, part = part](int64_t i) { return std::to_string(images.placeOf(i).*part); });
    if (!images.labelNames().empty()) add("label", [&](int64_t i) { return labelTextOf(images, i); });
    const std::string labelColumn = settingsOf(images).labels;
    for (size_t attribute = 0; attribute < images.attributes().size(); ++attribute) {
        std::string heading = images.attributes()[attribute].name;
        if (heading == "label" && labelColumn == "column:label") continue;  // it stands there already
        if (taken.contains(heading)) heading += " (table)";
        add(heading, [&](int64_t i) { return images.textOf(i, attribute); });
    }
    table.header.insert(table.header.end(), computed.begin(), computed.end());
    return table;
}

}  // namespace zscape
