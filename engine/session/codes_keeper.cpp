#include "engine/session/codes_keeper.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace zscape {

namespace {

/// Near the golden section of `chunks`, and without a common factor: every chunk has its turn.
size_t leapOver(size_t chunks) {
    size_t leap = std::max<size_t>(1, static_cast<size_t>(std::lround(0.618 * static_cast<double>(chunks))));
    while (std::gcd(leap, chunks) > 1) ++leap;
    return leap;
}

}  // namespace

void CodesKeeper::begin(int64_t images, int dimensions) {
    snapshot_ = {};
    snapshot_.dimensions = dimensions;
    snapshot_.count = images;
    const int64_t chunks = (images + CodesSnapshot::kCodesPerChunk - 1) / CodesSnapshot::kCodesPerChunk;
    snapshot_.chunks.resize(static_cast<size_t>(chunks));
    next_ = 0;
    begun_ = nullptr;
    leap_ = leapOver(snapshot_.chunks.size());
    changed_ = true;
    publish(true);
}

void CodesKeeper::forget() {
    snapshot_ = {};
    begun_ = nullptr;
    changed_ = false;
    board_.codes.put(nullptr);
}

bool CodesKeeper::upToDate(int64_t step) const {
    return std::all_of(snapshot_.chunks.begin(), snapshot_.chunks.end(), [step](const auto& chunk) { return chunk && chunk->step == step; });
}

bool CodesKeeper::hasOld(int64_t step) const {
    return std::any_of(snapshot_.chunks.begin(), snapshot_.chunks.end(), [step](const auto& chunk) { return !chunk || 2 * chunk->step < step; });
}

void CodesKeeper::encodeNext(Trainer& trainer) {
    const int64_t step = trainer.step();
    // What can be read comes before what must be searched for.
    for (const bool searching : {false, true}) {
        for (size_t tried = 0; !begun_ && tried < snapshot_.chunks.size(); ++tried) {
            const std::shared_ptr<const CodeChunk>& slot = snapshot_.chunks[next_];
            const int64_t first = static_cast<int64_t>(next_) * CodesSnapshot::kCodesPerChunk;
            const int64_t count = std::min(CodesSnapshot::kCodesPerChunk, snapshot_.count - first);
            begunAt_ = next_;
            next_ = (next_ + leap_) % snapshot_.chunks.size();
            if (slot && slot->step == step) continue;
            if (!searching && (trainer.searchesFor(first) || trainer.searchesFor(first + count - 1))) continue;
            begun_ = std::make_shared<CodeChunk>(CodeChunk{step, first, count, {}});
        }
    }
    if (!begun_) return;
    std::vector<int64_t> indices;
    int64_t searched = 0;
    const int64_t from = begun_->first + static_cast<int64_t>(begun_->mu.size()) / snapshot_.dimensions;
    for (int64_t index = from; index < begun_->first + begun_->count && searched < kSearchedAtOnce; ++index) {
        indices.push_back(index);
        searched += trainer.searchesFor(index) ? 1 : 0;
    }
    const std::vector<float> mu = trainer.encode(indices);
    begun_->mu.insert(begun_->mu.end(), mu.begin(), mu.end());
    if (static_cast<int64_t>(begun_->mu.size()) < begun_->count * snapshot_.dimensions) return;
    snapshot_.chunks[begunAt_] = std::exchange(begun_, nullptr);
    changed_ = true;
}

void CodesKeeper::publish(bool now) {
    const auto time = std::chrono::steady_clock::now();
    if (!changed_ || (!now && std::chrono::duration<double>(time - published_).count() < 1 / kPublishesPerSecond)) return;
    snapshot_.encoded = 0;
    snapshot_.newestStep = 0;
    snapshot_.oldestStep = 0;
    bool any = false;
    for (const auto& chunk : snapshot_.chunks) {
        if (!chunk) continue;
        snapshot_.encoded += chunk->count;
        snapshot_.newestStep = any ? std::max(snapshot_.newestStep, chunk->step) : chunk->step;
        snapshot_.oldestStep = any ? std::min(snapshot_.oldestStep, chunk->step) : chunk->step;
        any = true;
    }
    board_.codes.put(std::make_shared<CodesSnapshot>(snapshot_));
    board_.events.notify();
    published_ = time;
    changed_ = false;
}

}  // namespace zscape
