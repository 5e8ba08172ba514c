#include "engine/session/code_refresher.h"

#include "engine/session/encoding_order.h"
#include "engine/training/evaluation.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

namespace zscape {

namespace {

constexpr auto kPerChunk = static_cast<size_t>(CodesSnapshot::kCodesPerChunk);
constexpr size_t kTriedInVain = 64;
constexpr double kFirstTurn = 16;  // images, before it is known how long one takes

/// Of models in this process, so that those of two runs that are shown in turn differ too.
uint64_t nextModel() {
    static std::atomic<uint64_t> last{0};
    return ++last;
}

double secondsSince(std::chrono::steady_clock::time_point then) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

}  // namespace

void CodeRefresher::begin(const ImageSet& images, const Split& split, int dimensions) {
    order_ = encodingOrder(images);
    // What takes no part in the run has no code: a conditional run does not know its label.
    std::vector<uint8_t> takesPart(static_cast<size_t>(images.count()), 0);
    for (const auto* side : {&split.train, &split.heldOut, &split.test})
        for (const int64_t image : *side) takesPart[static_cast<size_t>(image)] = 1;
    unreached_ = unreachedOf(order_, split.train);
    for (auto* turns : {&order_, &unreached_})
        std::erase_if(*turns, [&](int64_t image) { return takesPart[static_cast<size_t>(image)] == 0; });
    forgetCodes(images.count(), dimensions);
}

void CodeRefresher::beginWithoutTrainer(int dimensions, const StoredCodes* codes, int64_t step) {
    order_.clear();
    unreached_.clear();
    // Too old to be shown, and never encoded again: as good as none.
    for (size_t image = 0; codes && image < codes->stamps.size(); ++image)
        if (codes->stamps[image].step >= step / kShownShare) order_.push_back(static_cast<int64_t>(image));
    forgetCodes(codes ? std::ssize(codes->stamps) : 0, dimensions);
    if (codes) restore(*codes, step);
}

void CodeRefresher::restore(const StoredCodes& codes, int64_t step) {
    // How long ago its steps were nobody knows any more: their ages are counted in steps alone.
    clock_.begin(step);
    step_ = step;
    findAges();
    for (const int64_t image : order_) {
        const auto at = static_cast<size_t>(image);
        if (codes.stamps[at].step >= 0)
            write(image, codes.mu.data() + at * static_cast<size_t>(codes.dimensions), codes.stamps[at]);
    }
    put();
}

void CodeRefresher::forgetCodes(int64_t images, int dimensions) {
    snapshot_ = {};
    snapshot_.model = nextModel();
    snapshot_.dimensions = dimensions;
    snapshot_.count = images;
    snapshot_.skipped = images - std::ssize(order_);
    chunks_.assign((static_cast<size_t>(images) + kPerChunk - 1) / kPerChunk, nullptr);
    own_.assign(chunks_.size(), 0);
    first_ = turn_ = 0;
    sweep_ = {};
    clockBegun_ = false;
    begunAt_ = step_ = 0;
    counted_ = -1;
    upToDate_ = 0;
    secondsForEach_ = 0;
    put();
}

void CodeRefresher::forget() {
    snapshot_ = {};
    chunks_.clear();
    own_.clear();
    order_.clear();
    unreached_.clear();
    changed_ = 0;
    shared_.codes.put(nullptr);
}

void CodeRefresher::goOn(int64_t step, StepClock::Time now) {
    if (!std::exchange(clockBegun_, true)) {
        clock_.begin(step);
        begunAt_ = step;
    }
    clock_.goOn(now);
}

void CodeRefresher::reached(int64_t step, StepClock::Time now) {
    step_ = step;
    clock_.reached(step, now);
    findAges();
}

void CodeRefresher::findAges() {
    int64_t young = std::min(clock_.stepBefore(kYoungSeconds), step_ - step_ / kYoungShare);
    // However short ago: beside codes that were learned, those of a model that had learned nothing are old.
    if (step_ > 0) young = std::max<int64_t>(young, 1);
    snapshot_.youngFrom = young;
    snapshot_.shownFrom = std::min(clock_.stepBefore(kShownSeconds), step_ / kShownShare);
}

int64_t CodeRefresher::stepOf(int64_t image) const {
    const auto at = static_cast<size_t>(image);
    const auto& chunk = chunks_[at / kPerChunk];
    return chunk ? chunk->stamps[at % kPerChunk].step : -1;
}

CodeChunk& CodeRefresher::writable(size_t at) {
    std::shared_ptr<CodeChunk>& chunk = chunks_[at];
    if (!chunk) {
        chunk = std::make_shared<CodeChunk>();
        chunk->first = static_cast<int64_t>(at * kPerChunk);
        chunk->count = std::min(CodesSnapshot::kCodesPerChunk, snapshot_.count - chunk->first);
        chunk->mu.assign(static_cast<size_t>(chunk->count * snapshot_.dimensions), 0.0F);
        chunk->stamps.assign(static_cast<size_t>(chunk->count), {});
    } else if (!own_[at]) {
        chunk = std::make_shared<CodeChunk>(*chunk);
    }
    own_[at] = 1;
    return *chunk;
}

void CodeRefresher::write(int64_t image, const float* mu, CodeStamp stamp) {
    const int64_t before = stepOf(image);
    // Of one step, the code that was encoded stays.
    if (stamp.fromTraining && before >= stamp.step) return;
    const auto at = static_cast<size_t>(image);
    CodeChunk& chunk = writable(at / kPerChunk);
    std::copy_n(mu, snapshot_.dimensions,
                chunk.mu.begin() + static_cast<std::ptrdiff_t>(at % kPerChunk) * snapshot_.dimensions);
    chunk.stamps[at % kPerChunk] = stamp;
    ++changed_;
    if (before < snapshot_.youngFrom && snapshot_.isYoung(stamp)) ++snapshot_.young;
    if (stamp.step > counted_) {
        counted_ = stamp.step;
        upToDate_ = 0;
    }
    if (stamp.step == counted_ && before != counted_) ++upToDate_;
}

void CodeRefresher::take(const std::vector<Trainer::PassCodes>& passes) {
    for (const Trainer::PassCodes& pass : passes) {
        CodeStamp stamp;
        stamp.step = pass.step;
        stamp.fromTraining = 1;
        const float* mu = pass.codes.data();
        for (const int64_t image : pass.images) {
            write(image, mu, stamp);
            mu += snapshot_.dimensions;
        }
    }
}

int64_t CodeRefresher::firstMissing() const {
    const double seconds = clock_.seconds();
    if (seconds > kSoonSeconds) return 0;
    // A little ahead, for what is shown is a publish behind.
    const double wanted = seconds < kFirstSeconds
                              ? 1.2 * kFirstPoints * seconds / kFirstSeconds
                              : 1.2 * kFirstPoints + (kSoonPoints - 1.2 * kFirstPoints) * (seconds - kFirstSeconds) /
                                                         (kSoonSeconds - kFirstSeconds);
    return std::max<int64_t>(0, std::min(std::ssize(order_), static_cast<int64_t>(wanted)) - snapshot_.young);
}

bool CodeRefresher::isBehind(const Trainer& trainer) const {
    const auto& images = unreached(trainer);
    return !images.empty() && 2 * stepOf(images[turn_ % images.size()]) < trainer.step();
}

std::vector<int64_t> CodeRefresher::nextFirst(const Trainer& trainer, size_t most) {
    std::vector<int64_t> images;
    for (size_t tried = 0; tried < order_.size() && images.size() < most; ++tried) {
        const int64_t image = order_[std::exchange(first_, (first_ + 1) % order_.size())];
        if (stepOf(image) < snapshot_.youngFrom && !trainer.searchesFor(image)) images.push_back(image);
    }
    return images;
}

std::vector<int64_t> CodeRefresher::nextUnreached(const Trainer& trainer, size_t most) {
    const auto& from = unreached(trainer);
    std::vector<int64_t> images;
    int64_t searched = 0;
    turn_ %= std::max<size_t>(1, from.size());
    // The oldest are next in turn: where none of these is worth it, few others are.
    const size_t tries = std::min(from.size(), most + kTriedInVain);
    for (size_t tried = 0; tried < tries && images.size() < most && searched < kSearchedAtOnce; ++tried) {
        const int64_t image = from[std::exchange(turn_, (turn_ + 1) % from.size())];
        // A hundredth of the steps moves nothing that could be seen.
        if (stepOf(image) >= trainer.step() - trainer.step() / 100) continue;
        images.push_back(image);
        searched += trainer.searchesFor(image) ? 1 : 0;
    }
    return images;
}

void CodeRefresher::encode(Trainer& trainer, const std::vector<int64_t>& images) {
    if (images.empty()) return;
    const auto began = Clock::now();
    const std::vector<float> mu = trainer.encode(images);
    secondsForEach_ = secondsSince(began) / static_cast<double>(images.size());
    CodeStamp stamp;
    stamp.step = trainer.step();
    for (size_t i = 0; i < images.size(); ++i)
        write(images[i], mu.data() + static_cast<std::ptrdiff_t>(i) * snapshot_.dimensions, stamp);
}

bool CodeRefresher::encodeSome(Trainer& trainer) {
    const double turn = secondsForEach_ > 0 ? kTurnSeconds / secondsForEach_ : kFirstTurn;
    const auto most =
        static_cast<size_t>(std::clamp(turn, 1.0, static_cast<double>(evaluationBatch(trainer.spec().shape))));
    const int64_t missing = firstMissing();
    const std::vector<int64_t> images =
        missing > 0 ? nextFirst(trainer, std::min(most, static_cast<size_t>(missing))) : nextUnreached(trainer, most);
    encode(trainer, images);
    return !images.empty();
}

std::vector<int64_t> CodeRefresher::nextAtRest(const Trainer& trainer) {
    const int64_t step = trainer.step();
    if (sweep_.step != step) sweep_ = {step, false, 0};
    const auto most = static_cast<size_t>(evaluationBatch(trainer.spec().shape));
    std::vector<int64_t> images;
    while (images.empty()) {
        const size_t atOnce = sweep_.searching ? static_cast<size_t>(kSearchedAtOnce) : most;
        for (; sweep_.at < order_.size() && images.size() < atOnce; ++sweep_.at) {
            const int64_t image = order_[sweep_.at];
            if (stepOf(image) != step && trainer.searchesFor(image) == sweep_.searching) images.push_back(image);
        }
        if (!images.empty()) break;
        // Through: a sweep that found nothing at all begins anew, so that nothing is ever left out.
        if (sweep_.searching) {
            sweep_ = {};
            break;
        }
        sweep_ = {step, true, 0};
    }
    return images;
}

bool CodeRefresher::encodeNext(Trainer& trainer) {
    step_ = trainer.step();
    findAges();
    const std::vector<int64_t> images = nextAtRest(trainer);
    encode(trainer, images);
    return !images.empty();
}

void CodeRefresher::publish(bool now) {
    if (changed_ == 0) return;
    const double since = secondsSince(published_);
    const auto shown = static_cast<double>(snapshot_.encoded);
    const double between = std::max(std::clamp(kSecondsForEachShown * shown, kBetweenPublishes, kLongestUnpublished),
                                    kRestForEachSecond * publishSeconds_);
    const bool worthIt = static_cast<double>(changed_) >= kWorthPublishing * shown;
    if (now || since >= (worthIt ? between : std::max(between, kLongestUnpublished))) put();
}

void CodeRefresher::put() {
    const auto began = Clock::now();
    auto snapshot = std::make_shared<CodesSnapshot>(snapshot_);
    snapshot->encoded = snapshot->young = snapshot->newestStep = snapshot->oldestStep = 0;
    for (const auto& chunk : chunks_) {
        if (!chunk) continue;
        for (const CodeStamp stamp : chunk->stamps) {
            if (!snapshot->isShown(stamp)) continue;
            snapshot->newestStep = std::max<int64_t>(snapshot->newestStep, stamp.step);
            snapshot->oldestStep =
                snapshot->encoded == 0 ? stamp.step : std::min<int64_t>(snapshot->oldestStep, stamp.step);
            ++snapshot->encoded;
            snapshot->young += snapshot->isYoung(stamp) ? 1 : 0;
        }
    }
    snapshot_ = *snapshot;  // its numbers; the chunks follow
    snapshot->chunks.assign(chunks_.begin(), chunks_.end());
    std::fill(own_.begin(), own_.end(), uint8_t{0});
    shared_.codes.put(std::move(snapshot));
    shared_.events.notify();
    published_ = Clock::now();
    publishSeconds_ = std::chrono::duration<double>(published_ - began).count();
    changed_ = 0;
}

}  // namespace zscape
