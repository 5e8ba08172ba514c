#include "ui/import/preview_choice.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <random>

namespace zscape {

PreviewChoice chooseByLabel(const ImageSet& images, size_t labels, int across, int rows, uint64_t seed) {
    PreviewChoice choice;
    choice.across = std::max(1, across);
    const auto room = static_cast<int64_t>(choice.across) * std::max(1, rows);
    const size_t names = images.labelNames().size();
    // The last of all is the column of what has no label.
    std::vector<PreviewChoice::Column> all(names + 1);
    for (size_t label = 0; label < names; ++label) all[label].label = static_cast<int>(label);
    std::mt19937_64 random(seed);
    for (int64_t image = 0; image < images.count(); ++image) {
        const int label = images.labelOf(image);
        PreviewChoice::Column& column = all[label < 0 ? names : static_cast<size_t>(label)];
        ++column.count;
        if (static_cast<int64_t>(column.images.size()) < room) {
            column.images.push_back(image);
        } else if (seed != 0) {
            // A reservoir: each image of the label has the same chance (Vitter 1985).
            const auto place = static_cast<int64_t>(random() % static_cast<uint64_t>(column.count));
            if (place < room) column.images[static_cast<size_t>(place)] = image;
        }
    }
    std::erase_if(all, [](const PreviewChoice::Column& column) { return column.count == 0; });
    if (seed == 0 || all.size() <= labels) {
        all.resize(std::min(all.size(), labels));
        choice.columns = std::move(all);
    } else {
        std::sample(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()),
                    std::back_inserter(choice.columns), static_cast<std::ptrdiff_t>(labels), random);
    }
    return choice;
}

PreviewChoice chooseAny(const ImageSet& images, int64_t count, uint64_t seed) {
    PreviewChoice choice;
    const int64_t all = images.count();
    count = std::min(count, all);
    std::mt19937_64 random(seed);
    for (int64_t i = 0; i < count; ++i) {
        // One out of each of `count` equal stretches: in order, and no image twice.
        const int64_t from = all * i / count, to = all * (i + 1) / count;
        choice.images.push_back(
            seed == 0 ? from
                      : from + static_cast<int64_t>(random() % static_cast<uint64_t>(std::max<int64_t>(1, to - from))));
    }
    return choice;
}

}  // namespace zscape
