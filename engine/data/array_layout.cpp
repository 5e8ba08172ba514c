#include "engine/data/array_layout.h"

#include "engine/core/picture.h"
#include "engine/data/saturated.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace zscape {

namespace {

constexpr int64_t kSmallestSquare = 8;

bool countsPictures(char axis) { return axis == 'N' || axis == 'Z' || axis == 'T'; }

/// The side of a square of so many pixels; 0 where they are none.
int64_t sideOf(int64_t pixels) {
    const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(pixels))));
    return side * side == pixels ? side : 0;
}

/// Each may be meant; what a shape rules out is left away.
constexpr std::array<std::string_view, 29> kReadings{
    "NP",     "PN",     "HW",                      // rows of pixels, one picture
    "NHW",    "NWH",    "HWN",    "HWC",   "CHW",  // grey, or one picture
    "NHWC",   "NCHW",   "NZHW",   "NHWZ",  "NWHC",  "NCWH",  "CNHW",  "HWCN", "CHWN", "HWNC",  // channels, or volumes
    "NZHWC",  "NZCHW",  "NCZHW",  "CNZHW", "NTZHW", "NHWZC", "HWZCN",                          // volumes of channels
    "NTZHWC", "NTZCHW", "NTCZHW", "NCTZHW"};

bool areLargeEnough(const ArrayLayout& layout) {
    const auto isSide = [](int64_t side) { return side >= kSmallestSquare && side <= kLongestArraySide; };
    return isSide(layout.height) && isSide(layout.width);
}

}  // namespace

std::optional<std::string> axesFrom(const std::string& text) {
    std::string axes;
    for (const char c : text) {
        char axis = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (axis == 'Y') axis = 'H';
        if (axis == 'X') axis = 'W';
        const bool known = countsPictures(axis) || axis == 'H' || axis == 'W' || axis == 'C' || axis == 'P';
        if (!known || axes.find(axis) != std::string::npos) return std::nullopt;
        axes += axis;
    }
    const auto has = [&](char axis) { return axes.find(axis) != std::string::npos; };
    const bool whole = has('P') ? !has('H') && !has('W') : has('H') && has('W');
    return whole ? std::optional(axes) : std::nullopt;
}

std::string guessAxes(const std::vector<int64_t>& shape, bool columnsFirst) {
    const auto areColours = [](int64_t extent) { return extent == 1 || extent == 3 || extent == 4; };
    const auto areOthers = [](int64_t extent, int64_t height, int64_t width) {
        return extent >= 1 && extent <= kMostChannels && std::min(height, width) >= kSmallestSquare;
    };
    if (shape.size() == 3) return columnsFirst ? "NWH" : "NHW";
    if (shape.size() == 4) {
        const bool last = areColours(shape[3]) || (!areColours(shape[1]) && areOthers(shape[3], shape[1], shape[2]));
        if (last) return columnsFirst ? "NWHC" : "NHWC";
        if (areColours(shape[1]) || areOthers(shape[1], shape[2], shape[3])) return columnsFirst ? "NCWH" : "NCHW";
    }
    const bool square = shape.size() == 2 && shape[1] >= kSmallestSquare * kSmallestSquare && sideOf(shape[1]) > 0;
    return square ? "NP" : "";
}

std::optional<ArrayLayout> layoutBy(const std::string& axes, const std::vector<int64_t>& shape, bool fortran) {
    if (axes.empty() || axes.size() != shape.size()) return std::nullopt;
    ArrayLayout layout;
    std::vector<ScatteredPictures::Extent> extents;
    std::string ofPicture;  // its own axes in the order of memory
    for (size_t k = 0; k < shape.size(); ++k) {
        const size_t i = fortran ? shape.size() - 1 - k : k;
        const int64_t extent = shape[i];
        if (extent < 1) return std::nullopt;
        const char axis = axes[i];
        extents.push_back({extent, !countsPictures(axis)});
        if (countsPictures(axis)) {
            layout.count = saturatedProduct(layout.count, extent);
            continue;
        }
        ofPicture += axis;
        if (axis == 'P') layout.height = layout.width = sideOf(extent);
        else (axis == 'H' ? layout.height : axis == 'W' ? layout.width : layout.channels) = extent;
    }
    if (layout.channels > kMostChannels || layout.height < 1 || layout.width < 1) return std::nullopt;
    layout.pieces = ScatteredPictures(extents);
    layout.transposed = ofPicture.find('W') < ofPicture.find('H');
    const size_t channels = ofPicture.find('C');
    if (layout.channels > 1 && channels == 0) layout.place = ChannelPlace::First;
    else if (layout.channels > 1 && channels + 1 < ofPicture.size()) layout.place = ChannelPlace::Between;
    return layout;
}

int64_t picturesOfFirst(const std::string& axes, const std::vector<int64_t>& shape, bool fortran) {
    const std::optional<ArrayLayout> layout = layoutBy(axes, shape, fortran);
    return !layout || fortran || !countsPictures(axes.front()) ? 0 : layout->count / shape.front();
}

std::vector<std::string> axesThatFit(const std::vector<int64_t>& shape, bool columnsFirst) {
    std::vector<std::string> axes;
    std::vector<ArrayLayout> layouts;
    const auto take = [&](const std::string& reading, bool guess) {
        const std::optional<ArrayLayout> layout = layoutBy(reading, shape);
        if (!layout || (!guess && !areLargeEnough(*layout))) return;
        if (std::find(layouts.begin(), layouts.end(), *layout) != layouts.end()) return;
        layouts.push_back(*layout);
        axes.push_back(reading);
    };
    take(guessAxes(shape, columnsFirst), true);
    for (const std::string_view reading : kReadings)
        if (reading.size() == shape.size()) take(std::string(reading), false);
    return axes;
}

ArrayReadings readingsOf(const std::vector<int64_t>& shape, bool columnsFirst) {
    ArrayReadings all{textOfShape(shape), {}, {}};
    for (const std::string& axes : axesThatFit(shape, columnsFirst)) {
        const ArrayLayout layout = layoutBy(axes, shape).value();
        all.readings.push_back({axes, layout.count, layout.width, layout.height, static_cast<int>(layout.channels)});
    }
    return all;
}

std::string textOfShape(const std::vector<int64_t>& shape) {
    std::string text;
    for (const int64_t extent : shape) text += (text.empty() ? "" : " x ") + std::to_string(extent);
    return text;
}

}  // namespace zscape
