#include "engine/data/tiff_axes.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/xml_scanner.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace zscape {

namespace {

constexpr int64_t kMostPlanes = 1'000'000;
constexpr uint32_t kNoPlane = std::numeric_limits<uint32_t>::max();

/// A whole number from 0 to kMostPlanes; nothing for anything else.
std::optional<int64_t> planesFrom(std::string_view text) {
    int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0 || value > kMostPlanes)
        return std::nullopt;
    return value;
}

/// Where some planes lie: OME's TiffData.
struct PlaneBlock {
    int64_t page = 0, slice = 0, channel = 0, frame = 0;
    int64_t count = -1;      ///< below 0: all that are left
    bool elsewhere = false;  ///< in another file
};

/// The planes of one series: OME's Pixels.
struct PlaneSeries {
    std::string_view order;  ///< "XYCZT": the first of C, Z and T changes fastest
    int64_t channels = 1, slices = 1, frames = 1;
    std::vector<PlaneBlock> blocks;

    int64_t pictures() const { return slices * frames; }
};

bool isOrder(std::string_view order) {
    static constexpr std::array<std::string_view, 6> kOrders{"XYCZT", "XYCTZ", "XYZCT", "XYZTC", "XYTCZ", "XYTZC"};
    return std::find(kOrders.begin(), kOrders.end(), order) != kOrders.end();
}

/// Of a plane, counted in the order of its series.
struct PlanePlace {
    int64_t channel = 0, slice = 0, frame = 0;
};

PlanePlace placeOf(const PlaneSeries& series, int64_t plane) {
    PlanePlace place;
    for (const char axis : series.order.substr(2)) {
        const int64_t extent = axis == 'C' ? series.channels : axis == 'Z' ? series.slices : series.frames;
        (axis == 'C' ? place.channel : axis == 'Z' ? place.slice : place.frame) = plane % extent;
        plane /= extent;
    }
    return place;
}

int64_t planeAt(const PlaneSeries& series, const PlanePlace& place) {
    int64_t plane = 0, step = 1;
    for (const char axis : series.order.substr(2)) {
        plane += step * (axis == 'C' ? place.channel : axis == 'Z' ? place.slice : place.frame);
        step *= axis == 'C' ? series.channels : axis == 'Z' ? series.slices : series.frames;
    }
    return plane;
}

/// Nothing where one of its numbers is none, or its order.
std::optional<PlaneSeries> seriesFrom(const XmlPiece& pixels) {
    PlaneSeries series;
    series.order = pixels.attribute("DimensionOrder").value_or("");
    if (!isOrder(series.order)) return std::nullopt;
    for (const auto& [key, extent] : {std::pair("SizeC", &series.channels), std::pair("SizeZ", &series.slices),
                                      std::pair("SizeT", &series.frames)}) {
        const std::optional<int64_t> said = planesFrom(pixels.attribute(key).value_or(""));
        if (!said || *said < 1) return std::nullopt;
        *extent = *said;
    }
    return series;
}

std::optional<PlaneBlock> blockFrom(const XmlPiece& data) {
    PlaneBlock block;
    // One page where a page is named, else all.
    if (data.attribute("IFD")) block.count = 1;
    for (const auto& [key, number] :
         {std::pair("IFD", &block.page), std::pair("FirstZ", &block.slice), std::pair("FirstC", &block.channel),
          std::pair("FirstT", &block.frame), std::pair("PlaneCount", &block.count)}) {
        const std::optional<std::string_view> said = data.attribute(key);
        if (!said) continue;
        const std::optional<int64_t> value = planesFrom(*said);
        if (!value) return std::nullopt;
        *number = *value;
    }
    return block;
}

