#include "engine/session/side_measurer.h"

#include "engine/recipe/label_map.h"
#include "engine/training/evaluation.h"

#include <algorithm>
#include <numeric>

namespace zscape {
namespace {

/// Without an encoder each code takes a search of its own: fewer in a slice.
constexpr int64_t kSearchedAtOnce = 32;

}  // namespace

void SideMeasurer::forget() {
    asked_ = shared_.sideAsked.get();
    working_ = false;
    shared_.sideMeasured.put(nullptr);
}

bool SideMeasurer::due(int64_t step) {
    if (shared_.sideAsked.get() != asked_) return true;
    if (working_ && measure_.step != step) {
        working_ = false;
        shared_.sideMeasured.put(nullptr);
        shared_.events.notify();
    }
    return working_;
}

void SideMeasurer::begin(Trainer& trainer, const ImageSet& images, const ImageSet* heldOut, const Split& split) {
    measure_ = {};
    measure_.side = *asked_;
    measure_.step = trainer.step();
    measure_.terms = trainer.terms();
    measure_.values.assign(measure_.terms.size(), 0);
    indices_ = measure_.side == Side::Train ? split.train : measure_.side == Side::HeldOut ? split.heldOut : split.test;
    if (measure_.side == Side::HeldOut && heldOut) {
        indices_.resize(static_cast<size_t>(heldOut->count()));
        std::iota(indices_.begin(), indices_.end(), int64_t{0});
    }
    indices_ =
        measurable(trainer.model(),
                   knownTo(trainer.spec(), measure_.side == Side::HeldOut && heldOut ? *heldOut : images, indices_));
    measure_.total = static_cast<int64_t>(indices_.size());
    working_ = measure_.total > 0;
}

void SideMeasurer::measureNext(Trainer& trainer, const ImageSet& images, const ImageSet* heldOut, const Split& split,
                               uint64_t seed) {
    if (const auto asked = shared_.sideAsked.get(); asked != asked_) {
        asked_ = asked;
        if (!asked_) return;
        begin(trainer, images, heldOut, split);
    } else if (working_) {
        const int64_t slice = hasCodeTable(trainer.spec()) ? kSearchedAtOnce : evaluationBatch(trainer.spec().shape);
        const auto from = indices_.begin() + static_cast<std::ptrdiff_t>(measure_.images);
        const std::vector<int64_t> some(
            from, from + static_cast<std::ptrdiff_t>(std::min(slice, measure_.total - measure_.images)));
        const ImageSet& set = measure_.side == Side::HeldOut && heldOut ? *heldOut : images;
        // Each slice draws from a generator of its own, so that a measure is the same however it is cut into turns.
        const TermValues terms = trainer.evaluate(set, some, true, seed + static_cast<uint64_t>(measure_.images));
        const double before = static_cast<double>(measure_.images), now = static_cast<double>(some.size());
        for (size_t i = 0; i < measure_.values.size() && i < terms.values.size(); ++i)
            measure_.values[i] = (measure_.values[i] * before + terms.values[i] * now) / (before + now);
        measure_.images += static_cast<int64_t>(some.size());
        working_ = !measure_.done();
    }
    shared_.sideMeasured.put(std::make_shared<SideMeasure>(measure_));
    shared_.events.notify();
}

}  // namespace zscape
