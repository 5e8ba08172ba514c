#include "engine/session/encoding_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zscape {

namespace {

/// Every position of `count` once, each a leap near the golden section from the one before.
std::vector<int64_t> leaping(const std::vector<int64_t>& images) {
    const size_t count = images.size();
    size_t leap = std::max<size_t>(1, static_cast<size_t>(std::lround(0.618 * static_cast<double>(count))));
    while (std::gcd(leap, count) > 1) ++leap;
    std::vector<int64_t> leapt(count);
    for (size_t i = 0, at = 0; i < count; ++i, at = (at + leap) % count) leapt[i] = images[at];
    return leapt;
}

}  // namespace

std::vector<int64_t> encodingOrder(const ImageSet& images) {
    const int64_t count = images.count();
    std::vector<std::vector<int64_t>> ofLabel(images.labelNames().size() + 1);
    for (int64_t image = 0; image < count; ++image) {
        const int label = images.labelOf(image);
        ofLabel[label < 0 ? ofLabel.size() - 1 : static_cast<size_t>(label)].push_back(image);
    }
    size_t longest = 0;
    for (auto& some : ofLabel) {
        if (!some.empty()) some = leaping(some);
        longest = std::max(longest, some.size());
    }
    std::erase_if(ofLabel, [](const auto& some) { return some.empty(); });
    std::vector<int64_t> order;
    order.reserve(static_cast<size_t>(count));
    for (size_t round = 0; round < longest; ++round) {
        for (const auto& some : ofLabel)
            if (round < some.size()) order.push_back(some[round]);
        // Thousands of labels of which most are through would be asked for nothing.
        std::erase_if(ofLabel, [round](const auto& some) { return some.size() <= round + 1; });
    }
    return order;
}

std::vector<int64_t> unreachedOf(const std::vector<int64_t>& order, const std::vector<int64_t>& trained) {
    std::vector<uint8_t> reached(order.size(), 0);
    for (const int64_t image : trained) reached[static_cast<size_t>(image)] = 1;
    std::vector<int64_t> rest;
    std::copy_if(order.begin(), order.end(), std::back_inserter(rest),
                 [&](int64_t image) { return reached[static_cast<size_t>(image)] == 0; });
    return rest;
}

}  // namespace zscape
