#include "ui/shell/code_space.h"

#include "ui/bridge/session_bridge.h"
#include "ui/plane/plane_points.h"

namespace zscape {

namespace {
constexpr int kRefreshEvery = 250;  // milliseconds: a glide to new places takes 200
// Where points jump: each look goes through all of them and draws all of them, which training pays for.
constexpr int kRefreshLargeEvery = 500;
}  // namespace

CodeSpace::CodeSpace(SessionBridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &CodeSpace::refresh);
    connect(bridge, &SessionBridge::codesChanged, this, [this] {
        const auto& codes = bridge_->codes();
        const bool other = (codes ? codes->dimensions : 0) != dimensions_;
        // Another model is shown at once; codes that only move may wait for the glide in hand.
        if (other || !codes) refresh();
        else if (!timer_.isActive())
            timer_.start(codes->count <= PlanePoints::kMostThatGlide ? kRefreshEvery : kRefreshLargeEvery);
    });
}

void CodeSpace::choose(PlaneBasis::Kind kind, int axisX, int axisY) {
    chosen_ = true;
    kind_ = kind;
    axisX_ = axisX;
    axisY_ = axisY;
    refresh();
}

void CodeSpace::refresh() {
    const auto& codes = bridge_->codes();
    const int dimensions = codes ? codes->dimensions : 0;
    const bool other = dimensions != dimensions_;
    if (other) {
        dimensions_ = dimensions;
        chosen_ = false;
        kind_ = dimensions > 2 ? PlaneBasis::Kind::Pca : PlaneBasis::Kind::Axes;
        axisX_ = 0;
        axisY_ = std::min(1, std::max(0, dimensions - 1));
    }
    if (dimensions == 0) {
        basis_.reset();
    } else if (kind_ == PlaneBasis::Kind::Pca) {
        auto principal = bridge_->session().principalPlane();
        const bool fits = principal && static_cast<int>(principal->mean.size()) == dimensions;
        if (fits) basis_ = std::move(principal);
        // The first two axes stand in until the first components are there; the header says which are shown.
        else if (other || !basis_ || static_cast<int>(basis_->mean.size()) != dimensions)
            basis_ = std::make_shared<PlaneBasis>(PlaneBasis::ofAxes(dimensions, 0, std::min(1, dimensions - 1)));
    } else {
        basis_ = std::make_shared<PlaneBasis>(PlaneBasis::ofAxes(dimensions, axisX_, axisY_));
    }
    if (other) Q_EMIT dimensionsChanged(dimensions);
    Q_EMIT changed();
}

std::optional<std::vector<float>> CodeSpace::codeOf(int64_t image) const {
    const auto& codes = bridge_->codes();
    if (!codes || image < 0 || image >= codes->count) return std::nullopt;
    const float* mu = codes->codeOf(image);
    if (!mu) return std::nullopt;
    return std::vector<float>(mu, mu + codes->dimensions);
}

bool CodeSpace::fits(const std::vector<float>& code) const {
    return basis_ && !code.empty() && static_cast<int>(code.size()) == dimensions_;
}

std::vector<float> CodeSpace::restOf(int64_t image) const {
    // Principal components leave out what matters least: its mean. Two chosen axes leave out the rest of the image.
    if (!basis_ || basis_->kind == PlaneBasis::Kind::Pca) return {};
    return codeOf(image).value_or(std::vector<float>());
}

QPointF CodeSpace::place(const std::vector<float>& code) const {
    if (!fits(code)) return {};
    float x = 0, y = 0;
    basis_->project(code.data(), x, y);
    return {x, y};
}

std::vector<float> CodeSpace::codeAt(QPointF place, const std::vector<float>& rest) const {
    if (!basis_) return {};
    return basis_->unproject(place.x(), place.y(), static_cast<int>(rest.size()) == dimensions_ ? rest : basis_->mean);
}

}  // namespace zscape
