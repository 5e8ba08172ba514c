#include "engine/analysis/projection.h"

#include "engine/analysis/layout/tsne.h"
#include "engine/analysis/layout/umap.h"
#include "engine/analysis/pca.h"

#include <stdexcept>
#include <type_traits>

namespace zscape {
namespace {

/// What is there at once.
class FixedProjector : public Projector {
public:
    explicit FixedProjector(Layout layout) : layout_(std::move(layout)) {}
    void advance(std::stop_token, int64_t) override {}
    int64_t iteration() const override { return 0; }
    int64_t total() const override { return 0; }
    void extend(int64_t) override {}
    void useThreads(int) override {}
    std::optional<double> loss() override { return std::nullopt; }
    Layout layout() const override { return layout_; }

private:
    Layout layout_;
};

Layout principalLayout(const CodeRows& codes, const LayoutSettings& settings) {
    requireLayable(codes);
    PrincipalAnalysis analysis(static_cast<int>(codes.dimensions));
    analysis.add(codes.values.data(), codes.rows);
    PrincipalAxes axes = analysis.axes(2);
    axes.axes.resize(2, std::vector<float>(axes.mean.size(), 0.0f));
    Layout layout = planeLayout(codes, settings, axes.mean, axes.axes[0], axes.axes[1]);
    layout.explained = axes.explained;
    return layout;
}

}  // namespace

std::unique_ptr<Projector> makeProjector(const CodeRows& codes, const LayoutSettings& settings, const Layout* earlier,
                                         std::stop_token stop, const ProgressSink& progress) {
    const auto grow = [&]<class Kind>(std::type_identity<Kind>) -> std::unique_ptr<Projector> {
        if (earlier) return std::make_unique<Kind>(codes, settings, *earlier, stop, progress);
        return std::make_unique<Kind>(codes, settings, principalLayout(codes, settings).xy, stop, progress);
    };
    switch (settings.kind) {
        case LayoutKind::Axes: return std::make_unique<FixedProjector>(axesLayout(codes, settings));
        case LayoutKind::Pca: return std::make_unique<FixedProjector>(principalLayout(codes, settings));
        case LayoutKind::Tsne: return grow(std::type_identity<TsneProjector>());
        case LayoutKind::Umap: return grow(std::type_identity<UmapProjector>());
    }
    throw std::logic_error("makeProjector: no such kind");
}

}  // namespace zscape
