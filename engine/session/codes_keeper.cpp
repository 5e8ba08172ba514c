#include "engine/session/codes_keeper.h"

#include "engine/training/evaluation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace zscape {

namespace {

/// Not even half of the steps were done when it was made.
bool isOld(const CodeChunk& chunk, int64_t step) { return 2 * chunk.step < step; }

/// Not even a quarter: among younger ones it would show what no decoder of now draws there.
bool isOutdated(const CodeChunk& chunk, int64_t step) { return 4 * chunk.step < step; }

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
    put();
}

void CodesKeeper::forget() {
    snapshot_ = {};
    begun_ = nullptr;
    changed_ = 0;
    board_.codes.put(nullptr);
}

bool CodesKeeper::upToDate(int64_t step) const {
    return std::all_of(snapshot_.chunks.begin(), snapshot_.chunks.end(), [step](const auto& chunk) { return chunk && chunk->step == step; });
}

bool CodesKeeper::hasOld(int64_t step) const {
    return std::any_of(snapshot_.chunks.begin(), snapshot_.chunks.end(), [step](const auto& chunk) { return !chunk || isOld(*chunk, step); });
}

size_t CodesKeeper::nextOf(const std::function<bool(size_t chunk)>& wanted) {
    for (size_t tried = 0; tried < snapshot_.chunks.size(); ++tried) {
        const size_t chunk = std::exchange(next_, (next_ + leap_) % snapshot_.chunks.size());
        if (wanted(chunk)) return chunk;
    }
    return snapshot_.chunks.size();
}

void CodesKeeper::beginNext(const Trainer& trainer) {
    const int64_t step = trainer.step();
    const auto& chunks = snapshot_.chunks;
    const auto firstOf = [](size_t chunk) { return static_cast<int64_t>(chunk) * CodesSnapshot::kCodesPerChunk; };
    const auto countOf = [&](size_t chunk) { return std::min(CodesSnapshot::kCodesPerChunk, snapshot_.count - firstOf(chunk)); };
    const auto searches = [&](size_t chunk) { return trainer.searchesFor(firstOf(chunk)) || trainer.searchesFor(firstOf(chunk) + countOf(chunk) - 1); };
    const std::function<bool(size_t)> urgency[] = {
        [&](size_t chunk) { return chunks[chunk] && isOld(*chunks[chunk], step); },
        [&](size_t chunk) { return !chunks[chunk]; },
        [&](size_t chunk) { return chunks[chunk] && chunks[chunk]->step != step; },
    };
    // What can be read comes before what must be searched for.
    for (const bool searching : {false, true}) {
        for (const auto& urgent : urgency) {
            begunAt_ = nextOf([&](size_t chunk) { return urgent(chunk) && searches(chunk) == searching; });
            if (begunAt_ == chunks.size()) continue;
            begun_ = std::make_shared<CodeChunk>(CodeChunk{step, firstOf(begunAt_), countOf(begunAt_), {}});
            return;
        }
    }
}

void CodesKeeper::encodeNext(Trainer& trainer) {
    if (!begun_) beginNext(trainer);
    if (!begun_) return;
    const int64_t step = begun_->step, atOnce = evaluationBatch(trainer.spec().shape);
    std::vector<int64_t> indices;
    int64_t searched = 0;
    const int64_t from = begun_->first + static_cast<int64_t>(begun_->mu.size()) / snapshot_.dimensions;
    for (int64_t index = from; index < begun_->first + begun_->count && static_cast<int64_t>(indices.size()) < atOnce && searched < kSearchedAtOnce; ++index) {
        indices.push_back(index);
        searched += trainer.searchesFor(index) ? 1 : 0;
    }
    const std::vector<float> mu = trainer.encode(indices);
    begun_->mu.insert(begun_->mu.end(), mu.begin(), mu.end());
    if (static_cast<int64_t>(begun_->mu.size()) < begun_->count * snapshot_.dimensions) return;
    changed_ += begun_->count;
    snapshot_.chunks[begunAt_] = std::exchange(begun_, nullptr);
    for (auto& chunk : snapshot_.chunks)
        if (chunk && isOutdated(*chunk, step)) chunk = nullptr;
}

void CodesKeeper::publish(bool now) {
    if (changed_ == 0) return;
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - published_;
    const bool worthIt = static_cast<double>(changed_) >= kWorthPublishing * static_cast<double>(snapshot_.encoded);
    if (now || since.count() >= (worthIt ? kBetweenPublishes : kLongestUnpublished)) put();
}

void CodesKeeper::put() {
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
    published_ = std::chrono::steady_clock::now();
    changed_ = 0;
}

}  // namespace zscape
