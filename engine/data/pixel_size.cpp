#include "engine/data/pixel_size.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/decode.h"
#include "engine/data/picture_sizes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace zscape {

namespace {

/// What stands between `before` and the next `end`; empty where it is nowhere.
std::string_view textAfter(std::string_view text, std::string_view before, char end) {
    const size_t at = text.find(before);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + before.size());
    return text.substr(0, text.find(end));
}

/// 0 where it is no number, or none that says anything.
double lengthFrom(std::string_view text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc() && std::isfinite(value) && value > 0 ? value : 0;
}

/// Centimetres of OME's unit; 0 for those that are no lengths, or that nobody measures pixels by.
double centimetresOf(std::string_view unit) {
    static constexpr std::pair<std::string_view, double> kUnits[] = {
        {"", 1e-4},        {"\u00B5m", 1e-4}, {"\u03BCm", 1e-4}, {"&#181;m", 1e-4},
        {"&#xB5;m", 1e-4}, {"\xB5m", 1e-4},  // Latin-1, as TIFFs are found with
        {"nm", 1e-7},      {"mm", 0.1},       {"cm", 1},         {"m", 100}};
    for (const auto& [name, centimetres] : kUnits)
        if (unit == name) return centimetres;
    return 0;
}

PixelSize describedByImageJ(std::string_view description) {
    constexpr size_t kLongestUnit = 64;
    PixelSize pixels;
    const std::string_view unit = textAfter(description, "\nunit=", '\n');
    const bool plain =
        unit.size() <= kLongestUnit && std::none_of(unit.begin(), unit.end(), [](char c) { return c >= 0 && c < ' '; });
    if (plain) pixels.imageJUnit = unit;
    pixels.spacing = lengthFrom(textAfter(description, "\nspacing=", '\n'));
    return pixels;
}

PixelSize describedByOme(std::string_view description) {
    const std::string_view element = textAfter(description, "<Pixels", '>');
    const auto pixelsPerCentimetre = [&](const std::string& name) {
        const double length = lengthFrom(textAfter(element, " " + name + "=\"", '"'));
        const double centimetres = length * centimetresOf(textAfter(element, " " + name + "Unit=\"", '"'));
        return centimetres > 0 ? 1 / centimetres : 0;
    };
    PixelSize pixels{pixelsPerCentimetre("PhysicalSizeX"), pixelsPerCentimetre("PhysicalSizeY"),
                     PixelSize::Unit::Centimetre};
    return pixels.isKnown() ? pixels : PixelSize{};
}

}  // namespace

bool PixelSize::isKnown() const {
    const bool numbers = std::isfinite(across) && std::isfinite(down) && across > 0 && down > 0;
    // 1 to 1 without a unit is what is written where nobody knows.
    return numbers && (unit != Unit::None || !imageJUnit.empty() || across != 1 || down != 1);
}

PixelSize pixelSizeDescribed(std::string_view description) {
    if (description.starts_with("ImageJ=")) return describedByImageJ(description);
    if (description.find("<OME") != std::string_view::npos) return describedByOme(description);
    return {};
}

PixelSize scaledTo(const PixelSize& pixels, int64_t width, int64_t height, Fit fit, int size, int tileScale) {
    if (!pixels.isKnown() || width <= 0 || height <= 0) return {};
    const int64_t side = fit == Fit::Pad ? std::max(width, height) : std::min(width, height);
    const auto scaleOver = [&](int64_t length) {
        if (fit == Fit::Tiles) return 1.0 / tileScale;
        return static_cast<double>(size) / static_cast<double>(fit == Fit::Stretch ? length : side);
    };
    PixelSize scaled = pixels;
    scaled.across *= scaleOver(width);
    scaled.down *= scaleOver(height);
    return scaled;
}

std::vector<PixelSize> pixelSizesOf(const ImageSet& images, const std::stop_token& stop) {
    const ImportSettings settings = settingsOf(images);
    Target target{settings.size, settings.channels, settings.fit};
    target.tiling = settings.tiling;
    std::vector<PixelSize> all(static_cast<size_t>(images.count()));
    std::filesystem::path read;  // pages of one file lie together
    std::vector<PixelSize> ofFile;
    for (int64_t i = 0; i < images.count(); ++i) {
        if (stop.stop_requested()) throw Cancelled();
        const std::filesystem::path file = images.fileOf(i);
        if (file.empty()) continue;
        if (file != read) {
            ofFile.clear();
            if (readImageHeader(file).format == ImageFormat::Tiff) ofFile = tiffPixelSizes(file, target, stop);
            read = file;
        }
        const auto page = static_cast<size_t>(std::max(images.pageOf(i), 1)) - 1;
        if (ofFile.empty()) continue;
        if (page >= ofFile.size())
            throw Error("values.changed", "%1 has fewer pages than when it was imported. Open it again.",
                        {displayName(file)});
        all[static_cast<size_t>(i)] = ofFile[page];
    }
    return all;
}

}  // namespace zscape