/// All series of OME-XML; none where anything of them is damaged.
std::vector<PlaneSeries> seriesOf(std::string_view description) {
    std::vector<PlaneSeries> all;
    std::string_view own;  // this file's name among those of a set of files
    bool inPixels = false, inBlock = false, inUuid = false;
    XmlScanner scanner(description);
    while (const std::optional<XmlPiece> piece = scanner.next()) {
        const bool starts = piece->kind == XmlPiece::Kind::Start;
        if (piece->kind == XmlPiece::Kind::Text) {
            if (inUuid && !own.empty() && piece->text != own) all.back().blocks.back().elsewhere = true;
        } else if (piece->name == "OME") {
            if (starts) own = piece->attribute("UUID").value_or("");
        } else if (piece->name == "Pixels") {
            inPixels = starts && !piece->closed;
            if (!starts) continue;
            const std::optional<PlaneSeries> series = seriesFrom(*piece);
            if (!series) return {};
            all.push_back(*series);
        } else if (piece->name == "TiffData" && inPixels) {
            inBlock = starts && !piece->closed;
            if (!starts) continue;
            const std::optional<PlaneBlock> block = blockFrom(*piece);
            if (!block) return {};
            all.back().blocks.push_back(*block);
        } else if (piece->name == "UUID") {
            inUuid = starts && !piece->closed && inBlock;
        }
    }
    return all;
}

/// ImageJ's lines: "ImageJ=1.53\nimages=12\nchannels=2\nslices=6\n...". Its pages are in the order C, Z, T.
PlaneSeries seriesOfImageJ(std::string_view description) {
    PlaneSeries series;
    series.order = "XYCZT";
    while (!description.empty()) {
        const std::string_view line = description.substr(0, description.find('\n'));
        description.remove_prefix(std::min(line.size() + 1, description.size()));
        const size_t equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view key = line.substr(0, equals);
        int64_t* extent = key == "channels" ? &series.channels
                          : key == "slices" ? &series.slices
                          : key == "frames" ? &series.frames
                                            : nullptr;
        std::string_view value = line.substr(equals + 1);
        if (value.ends_with('\r')) value.remove_suffix(1);
        // What is no number fits no number of pages.
        if (extent) *extent = std::max<int64_t>(planesFrom(value).value_or(kMostPlanes), 1);
    }
    return series;
}

/// Whether all planes of all series are as many as the pages.
bool fitPages(const std::vector<PlaneSeries>& all, size_t pages) {
    auto left = static_cast<int64_t>(pages);
    for (const PlaneSeries& series : all) {
        // None of the three is above kMostPlanes: two of them may be multiplied, and three where two are within `left`.
        const int64_t pictures = series.pictures();
        if (pictures > left || series.channels > left / pictures) return false;
        left -= pictures * series.channels;
    }
    return left == 0;
}

/// Puts each page to its plane. \returns false where one is missing, or a page is of two
bool layPages(const std::vector<PlaneSeries>& all, size_t pages, std::vector<uint32_t>& into) {
    into.assign(pages, kNoPlane);
    std::vector<bool> taken(pages, false);
    int64_t begin = 0;
    for (const PlaneSeries& series : all) {
        const int64_t planes = series.pictures() * series.channels;
        std::vector<PlaneBlock> blocks = series.blocks;
        if (blocks.empty()) blocks.push_back({begin, 0, 0, 0, planes});
        for (const PlaneBlock& block : blocks) {
            if (block.elsewhere) continue;
            if (block.channel >= series.channels || block.slice >= series.slices || block.frame >= series.frames)
                return false;
            const int64_t first = planeAt(series, {block.channel, block.slice, block.frame});
            const int64_t count = block.count < 0 ? planes - first : block.count;
            if (count > planes - first || block.page + count > static_cast<int64_t>(pages)) return false;
            for (int64_t k = 0; k < count; ++k) {
                const PlanePlace place = placeOf(series, first + k);
                const int64_t picture = place.frame * series.slices + place.slice;
                uint32_t& plane = into[static_cast<size_t>(begin + picture * series.channels + place.channel)];
                const auto page = static_cast<size_t>(block.page + k);
                if (plane != kNoPlane || taken[page]) return false;
                plane = static_cast<uint32_t>(page);
                taken[page] = true;
            }
        }
        begin += planes;
    }
    return std::find(into.begin(), into.end(), kNoPlane) == into.end();
}

