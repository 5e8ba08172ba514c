#include "engine/data/gif_palette.h"

#include "engine/core/composite.h"

#include <algorithm>
#include <unordered_map>

namespace zscape {
namespace {

using Colour = std::array<uint8_t, 3>;

constexpr size_t kMostColours = 256;
constexpr int kBits = 5;  // of each channel in the histogram: 32,768 bins

Colour colourAt(const Picture& picture, size_t pixel) {
    if (picture.channels == 1) return {picture.pixels[pixel], picture.pixels[pixel], picture.pixels[pixel]};
    const uint8_t* at = picture.pixels.data() + pixel * 3;
    return {at[0], at[1], at[2]};
}

uint32_t keyOf(const Colour& colour) {
    return static_cast<uint32_t>(colour[0]) << 16 | static_cast<uint32_t>(colour[1]) << 8 | colour[2];
}

size_t binOf(const Colour& colour) {
    constexpr int kDrop = 8 - kBits;
    return static_cast<size_t>(colour[0] >> kDrop) << (2 * kBits) | static_cast<size_t>(colour[1] >> kDrop) << kBits |
           static_cast<size_t>(colour[2] >> kDrop);
}

/// False when there are more colours than 256.
bool exactly(const Picture& picture, IndexedPicture& result) {
    const size_t pixels = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
    std::unordered_map<uint32_t, uint8_t> known;
    result.indices.resize(pixels);
    for (size_t i = 0; i < pixels; ++i) {
        const Colour colour = colourAt(picture, i);
        const auto found = known.find(keyOf(colour));
        if (found != known.end()) {
            result.indices[i] = found->second;
            continue;
        }
        if (result.colours.size() == kMostColours) return false;
        result.indices[i] = static_cast<uint8_t>(result.colours.size());
        known.emplace(keyOf(colour), result.indices[i]);
        result.colours.push_back(colour);
    }
    return true;
}

/// Pixels that fall into one bin of the histogram: their number, and their mean colour.
struct Bin {
    size_t key = 0;
    uint64_t pixels = 0;
    std::array<uint64_t, 3> sum{};

    int mean(size_t channel) const { return static_cast<int>(sum[channel] / pixels); }
};

/// A stretch of bins that will share one colour.
struct Box {
    size_t begin = 0;
    size_t end = 0;
    size_t longest = 0;   ///< channel
    uint64_t weight = 0;  ///< extent of that channel times pixels: which box to cut next
};

Box measure(const std::vector<Bin>& bins, size_t begin, size_t end) {
    Box box{begin, end, 0, 0};
    uint64_t pixels = 0;
    for (size_t i = begin; i < end; ++i) pixels += bins[i].pixels;
    int extent = -1;
    for (size_t channel = 0; channel < 3; ++channel) {
        const auto [low, high] = std::minmax_element(
            bins.begin() + static_cast<std::ptrdiff_t>(begin), bins.begin() + static_cast<std::ptrdiff_t>(end),
            [&](const Bin& a, const Bin& b) { return a.mean(channel) < b.mean(channel); });
        const int length = high->mean(channel) - low->mean(channel);
        if (length > extent) {
            extent = length;
            box.longest = channel;
        }
    }
    box.weight = end - begin < 2 ? 0 : static_cast<uint64_t>(extent) * pixels;
    return box;
}

/// Sorts the box's bins along its longest channel and gives the place where half of the pixels lie on either side.
size_t cutPlace(std::vector<Bin>& bins, const Box& box) {
    const auto begin = bins.begin() + static_cast<std::ptrdiff_t>(box.begin),
               end = bins.begin() + static_cast<std::ptrdiff_t>(box.end);
    // The key breaks ties, so that the same picture always gives the same file.
    std::sort(begin, end, [&](const Bin& a, const Bin& b) {
        return std::pair(a.mean(box.longest), a.key) < std::pair(b.mean(box.longest), b.key);
    });
    uint64_t pixels = 0, half = 0;
    for (size_t i = box.begin; i < box.end; ++i) pixels += bins[i].pixels;
    size_t cut = box.begin;
    while (cut + 1 < box.end && half < pixels / 2) half += bins[cut++].pixels;
    return std::max(cut, box.begin + 1);
}

}  // namespace

IndexedPicture reduceTo256(const Picture& picture) {
    if (isComposite(picture)) return reduceTo256(composite(picture));
    IndexedPicture result;
    if (exactly(picture, result)) return result;

    const size_t pixels = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
    std::vector<Bin> histogram(size_t{1} << (3 * kBits));
    for (size_t i = 0; i < pixels; ++i) {
        const Colour colour = colourAt(picture, i);
        Bin& bin = histogram[binOf(colour)];
        ++bin.pixels;
        for (size_t channel = 0; channel < 3; ++channel) bin.sum[channel] += colour[channel];
    }
    std::vector<Bin> bins;
    for (size_t key = 0; key < histogram.size(); ++key) {
        if (histogram[key].pixels == 0) continue;
        histogram[key].key = key;
        bins.push_back(histogram[key]);
    }

    std::vector<Box> boxes{measure(bins, 0, bins.size())};
    while (boxes.size() < kMostColours) {
        const auto next = std::max_element(boxes.begin(), boxes.end(),
                                           [](const Box& a, const Box& b) { return a.weight < b.weight; });
        if (next->weight == 0) break;
        const Box box = *next;
        const size_t cut = cutPlace(bins, box);
        *next = measure(bins, box.begin, cut);
        boxes.push_back(measure(bins, cut, box.end));
    }

    result.colours.clear();
    std::vector<uint8_t> colourOfBin(histogram.size());
    for (const Box& box : boxes) {
        std::array<uint64_t, 3> sum{};
        uint64_t count = 0;
        for (size_t i = box.begin; i < box.end; ++i) {
            count += bins[i].pixels;
            for (size_t channel = 0; channel < 3; ++channel) sum[channel] += bins[i].sum[channel];
            colourOfBin[bins[i].key] = static_cast<uint8_t>(result.colours.size());
        }
        result.colours.push_back({static_cast<uint8_t>(sum[0] / count), static_cast<uint8_t>(sum[1] / count),
                                  static_cast<uint8_t>(sum[2] / count)});
    }
    for (size_t i = 0; i < pixels; ++i) result.indices[i] = colourOfBin[binOf(colourAt(picture, i))];
    return result;
}

}  // namespace zscape
