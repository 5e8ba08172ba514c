#include "engine/data/image_set.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace zscape {

namespace {

/// A number from 0 to below `bound`, each as likely (Lemire 2019, by rejection). std::uniform_int_distribution
/// differs between standard libraries; the generator itself does not.
uint64_t below(std::mt19937_64& generator, uint64_t bound) {
    const uint64_t reject = (0 - bound) % bound;
    for (;;)
        if (const uint64_t value = generator(); value >= reject) return value % bound;
}

}  // namespace

Split makeSplit(const ImageSet& images, double fraction, uint64_t seed) {
    const int64_t count = images.count();
    Split split;
    if (images.hasOwnSplit()) {
        for (int64_t i = 0; i < count; ++i) {
            const Side side = images.ownSideOf(i);
            (side == Side::Train ? split.train : side == Side::HeldOut ? split.heldOut : split.test).push_back(i);
        }
        return split;
    }
    std::vector<int64_t> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), int64_t{0});
    std::mt19937_64 generator(seed);
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(generator, i)]);
    int64_t heldOut = std::llround(static_cast<double>(count) * std::clamp(fraction, 0.0, 0.5));
    if (count >= 2) heldOut = std::clamp<int64_t>(heldOut, 1, count - 1);
    else heldOut = 0;
    split.heldOut.assign(order.begin(), order.begin() + heldOut);
    split.train.assign(order.begin() + heldOut, order.end());
    std::sort(split.heldOut.begin(), split.heldOut.end());
    std::sort(split.train.begin(), split.train.end());
    return split;
}

}  // namespace zscape
