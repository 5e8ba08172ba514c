#include "app/zscape_cli/picture_files.h"

#include "app/zscape_cli/output.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/data/picture_writers.h"
#include "engine/data/value_range.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>

namespace zscape {

namespace {

constexpr size_t kMostOnASheet = 10'000;

void requireSheet(size_t pictures) {
    if (pictures <= kMostOnASheet) return;
    throw Error("usage.out", "%1 pictures are too many for one sheet (10000 at most). Give --out a folder.",
                {std::to_string(pictures)});
}

/// "3,911", "-0.5"
std::string valueText(double value) {
    constexpr double kLargestGrouped = 1e15;
    const bool whole = value == std::floor(value) && std::abs(value) < kLargestGrouped;
    return whole ? countText(static_cast<int64_t>(value)) : textOfValue(value);
}

}  // namespace

std::string valuesText(const std::vector<ValueScale>& scales) {
    std::vector<std::string> formats;
    double black = scales.front().black, white = scales.front().white;
    bool same = true;
    for (const ValueScale& scale : scales) {
        if (const std::string name = nameOf(scale.format);
            std::find(formats.begin(), formats.end(), name) == formats.end())
            formats.push_back(name);
        same = same && scale.black == scales.front().black && scale.white == scales.front().white;
        black = std::min(black, scale.black);
        white = std::max(white, scale.white);
    }
    std::string text;
    for (const std::string& format : formats) text += (text.empty() ? "" : " and ") + format;
    const bool channels =
        std::any_of(scales.begin(), scales.end(), [](const ValueScale& scale) { return !scale.channels.empty(); });
    return text + ", " +
           (!same      ? "each picture in its own range, in all "
            : channels ? "each channel in its own range, in all "
                       : "") +
           valueText(black) + ".." + valueText(white);
}

std::string extensionOf(const std::filesystem::path& name) {
    std::string extension = name.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

bool isPngName(const std::filesystem::path& name) { return extensionOf(name) == ".png"; }

void makeFolder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throwWriteError(folder, error.value());
}

std::string numberedName(size_t index) {
    char text[32];
    std::snprintf(text, sizeof text, "%06zu.png", index);
    return text;
}

void writePictures(const std::filesystem::path& out, const std::vector<Picture>& pictures) {
    if (isPngName(out)) {
        requireSheet(pictures.size());
        writePng(out, sheet(pictures));
        return;
    }
    makeFolder(out);
    for (size_t i = 0; i < pictures.size(); ++i) writePng(out / numberedName(i), pictures[i]);
}

void writePairs(const std::filesystem::path& file, const std::vector<Picture>& inputs,
                const std::vector<Picture>& outputs) {
    requireSheet(inputs.size());
    writePng(file, pairSheet(inputs, outputs));
}

}  // namespace zscape
