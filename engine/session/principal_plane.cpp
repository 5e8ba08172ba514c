#include "engine/session/principal_plane.h"

#include "engine/training/precision.h"

#include <algorithm>

namespace zscape {

namespace {
constexpr int64_t kFewest = 256;  // young codes that axes are worth being made of
constexpr size_t kAtOnce = 1'024;
constexpr int64_t kMostCodes = 20'000;  // codes that are read: more of them move no axis that could be seen
}  // namespace

std::shared_ptr<const PlaneBasis> PrincipalPlane::of(const CodesSnapshot& codes) {
    useThreads(1);
    // Old codes lie where the model of then had them: they count only while hardly any others are there.
    const bool youngOnly = codes.young >= std::max<int64_t>(kFewest, 4 * int64_t{codes.dimensions});
    const int64_t stride = std::max<int64_t>(1, (youngOnly ? codes.young : codes.encoded) / kMostCodes);
    PrincipalAnalysis analysis(codes.dimensions);
    std::vector<float> block;  // rows that are added at once
    const auto dimensions = static_cast<size_t>(codes.dimensions);
    const auto add = [&] {
        analysis.add(block.data(), static_cast<int64_t>(block.size() / dimensions));
        block.clear();
    };
    int64_t met = 0;
    for (const auto& chunk : codes.chunks) {
        if (!chunk) continue;
        for (int64_t i = 0; i < chunk->count; ++i) {
            const CodeStamp stamp = chunk->stamps[static_cast<size_t>(i)];
            if (!codes.isShown(stamp) || (youngOnly && !codes.isYoung(stamp)) || met++ % stride != 0) continue;
            const auto row = chunk->mu.begin() + i * codes.dimensions;
            block.insert(block.end(), row, row + codes.dimensions);
        }
        if (block.size() >= kAtOnce * dimensions) add();
    }
    add();
    if (analysis.count() == 0) return nullptr;
    PrincipalAxes axes = analysis.axes(2);
    if (previous_) alignAxes(axes, *previous_);
    previous_ = axes;

    auto basis = std::make_shared<PlaneBasis>();
    basis->kind = PlaneBasis::Kind::Pca;
    basis->step = codes.newestStep;
    basis->mean = axes.mean;
    for (size_t i = 0; i < 2; ++i) {
        const bool there = i < axes.axes.size();
        basis->axes[i] = there ? axes.axes[i] : std::vector<float>(axes.mean.size(), 0.0f);
        basis->explained[i] = there ? axes.explained[i] : 0;
    }
    return basis;
}

}  // namespace zscape
