#include "engine/session/selection_numbers.h"

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

constexpr size_t kReadAtOnce = 256;  // images that are read together

void goOnUnless(const std::stop_token& stop) {
    if (stop.stop_requested()) throw Cancelled();
}

/// All, or kMost of them evenly from the first to the last.
std::vector<int64_t> someOf(std::span<const int64_t> images) {
    const auto most = std::min(static_cast<int64_t>(images.size()), SelectionPictures::kMost);
    std::vector<int64_t> some;
    some.reserve(static_cast<size_t>(most));
    for (int64_t i = 0; i < most; ++i)
        some.push_back(images[static_cast<size_t>(i * static_cast<int64_t>(images.size()) / most)]);
    return some;
}

}  // namespace

SelectionPictures picturesOf(const ImageSet& set, std::span<const int64_t> images, const std::stop_token& stop) {
    SelectionPictures result;
    if (images.empty()) return result;
    const std::vector<int64_t> some = someOf(images);
    const auto bytes = static_cast<size_t>(set.bytesPerImage());
    // Whole numbers: exact up to 2^63 / 255^2 images.
    std::vector<uint64_t> sum(bytes), squares(bytes);
    std::vector<uint8_t> pixels(kReadAtOnce * bytes), masks(set.hasMask() ? kReadAtOnce * bytes / set.channels() : 0);
    for (size_t first = 0; first < some.size(); first += kReadAtOnce) {
        goOnUnless(stop);
        const std::span<const int64_t> now(some.data() + first, std::min(kReadAtOnce, some.size() - first));
        const size_t masked = masks.empty() ? 0 : now.size() * bytes / static_cast<size_t>(set.channels());
        set.read(now, {std::span(pixels).first(now.size() * bytes), std::span(masks).first(masked)});
        for (size_t image = 0; image < now.size(); ++image)
            for (size_t i = 0; i < bytes; ++i) {
                const uint32_t value = pixels[image * bytes + i];
                sum[i] += value;
                squares[i] += value * value;
            }
    }
    const auto count = static_cast<double>(some.size());
    const auto channels = static_cast<size_t>(set.channels());
    result.images = static_cast<int64_t>(some.size());
    result.mean = {set.size(), set.size(), set.channels(), std::vector<uint8_t>(bytes), set.channelColours()};
    result.spread.assign(bytes / channels, 0);
    for (size_t i = 0; i < bytes; ++i) {
        const double mean = static_cast<double>(sum[i]) / count;
        result.mean.pixels[i] = static_cast<uint8_t>(std::lround(mean));
        const double variance = std::max(0.0, static_cast<double>(squares[i]) / count - mean * mean);
        result.spread[i / channels] += static_cast<float>(std::sqrt(variance) / static_cast<double>(channels));
    }
    return result;
}

SelectionCodes codesOf(const CodesSnapshot* codes, std::span<const int64_t> images, const std::stop_token& stop) {
    SelectionCodes result;
    const auto dimensions = codes ? static_cast<size_t>(codes->dimensions) : 0;
    std::vector<int64_t> encoded;
    std::vector<double> sum(dimensions), squares(dimensions);
    for (size_t at = 0; codes && at < images.size(); ++at) {
        if (at % 4096 == 0) goOnUnless(stop);
        const float* code = codes->codeOf(images[at]);
        if (!code) continue;
        encoded.push_back(images[at]);
        result.step = std::max<int64_t>(result.step, codes->stampOf(images[at]).step);
        for (size_t k = 0; k < dimensions; ++k) {
            sum[k] += code[k];
            squares[k] += double{code[k]} * code[k];
        }
    }
    result.encoded = std::ssize(encoded);
    if (encoded.empty()) {
        result.near.assign(images.begin(), images.begin() + static_cast<std::ptrdiff_t>(
                                                                std::min(images.size(), SelectionCodes::kMembers)));
        result.far = result.near;
        return result;
    }
    const auto count = static_cast<double>(encoded.size());
    for (size_t k = 0; k < dimensions; ++k) {
        const double mean = sum[k] / count;
        result.mean.push_back(static_cast<float>(mean));
        result.deviation.push_back(static_cast<float>(std::sqrt(std::max(0.0, squares[k] / count - mean * mean))));
    }
    std::vector<std::pair<double, int64_t>> byDistance;
    byDistance.reserve(encoded.size());
    for (size_t at = 0; at < encoded.size(); ++at) {
        if (at % 4096 == 0) goOnUnless(stop);
        const float* code = codes->codeOf(encoded[at]);
        double distance = 0;
        for (size_t k = 0; k < dimensions; ++k) {
            const double away = double{code[k]} - double{result.mean[k]};
            distance += away * away;
        }
        byDistance.emplace_back(distance, encoded[at]);
    }
    const auto shown = static_cast<std::ptrdiff_t>(std::min(byDistance.size(), SelectionCodes::kMembers));
    std::partial_sort(byDistance.begin(), byDistance.begin() + shown, byDistance.end());
    for (auto it = byDistance.begin(); it != byDistance.begin() + shown; ++it) result.near.push_back(it->second);
    std::partial_sort(byDistance.begin(), byDistance.begin() + shown, byDistance.end(), std::greater<>());
    for (auto it = byDistance.begin(); it != byDistance.begin() + shown; ++it) result.far.push_back(it->second);
    return result;
}

}  // namespace zscape
