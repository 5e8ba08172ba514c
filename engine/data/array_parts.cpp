#include "engine/data/array_parts.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/folder_names.h"
#include "engine/data/natural_order.h"

#include <algorithm>
#include <map>
#include <set>

namespace zscape {

namespace fs = std::filesystem;

namespace {

std::string partOf(const fs::path& file) {
    const std::string name = lowered(file.filename().string());
    if (name.starts_with("t10k") || name.find("test") != std::string::npos) return "test";
    if (name.starts_with("train") || name.starts_with("data_batch") || name.find("train") != std::string::npos)
        return "train";
    // "val" is within too many words to be looked for like the others.
    std::string word;
    for (const char c : name + ".") {
        if (c >= 'a' && c <= 'z') {
            word += c;
            continue;
        }
        if (sideNamed(word) == Side::HeldOut) return "val";
        word.clear();
    }
    return "image";
}

}  // namespace

std::string partOf(const ArrayFile& array) { return array.part.empty() ? partOf(array.file) : array.part; }

Side sideOfPart(const std::string& part) {
    return part == "test" ? Side::Test : part == "val" ? Side::HeldOut : Side::Train;
}

void shareWords(std::vector<ArrayFile>& arrays) {
    std::set<std::string> words;
    bool areWords = false;
    const auto textOf = [](const ArrayFile& array, int64_t label) {
        return array.labelNames.empty() ? std::to_string(label) : array.labelNames[static_cast<size_t>(label)];
    };
    for (const ArrayFile& array : arrays) {
        areWords = areWords || (!array.labels.empty() && !array.labelNames.empty());
        std::set<int64_t> used(array.labels.begin(), array.labels.end());
        used.erase(kNoLabel);
        for (const int64_t label : used) words.insert(textOf(array, label));
    }
    if (!areWords) return;
    std::vector<std::string> names(words.begin(), words.end());
    std::sort(names.begin(), names.end(), naturalLess);
    std::map<std::string, int64_t> numbers;
    for (size_t i = 0; i < names.size(); ++i) numbers[names[i]] = static_cast<int64_t>(i);
    for (ArrayFile& array : arrays) {
        for (int64_t& label : array.labels)
            if (label != kNoLabel) label = numbers.at(textOf(array, label));
        if (!array.labels.empty()) array.labelNames = names;
    }
}

std::optional<ArrayReadings> readingsOfAll(const std::vector<const ArrayFile*>& arrays) {
    const ArrayFile& first = *arrays.front();
    if (first.shape.empty()) return std::nullopt;
    ArrayReadings all{textOfShape(first.shape), first.axes, {}};
    ArrayReadings offered = readingsOf(first.shape, first.columnsFirst);
    for (ArrayReadings::Reading& reading : offered.readings) {
        bool fits = true;
        reading.images = 0;
        for (const ArrayFile* array : arrays) {
            const std::optional<ArrayLayout> own = layoutBy(reading.axes, array->shape);
            fits = fits && own && array->columnsFirst == first.columnsFirst;
            reading.images += own ? own->count : 0;
        }
        if (fits) all.readings.push_back(std::move(reading));
    }
    return all;
}

std::vector<ErrorInfo> aboutArrays(const std::vector<const ArrayFile*>& arrays) {
    std::vector<ErrorInfo> remarks;
    const ArrayFile* said = nullptr;
    for (const ArrayFile* one : arrays) {
        const ArrayFile& array = *one;
        if (!areNeverColours(array.channels) && !array.axesChosen) continue;
        if (said && said->channels == array.channels && said->axes == array.axes) continue;
        said = &array;
        const fs::path name = array.member.empty() ? array.file : array.file / array.member;
        remarks.push_back({array.axesChosen ? "array.axes" : "array.channels",
                           "%1 (%2) is read by axes=%3: pictures of %4 x %5 pixels and %6.",
                           {displayName(name), textOfShape(array.shape), array.axes, std::to_string(array.width),
                            std::to_string(array.height), channelsText(array.channels)}});
    }
    for (const ArrayFile* one : arrays)
        if (!one->labelsAside.empty())
            remarks.push_back({"array.labels",
                               "%1 holds no labels: some of its numbers are not whole. The pictures have none.",
                               {displayName(one->file / one->labelsAside)}});
    return remarks;
}

}  // namespace zscape
