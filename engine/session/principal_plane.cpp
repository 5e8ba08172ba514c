#include "engine/session/principal_plane.h"

#include <torch/torch.h>

#include <algorithm>

namespace zscape {

namespace {
constexpr int64_t kFewest = 256;  // young codes that axes are worth being made of
constexpr size_t kAtOnce = 1'024;
constexpr int64_t kMostCodes = 20'000;  // codes that are read: more of them move no axis that could be seen
}  // namespace

std::shared_ptr<const PlaneBasis> PrincipalPlane::ask() {
    const auto codes = shared_.codes.get();
    const auto basis = basis_.get();
    // Codes of another model's dimensions have no plane yet.
    const bool fits = codes && basis && static_cast<int>(basis->mean.size()) == codes->dimensions;
    if (codes && codes->encoded > 0 && codes->dimensions > 0) {
        const auto now = std::chrono::steady_clock::now();
        bool begin = false;
        {
            const std::lock_guard lock(mutex_);
            begin = !busy_ && codes != madeOf_ && (!fits || now - made_ >= std::chrono::milliseconds(500));
            if (begin) {
                busy_ = true;
                madeOf_ = codes;
                made_ = now;
            }
        }
        if (begin) jobs_.startSilently([this, codes](std::stop_token) { compute(codes); });
    }
    return fits ? basis : nullptr;
}

void PrincipalPlane::compute(const std::shared_ptr<const CodesSnapshot>& codes) {
    // The first call settles this thread's default, the second then holds: see design, measured facts.
    at::get_num_threads();
    at::set_num_threads(1);
    struct Done {
        PrincipalPlane& plane;
        ~Done() {
            const std::lock_guard lock(plane.mutex_);
            plane.busy_ = false;
        }
    } done{*this};

    // Old codes lie where the model of then had them: they count only while hardly any others are there.
    const bool youngOnly = codes->young >= std::max<int64_t>(kFewest, 4 * int64_t{codes->dimensions});
    const int64_t stride = std::max<int64_t>(1, (youngOnly ? codes->young : codes->encoded) / kMostCodes);
    PrincipalAnalysis analysis(codes->dimensions);
    std::vector<float> block;  // rows that are added at once
    const auto dimensions = static_cast<size_t>(codes->dimensions);
    const auto add = [&] {
        analysis.add(block.data(), static_cast<int64_t>(block.size() / dimensions));
        block.clear();
    };
    int64_t met = 0;
    for (const auto& chunk : codes->chunks) {
        if (!chunk) continue;
        for (int64_t i = 0; i < chunk->count; ++i) {
            const CodeStamp stamp = chunk->stamps[static_cast<size_t>(i)];
            if (!codes->isShown(stamp) || (youngOnly && !codes->isYoung(stamp)) || met++ % stride != 0) continue;
            const auto row = chunk->mu.begin() + i * codes->dimensions;
            block.insert(block.end(), row, row + codes->dimensions);
        }
        if (block.size() >= kAtOnce * dimensions) add();
    }
    add();
    if (analysis.count() == 0) return;
    PrincipalAxes axes = analysis.axes(2);
    if (previous_) alignAxes(axes, *previous_);
    previous_ = axes;

    auto basis = std::make_shared<PlaneBasis>();
    basis->kind = PlaneBasis::Kind::Pca;
    basis->step = codes->newestStep;
    basis->mean = axes.mean;
    for (size_t i = 0; i < 2; ++i) {
        const bool there = i < axes.axes.size();
        basis->axes[i] = there ? axes.axes[i] : std::vector<float>(axes.mean.size(), 0.0f);
        basis->explained[i] = there ? axes.explained[i] : 0;
    }
    basis_.put(std::move(basis));
    shared_.events.notify();
}

}  // namespace zscape
