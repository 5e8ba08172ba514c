#include "ui/shell/code_space.h"

#include "ui/bridge/session_bridge.h"
#include "ui/plane/plane_points.h"

#include <algorithm>
#include <limits>

namespace zscape {

namespace {
constexpr int kRefreshEvery = 250;  // milliseconds: a glide to new places takes 200
// Where points jump: each look goes through all of them and draws all of them, which training pays for.
constexpr int kRefreshLargeEvery = 500;
constexpr int64_t kGlanced = 2'000;  // images that are looked at for a first, rough place on a map
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
    connect(bridge, &SessionBridge::layoutChanged, this, &CodeSpace::takeMap);
    connect(bridge, &SessionBridge::codesPlaced, this, &CodeSpace::takePlaced);
    ask_.setSingleShot(true);
    ask_.setInterval(0);
    connect(&ask_, &QTimer::timeout, this, [this] {
        const std::vector<std::vector<float>> codes = places_.toAsk();
        if (!codes.empty()) places_.asked(bridge_->session().placeOnLayout(codes));
    });
}

void CodeSpace::choose(PlaneProjection projection, int axisX, int axisY) {
    projection_ = projection;
    if (!isMap(projection)) {
        plane_ = projection;
        axisX_ = axisX;
        axisY_ = axisY;
        map_.reset();
        places_.clear();
    }
    refresh();
    if (isMap(projection)) takeMap();
}

void CodeSpace::takeMap() {
    const auto& map = bridge_->layout();
    const auto before = map_ ? map_->layout : nullptr;
    // One that is on its way may have the places of the map before still, be that of another kind.
    map_ = isMap(projection_) && map && map->layout ? map : nullptr;
    const auto now = map_ ? map_->layout : nullptr;
    if (now == before) return;
    if (now) places_.moved();
    else places_.clear();
    Q_EMIT changed();
}

void CodeSpace::takePlaced() {
    const auto placed = bridge_->session().placed();
    const bool other = placed && places_.answered(placed->ticket, placed->xy);
    ask_.start();  // what was wanted meanwhile
    if (other && map_) Q_EMIT changed();
}

void CodeSpace::refresh() {
    const auto& codes = bridge_->codes();
    const int dimensions = codes ? codes->dimensions : 0;
    const bool other = dimensions != dimensions_;
    if (other) {
        dimensions_ = dimensions;
        projection_ = plane_ = dimensions > 2 ? PlaneProjection::Pca : PlaneProjection::Axes;
        axisX_ = 0;
        axisY_ = std::min(1, std::max(0, dimensions - 1));
        map_.reset();
        places_.clear();
    }
    if (dimensions == 0) {
        basis_.reset();
    } else if (plane_ == PlaneProjection::Pca) {
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
    if (!basis_ || map_ || basis_->kind == PlaneBasis::Kind::Pca) return {};
    return codeOf(image).value_or(std::vector<float>());
}

std::optional<QPointF> CodeSpace::mappedPlace(int64_t image) const {
    if (!map_) return std::nullopt;
    const std::vector<int64_t>& images = *map_->images;
    const auto row = std::lower_bound(images.begin(), images.end(), image);
    if (row == images.end() || *row != image) return std::nullopt;
    const float* at = map_->layout->xy.data() + 2 * (row - images.begin());
    return QPointF(at[0], at[1]);
}

QPointF CodeSpace::place(const std::vector<float>& code) const {
    if (!fits(code)) return {};
    if (map_) {
        const std::optional<QPointF> known = places_.of(code);
        if (!ask_.isActive()) ask_.start();
        return known ? *known : glance(code);
    }
    float x = 0, y = 0;
    basis_->project(code.data(), x, y);
    return {x, y};
}

/// Where the nearest of some images lies.
QPointF CodeSpace::glance(const std::vector<float>& code) const {
    const auto& codes = bridge_->codes();
    const std::vector<int64_t>& images = *map_->images;
    const int64_t stride = std::max<int64_t>(1, std::ssize(images) / kGlanced);
    double best = std::numeric_limits<double>::infinity();
    QPointF found;
    for (int64_t row = 0; codes && row < std::ssize(images); row += stride) {
        const float* mu = codes->codeOf(images[static_cast<size_t>(row)]);
        if (!mu) continue;
        double distance = 0;
        for (size_t d = 0; d < code.size(); ++d) {
            const double off = double{code[d]} - double{mu[d]};
            distance += off * off;
        }
        if (distance >= best) continue;
        best = distance;
        const float* at = map_->layout->xy.data() + 2 * row;
        found = QPointF(at[0], at[1]);
    }
    return found;
}

std::vector<float> CodeSpace::codeAt(QPointF place, const std::vector<float>& rest) const {
    if (!basis_) return {};
    std::vector<float> code = codeUnder(place, rest);
    if (map_) places_.know(code, place);
    return code;
}

std::vector<float> CodeSpace::codeUnder(QPointF pointer, const std::vector<float>& rest) const {
    if (!basis_) return {};
    if (map_) return mixAt(pointer);
    return basis_->unproject(pointer.x(), pointer.y(),
                             static_cast<int>(rest.size()) == dimensions_ ? rest : basis_->mean);
}

std::vector<float> CodeSpace::mixAt(QPointF place) const {
    std::vector<double> mixed(static_cast<size_t>(dimensions_));
    double sum = 0;
    for (const NearImage& near : neighbours_ ? neighbours_(place) : std::vector<NearImage>()) {
        const std::optional<std::vector<float>> code = codeOf(near.image);
        if (!code) continue;
        sum += near.weight;
        for (size_t d = 0; d < mixed.size(); ++d) mixed[d] += near.weight * double{(*code)[d]};
    }
    if (sum <= 0) return basis_->mean;
    std::vector<float> code;
    code.reserve(mixed.size());
    for (const double value : mixed) code.push_back(static_cast<float>(value / sum));
    return code;
}

}  // namespace zscape
