#include "engine/data/import.h"
#include "engine/data/split_units.h"

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

std::vector<int64_t> groupsOf(const ImageSet& images) {
    std::vector<int64_t> groups;
    groups.reserve(static_cast<size_t>(images.count()));
    for (int64_t i = 0; i < images.count(); ++i) groups.push_back(images.groupOf(i));
    return groups;
}

/// The sides of a random split: units in a random order are held out as long as they fit into the share.
std::vector<Side> drawSides(const ImageSet& images, double fraction, uint64_t seed) {
    const int64_t count = images.count();
    SplitUnits units(count);
    units.joinGroups(groupsOf(images));
    const std::vector<int64_t> unitOf = units.numbers();
    std::vector<int64_t> sizes(
        unitOf.empty() ? 0 : static_cast<size_t>(*std::max_element(unitOf.begin(), unitOf.end())) + 1, 0);
    for (const int64_t unit : unitOf) ++sizes[static_cast<size_t>(unit)];

    std::vector<size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::mt19937_64 generator(seed);
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(generator, i)]);

    int64_t wanted = std::llround(static_cast<double>(count) * std::clamp(fraction, 0.0, 0.5));
    wanted = sizes.size() >= 2 ? std::clamp<int64_t>(wanted, 1, count - 1) : 0;
    std::vector<bool> heldOut(sizes.size(), false);
    int64_t held = 0;
    for (const size_t unit : order) {
        if (held + sizes[unit] > wanted) continue;
        heldOut[unit] = true;
        held += sizes[unit];
    }
    // The smallest of the rest, where the share is nearer with it than without, or nothing would be held out.
    if (held < wanted) {
        const auto sooner = [&](size_t a, size_t b) {
            return (heldOut[a] ? count : sizes[a]) < (heldOut[b] ? count : sizes[b]);
        };
        const size_t smallest = *std::min_element(order.begin(), order.end(), sooner);
        const int64_t with = held + sizes[smallest];
        if (!heldOut[smallest] && with < count && (held == 0 || with - wanted < wanted - held))
            heldOut[smallest] = true;
    }
    std::vector<Side> sides(static_cast<size_t>(count));
    for (size_t i = 0; i < sides.size(); ++i)
        sides[i] = heldOut[static_cast<size_t>(unitOf[i])] ? Side::HeldOut : Side::Train;
    return sides;
}

}  // namespace

Split makeSplit(const ImageSet& images, double fraction, uint64_t seed) {
    const int64_t count = images.count();
    std::vector<Side> sides;
    if (images.hasOwnSplit()) {
        sides.reserve(static_cast<size_t>(count));
        for (int64_t i = 0; i < count; ++i) sides.push_back(images.ownSideOf(i));
    } else {
        sides = drawSides(images, fraction, seed);
        if (settingsOf(images).duplicates == "train") {
            SplitUnits units(count);
            units.joinGroups(groupsOf(images));
            std::vector<int64_t> twins;
            twins.reserve(static_cast<size_t>(count));
            for (int64_t i = 0; i < count; ++i) twins.push_back(images.twinOf(i));
            units.joinTwins(twins);
            settleSides(sides, units.numbers(), MixedUnits::ToTraining);
        }
    }
    Split split;
    for (int64_t i = 0; i < count; ++i) {
        const Side side = sides[static_cast<size_t>(i)];
        (side == Side::Train ? split.train : side == Side::HeldOut ? split.heldOut : split.test).push_back(i);
    }
    return split;
}

Split splitForApart(const ImageSet& images) {
    Split split;
    for (int64_t i = 0; i < images.count(); ++i)
        (images.ownSideOf(i) == Side::Test ? split.test : split.train).push_back(i);
    return split;
}

}  // namespace zscape