std::string countOf(int64_t count, const char* one, const char* several) {
    return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::string textOfAxes(int64_t channels, int64_t slices, int64_t frames, int64_t series) {
    std::string text = countOf(channels, "channel", "channels");
    if (slices > 1) text += ", " + countOf(slices, "slice", "slices");
    if (frames > 1) text += ", " + countOf(frames, "time", "times");
    if (series > 1) text += ", " + countOf(series, "series", "series");
    return text;
}

StackPlan planChosen(size_t pages, const AxesChoice& choice, const std::filesystem::path& name) {
    const auto channels = static_cast<size_t>(choice.channels);
    if (pages % channels != 0)
        throw Error("image.channels",
                    "%1 has %2 pages, which make no pictures of %3 channels each. Set channels and axes to what it "
                    "holds, or axes=pages.",
                    {displayName(name), std::to_string(pages), std::to_string(channels)});
    StackPlan plan;
    plan.channels = choice.channels;
    const size_t pictures = pages / channels;
    plan.said = textOfAxes(choice.channels, static_cast<int64_t>(pictures), 1, 1);
    plan.pages.reserve(pages);
    for (size_t picture = 0; picture < pictures; ++picture)
        for (size_t channel = 0; channel < channels; ++channel)
            plan.pages.push_back(static_cast<uint32_t>(
                choice.axes == Axes::ChannelFirst ? picture * channels + channel : channel * pictures + picture));
    return plan;
}

}  // namespace

bool isImageJ(std::string_view description) { return description.starts_with("ImageJ="); }

/// OME-XML begins with a declaration and a comment, or without.
bool isOme(std::string_view description) {
    constexpr size_t kPreface = 4096;
    return description.substr(0, kPreface).find("<OME") != std::string_view::npos ||
           description.substr(0, kPreface).find(":OME ") != std::string_view::npos;
}

bool mayBeStack(std::string_view description, const AxesChoice& choice) {
    if (choice.axes == Axes::Pages) return false;
    return choice.axes != Axes::Auto || isImageJ(description) || isOme(description);
}

StackPlan planStack(std::string_view description, size_t pages, int samples, const AxesChoice& choice,
                    const std::filesystem::path& name) {
    // Pages of several numbers a pixel are whole pictures.
    if (!mayBeStack(description, choice) || (choice.axes != Axes::Auto && samples != 1)) return {};
    if (choice.axes != Axes::Auto) return planChosen(pages, choice, name);
    const std::vector<PlaneSeries> all =
        isImageJ(description) ? std::vector<PlaneSeries>{seriesOfImageJ(description)} : seriesOf(description);
    const auto hasChannels = [&](const PlaneSeries& series) {
        return series.channels > 1 && series.channels != samples;
    };
    if (std::none_of(all.begin(), all.end(), hasChannels)) return {};
    StackPlan plan;
    const int64_t channels = all.front().channels;
    plan.said = textOfAxes(channels, all.front().slices, all.front().frames, std::ssize(all));
    const bool alike =
        std::all_of(all.begin(), all.end(), [&](const PlaneSeries& series) { return series.channels == channels; });
    if (samples != 1 || !alike || !fitPages(all, pages) || !layPages(all, pages, plan.pages)) {
        plan.pages.clear();
        plan.misfits = true;
        return plan;
    }
    if (channels > kMostChannels)
        throw Error(
            "image.channels",
            "%1 is a stack of %2 channels; at most %3 are read. axes=pages takes each of its pages as a picture.",
            {displayName(name), std::to_string(channels), std::to_string(kMostChannels)});
    plan.channels = static_cast<int>(channels);
    return plan;
}

}  // namespace zscape
