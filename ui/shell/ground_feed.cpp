#include "ui/shell/ground_feed.h"

#include "ui/bridge/session_bridge.h"
#include "ui/plane/latent_plane.h"
#include "ui/plane/projection_card.h"
#include "ui/selection/selection_model.h"
#include "ui/shell/code_space.h"
#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscape {

namespace {

// Logical pixels between places on the screen.
constexpr double kTileApart = PlaneGround::kTile + 1, kTripApart = 40, kMetricApart = 16;
constexpr size_t kTilesAtOnce = 64, kTripsAtOnce = 64, kMetricAtOnce = 48;
constexpr int kTileSide = 64;  // pixels at most that are kept of a picture
// What a layer takes of the machine while a run trains: one part in ten of one core.
constexpr double kRestForEachAsked = 9;
constexpr int kLongestPause = 4000, kPauseAtRest = 0, kPauseBehind = 100;
constexpr size_t kMostEllipses = 200, kEllipsesAtOnce = 64;
constexpr int kDensitySamples = 192, kDensityEvery = 500;  // milliseconds
constexpr double kBeyond = 0.15;                           // of what is worth seeing, on each side
constexpr int kTellEvery = 100;

/// Axes of an ellipse of x' C^-1 x = 1, C = A diag(sigma²) A'.
void halfAxes(const PlaneBasis& basis, const std::vector<float>& sigma, QPointF& major, QPointF& minor) {
    double xx = 0, xy = 0, yy = 0;
    for (size_t d = 0; d < sigma.size(); ++d) {
        const double variance = double{sigma[d]} * double{sigma[d]};
        const double x = basis.axes[0][d], y = basis.axes[1][d];
        xx += variance * x * x;
        xy += variance * x * y;
        yy += variance * y * y;
    }
    const double turn = 0.5 * std::atan2(2 * xy, xx - yy);
    const double middle = (xx + yy) / 2, apart = std::hypot((xx - yy) / 2, xy);
    major = QPointF(std::cos(turn), std::sin(turn)) * std::sqrt(middle + apart);
    minor = QPointF(-std::sin(turn), std::cos(turn)) * std::sqrt(std::max(0.0, middle - apart));
}

double distanceOf(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t d = 0; d < a.size() && d < b.size(); ++d)
        sum += (double{a[d]} - double{b[d]}) * (double{a[d]} - double{b[d]});
    return std::sqrt(sum);
}

QString decimal(double value, int decimals) { return QLocale().toString(value, 'f', decimals); }

/// With as many decimals as tell it from 0.
QString shortNumber(double value) {
    const bool below1 = value > 0 && value < 1;
    return decimal(value, below1 ? std::min(6, 2 - static_cast<int>(std::floor(std::log10(value)))) : 1);
}

}  // namespace

GroundFeed::GroundFeed(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, CodeSpace* space,
                       QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panels_(panels),
      selection_(selection),
      space_(space),
      manifold_(
          metrics().px(kTileApart), kTilesAtOnce,
          {[this](std::vector<std::vector<float>> codes) {
               return bridge_->session().decode(Lane::Manifold, {std::move(codes)});
           },
           [](const ServiceAnswer& answer, size_t index, const LatticePlace&) -> std::optional<QImage> {
               if (index >= answer.pictures.size()) return std::nullopt;
               QImage picture = toImage(answer.pictures[index]);
               if (std::max(picture.width(), picture.height()) > kTileSide)
                   picture = picture.scaled(kTileSide, kTileSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
               return picture;
           },
           [this](QPointF at) { return codeAt(at); }, [this](double ms) { return rest(ms); }, [this] { showTiles(); }}),
      trips_(
          metrics().px(kTripApart), kTripsAtOnce,
          {[this](std::vector<std::vector<float>> codes) {
               return bridge_->session().probe(Lane::RoundTrip, {ProbeKind::RoundTrip, std::move(codes)});
           },
           [this](const ServiceAnswer& answer, size_t index, const LatticePlace& place) -> std::optional<Trip> {
               if (index >= answer.z.size() || !space_->fits(answer.z[index])) return std::nullopt;
               return Trip{space_->place(answer.z[index]),
                           distanceOf(answer.z[index], codeAt(trips_.lattice().at(place)))};
           },
           [this](QPointF at) { return codeAt(at); }, [this](double ms) { return rest(ms); }, [this] { showTrips(); }}),
      metric_(metrics().px(kMetricApart), kMetricAtOnce,
              {[this](std::vector<std::vector<float>> codes) {
                   const PlaneBasis& basis = *space_->basis();
                   return bridge_->session().probe(
                       Lane::Metric, {ProbeKind::Metric, std::move(codes), {basis.axes[0], basis.axes[1]}});
               },
               [](const ServiceAnswer& answer, size_t index, const LatticePlace&) -> std::optional<float> {
                   if (index >= answer.values.size()) return std::nullopt;
                   return answer.values[index];
               },
               [this](QPointF at) { return codeAt(at); }, [this](double ms) { return rest(ms); },
               [this] { showMetric(); }}) {
    for (QTimer* timer : {&ellipsePause_, &densityLater_, &tell_}) timer->setSingleShot(true);
    connect(&ellipsePause_, &QTimer::timeout, this, &GroundFeed::askEllipses);
    connect(&densityLater_, &QTimer::timeout, this, &GroundFeed::askDensity);
    tell_.setInterval(kTellEvery);
    connect(&tell_, &QTimer::timeout, this, &GroundFeed::changed);
    connect(space, &CodeSpace::changed, this, &GroundFeed::takeCodes);
    connect(bridge, &SessionBridge::infoChanged, this, &GroundFeed::takeInfo);
    connect(bridge, &SessionBridge::answerArrived, this, &GroundFeed::answered);
    connect(panels.plane, &LatentPlane::viewChanged, this, &GroundFeed::takeView);
    connect(panels.plane, &LatentPlane::codesWanted, this, [this](bool seen) {
        seen_ = seen;
        want();
    });
    connect(panels.plane, &LatentPlane::pointerMoved, this, [this](QPointF at) {
        manifold_.pointAt(at);
        trips_.pointAt(at);
        metric_.pointAt(at);
    });
    for (const auto signal : {&SelectionModel::keptChanged, &SelectionModel::currentChanged})
        connect(selection, signal, this, [this] { takeSlice(Slicing::Chosen); });
    connect(selection, &SelectionModel::keptFollowed, this, [this] { takeSlice(Slicing::Follows); });
    connect(selection, &SelectionModel::selectedChanged, this, &GroundFeed::chooseEllipses);
}

GroundFeed::~GroundFeed() = default;

// ---- what there is to draw ----

std::vector<float> GroundFeed::codeAt(QPointF place) const {
    if (!space_->basis() || space_->map()) return {};
    return space_->codeUnder(place, slice_.rest);
}

QRectF GroundFeed::worthAsking() const {
    const QRectF worth = panels_.plane->worthSeeing();
    const double more = kBeyond * std::max(worth.width(), worth.height());
    return worth.adjusted(-more, -more, more, more);
}

int GroundFeed::rest(double milliseconds) const {
    // The weights that are to come need a core, too.
    if (bridge_->state() != RunState::Running) return behind_ ? kPauseBehind : kPauseAtRest;
    return std::min(kLongestPause, static_cast<int>(milliseconds * kRestForEachAsked));
}

QString GroundFeed::reasonOf(PlaneLayer layer) const {
    if (!needsCodePlane(layer)) return {};
    if (space_->dimensions() < 2) return tr("There is no model yet");
    if (isMap(space_->projection())) return tr("On a map a place is no code: axes and PCA show it");
    const ModelSpec& spec = bridge_->info()->spec;
    const auto& diagnostics = bridge_->diagnostics();
    if (layer == PlaneLayer::Prior && panels_.plane->priorSpread() <= 0)
        return tr("This model has no one prior for all codes");
    // Codes may be there a moment before it is said what made them.
    if (spec.recipe.parts.empty()) return tr("There is no model yet");
    if ((layer == PlaneLayer::RoundTrip || layer == PlaneLayer::Ellipses) && hasCodeTable(spec))
        return tr("This model has no encoder: it keeps a code for each image");
    if (layer == PlaneLayer::Ellipses && diagnostics && !diagnostics->hasVariance)
        return tr("The encoder of this model gives points, no posteriors");
    return {};
}

bool GroundFeed::shows(PlaneLayer layer) const { return panels_.plane->layers().shows(layer); }

bool GroundFeed::isWanted(PlaneLayer layer) const { return seen_ && shows(layer) && reasonOf(layer).isEmpty(); }

void GroundFeed::want() {
    takeView();
    manifold_.want(isWanted(PlaneLayer::Manifold));
    trips_.want(isWanted(PlaneLayer::RoundTrip));
    metric_.want(isWanted(PlaneLayer::Metric));
    askDensity();
    tellSoon();
}

void GroundFeed::outdate() {
    manifold_.outdate();
    trips_.outdate();
    metric_.outdate();
    ++ellipsePass_;
    askEllipses();
}

void GroundFeed::takeCodes() {
    const auto& codes = bridge_->codes();
    if (const uint64_t model = codes ? codes->model : 0; model != model_) {
        model_ = model;
        manifold_.forget();
        trips_.forget();
        metric_.forget();
        posteriors_.clear();
        ellipseTicket_ = 0;
        PlaneGround& ground = panels_.plane->ground();
        ground = PlaneGround();
        panels_.plane->groundChanged();
    }
    takeSlice(Slicing::Follows);
    want();
}

void GroundFeed::takeInfo() {
    const int64_t step = bridge_->info()->step;
    if (step == step_) return;
    step_ = step;
    follow();
    if (bridge_->state() != RunState::Running || !ellipsePause_.isActive()) {
        ++ellipsePass_;
        askEllipses();
    }
}

void GroundFeed::takeSlice(Slicing how) {
    Slice slice;
    if (const auto& basis = space_->basis()) {
        slice.kind = static_cast<int>(basis->kind);
        if (basis->kind == PlaneBasis::Kind::Axes) {
            slice.axisX = basis->axisX;
            slice.axisY = basis->axisY;
        }
    }
    // Two dimensions are all of the code. Of more the plane is a slice through what is kept.
    if (space_->dimensions() > 2) {
        const auto& kept = selection_->kept();
        slice.rest = kept && space_->fits(kept->code) ? kept->code : space_->restOf(selection_->current());
    }
    if (slice == slice_) return;
    const bool samePlane = slice.kind == slice_.kind && slice.axisX == slice_.axisX && slice.axisY == slice_.axisY;
    slice_ = std::move(slice);
    // What is kept moves with every code that training moves: tiles of a moment ago are no other slice.
    if (how == Slicing::Follows && samePlane) follow();
    else outdate();
}

void GroundFeed::follow() {
    manifold_.follow();
    trips_.follow();
    metric_.follow();
}

void GroundFeed::takeView() {
    const PlaneView& view = panels_.plane->view();
    const QRectF part = worthAsking();
    if (shows(PlaneLayer::Manifold)) {
        manifold_.look(view, view.seen());
        showTiles();
    }
    if (shows(PlaneLayer::RoundTrip)) {
        trips_.look(view, part);
        showTrips();
    }
    if (shows(PlaneLayer::Metric)) {
        metric_.look(view, view.seen());
        showMetric();
    }
    chooseEllipses();
}

void GroundFeed::answered(Lane lane) {
    const auto answer = bridge_->answer(lane);
    if (!answer) return;
    // Newer weights were asked for by asking, and may come behind the batch.
    behind_ = answer->weightsStep != bridge_->info()->step && bridge_->state() != RunState::Running;
    if (lane == Lane::Manifold) manifold_.answered(*answer);
    if (lane == Lane::RoundTrip) trips_.answered(*answer);
    if (lane == Lane::Metric) metric_.answered(*answer);
    if (lane == Lane::Posterior) takeEllipses(*answer);
    if (behind_ && lane == Lane::Manifold) manifold_.follow();
    if (behind_ && lane == Lane::RoundTrip) trips_.follow();
    if (behind_ && lane == Lane::Metric) metric_.follow();
}

// ---- what is drawn ----

void GroundFeed::told() {
    panels_.plane->groundChanged();
    tellSoon();
}

void GroundFeed::tellSoon() {
    if (!tell_.isActive()) tell_.start();
}

void GroundFeed::showTiles() {
    const PlaneLattice& lattice = manifold_.lattice();
    std::vector<GroundTile> tiles;
    tiles.reserve(lattice.seen().size());
    const double side = lattice.distance(lattice.level());
    for (const LatticePlace& place : lattice.seen())
        if (const auto [tile, old] = manifold_.at(place); tile) tiles.push_back({lattice.at(place), side, *tile, old});
    panels_.plane->ground().setTiles(std::move(tiles));
    told();
}

void GroundFeed::showTrips() {
    const PlaneLattice& lattice = trips_.lattice();
    std::vector<PlaneArrow> arrows;
    std::vector<double> shifts;
    for (const LatticePlace& place : lattice.seen())
        if (const auto [trip, old] = trips_.at(place); trip) {
            arrows.push_back({lattice.at(place), trip->to, trip->shift});
            shifts.push_back(trip->shift);
        }
    std::sort(shifts.begin(), shifts.end());
    // A few codes that come back from far away must not take all the colours.
    const double longest = shifts.empty() ? 1 : shifts[(shifts.size() - 1) * 95 / 100];
    PlaneGround& ground = panels_.plane->ground();
    ground.setScale(PlaneLayer::RoundTrip,
                    arrows.empty()
                        ? std::nullopt
                        : std::optional(LayerScale{tr("shift"), QStringLiteral("0"), shortNumber(longest),
                                                   tr("median %1").arg(shortNumber(shifts[shifts.size() / 2]))}));
    ground.setArrows(std::move(arrows), longest);
    told();
}

void GroundFeed::showMetric() {
    const PlaneLattice& lattice = metric_.lattice();
    const std::vector<LatticePlace>& seen = lattice.seen();
    PlaneField field;
    std::vector<double> known;
    if (!seen.empty()) {
        const QPointF corner = lattice.at(seen.front());
        field.grid = {corner.x(), corner.y(), lattice.distance(lattice.level()), lattice.columns(),
                      static_cast<int>(seen.size()) / lattice.columns()};
        field.values.reserve(seen.size());
        for (const LatticePlace& place : seen) {
            const auto [value, old] = metric_.at(place);
            const float shown = value && std::isfinite(*value) ? *value : std::numeric_limits<float>::quiet_NaN();
            field.values.push_back(shown);
            if (!std::isnan(shown)) known.push_back(double{shown});
        }
    }
    PlaneGround& ground = panels_.plane->ground();
    std::optional<LayerScale> scale;
    if (!known.empty()) {
        std::sort(known.begin(), known.end());
        field.low = known[(known.size() - 1) * 2 / 100];
        field.high = std::max(field.low + 1e-6, known[(known.size() - 1) * 98 / 100]);
        scale = LayerScale{tr("log √det JᵀJ"), decimal(field.low, 1), decimal(field.high, 1), {}};
    }
    ground.setScale(PlaneLayer::Metric, std::move(scale));
    ground.setMetric(std::move(field));
    told();
}

void GroundFeed::askDensity() {
    const auto& codes = bridge_->codes();
    const auto& basis = space_->basis();
    if (!isWanted(PlaneLayer::Density) || !codes || !basis || codes->encoded == 0) return;
    if (sinceDensity_.isValid() && sinceDensity_.elapsed() < kDensityEvery) {
        if (!densityLater_.isActive()) densityLater_.start(kDensityEvery);
        return;
    }
    sinceDensity_.start();
    const QRectF part = worthAsking();
    const double cell = std::max(part.width(), part.height()) / kDensitySamples;
    const PlaneGrid grid{part.left(), part.top(), cell, static_cast<int>(std::ceil(part.width() / cell)) + 1,
                         static_cast<int>(std::ceil(part.height() / cell)) + 1};
    work_.ask([this, codes, basis, grid, prior = panels_.plane->priorSpread()](const std::stop_token& stop) {
        try {
            auto density = std::make_shared<PlaneDensity>(densityOnPlane(*codes, *basis, grid, prior, stop));
            QMetaObject::invokeMethod(
                this, [this, density] { showDensity(std::move(*density)); }, Qt::QueuedConnection);
        } catch (const Cancelled&) {  // NOLINT(bugprone-empty-catch)
            // The window closes.
        }
    });
}

void GroundFeed::showDensity(PlaneDensity density) {
    PlaneField field;
    field.grid = density.grid;
    field.values = std::move(density.values);
    field.holes = std::move(density.holes);
    field.high = std::max(density.highest, std::numeric_limits<float>::min());
    LayerScale scale{tr("density"), QStringLiteral("0"), shortNumber(double{density.highest}), {}};
    if (!field.holes.empty()) {
        scale.figure = tr("%1 % of the prior is empty").arg(decimal(100 * density.emptyShare, 1));
        scale.warns = density.emptyShare >= 0.0005;
    }
    PlaneGround& ground = panels_.plane->ground();
    ground.setScale(PlaneLayer::Density, density.codes > 0 ? std::optional(scale) : std::nullopt);
    ground.setDensity(density.codes > 0 ? std::move(field) : PlaneField());
    told();
}

// ---- ellipses ----

void GroundFeed::chooseEllipses() {
    ellipses_.clear();
    ellipsesOf_ = 0;
    const auto& images = bridge_->images();
    if (isWanted(PlaneLayer::Ellipses) && images) {
        const ImageBits& selected = selection_->selected();
        ellipsesOf_ = selected.count();
        const QRectF seen = panels_.plane->view().seen();
        std::vector<int64_t> inSight;
        const PointCloud& cloud = panels_.plane->points().cloud();
        for (int64_t image = selected.next(0); image >= 0; image = selected.next(image + 1))
            if (image < images->count() && cloud.isPlaced(image) && seen.contains(cloud.positionOf(image)))
                inSight.push_back(image);
        const size_t count = std::min(kMostEllipses, inSight.size());
        for (size_t i = 0; i < count; ++i) ellipses_.push_back(inSight[i * inSight.size() / count]);
    }
    askEllipses();
    showEllipses();
}

void GroundFeed::askEllipses() {
    const auto& images = bridge_->images();
    if (ellipseTicket_ != 0 || ellipsePause_.isActive() || !images) return;
    std::vector<int64_t> wanted;
    for (const bool missing : {true, false})
        for (const int64_t image : ellipses_) {
            const auto held = posteriors_.find(image);
            const bool none = held == posteriors_.end();
            if (none == missing && (none || held->second.pass != ellipsePass_) && wanted.size() < kEllipsesAtOnce)
                wanted.push_back(image);
        }
    if (wanted.empty()) return;
    ProbeRequest request;
    request.kind = ProbeKind::Posterior;
    for (const int64_t image : wanted) {
        request.pictures.push_back(images->picture(image));
        request.labels.push_back(bridge_->labelOf(image));
    }
    askedEllipses_ = std::move(wanted);
    ellipseTicket_ = bridge_->session().probe(Lane::Posterior, std::move(request));
}

void GroundFeed::takeEllipses(const ServiceAnswer& answer) {
    if (answer.ticket != ellipseTicket_ || ellipseTicket_ == 0) return;
    ellipseTicket_ = 0;
    if (!answer.error.code.empty()) return;
    for (size_t i = 0; i < askedEllipses_.size() && i < answer.sigma.size() && i < answer.z.size(); ++i)
        posteriors_[askedEllipses_[i]] = {answer.z[i], answer.sigma[i], ellipsePass_};
    showEllipses();
    ellipsePause_.start(rest(answer.milliseconds));
}

void GroundFeed::showEllipses() {
    if (!shows(PlaneLayer::Ellipses)) return;
    const auto& basis = space_->basis();
    std::vector<PlaneEllipse> drawn;
    std::array<double, 2> sums{};
    for (const int64_t image : ellipses_) {
        const auto held = posteriors_.find(image);
        if (held == posteriors_.end() || !basis || !space_->fits(held->second.mu)) continue;
        PlaneEllipse ellipse;
        // Around the point as it is drawn: the code may be newer than the ellipse.
        ellipse.at = panels_.plane->points().cloud().positionOf(image);
        halfAxes(*basis, held->second.sigma, ellipse.major, ellipse.minor);
        ellipse.colour = panels_.plane->points().colourOf(image);
        for (size_t axis = 0; axis < 2; ++axis) {
            double variance = 0;
            for (size_t d = 0; d < held->second.sigma.size(); ++d)
                variance += std::pow(double{basis->axes[axis][d]} * double{held->second.sigma[d]}, 2);
            sums[axis] += std::sqrt(variance);
        }
        drawn.push_back(ellipse);
    }
    PlaneGround& ground = panels_.plane->ground();
    std::optional<LayerScale> scale;
    if (!drawn.empty()) {
        const auto count = static_cast<double>(drawn.size());
        const bool pca = basis->kind == PlaneBasis::Kind::Pca;
        scale = LayerScale{tr("mean σ: %1 %2, %3 %4")
                               .arg(pca ? tr("PC 1") : axisName(basis->axisX), shortNumber(sums[0] / count),
                                    pca ? tr("PC 2") : axisName(basis->axisY), shortNumber(sums[1] / count)),
                           {},
                           {},
                           tr("%1 of %2 selected").arg(number(static_cast<qint64>(drawn.size())), number(ellipsesOf_))};
    }
    ground.setScale(PlaneLayer::Ellipses, std::move(scale));
    ground.setEllipses(std::move(drawn));
    told();
}

// ---- what the card says ----

LayersState GroundFeed::state() const {
    LayersState state;
    state.layers = panels_.plane->layers();
    for (const PlaneLayer layer : kAllLayers) state.reasons[static_cast<size_t>(layer)] = reasonOf(layer);
    const auto at = static_cast<size_t>(PlaneLayer::Manifold);
    if (!manifold_.isWanted()) return state;
    const size_t all = manifold_.lattice().seen().size(), done = manifold_.done();
    const auto tiles = static_cast<qint64>(panels_.plane->ground().tiles().size());
    if (!manifold_.failure().code.empty()) state.notes[at] = sentenceOf(manifold_.failure());
    else if (manifold_.step() >= 0)
        state.notes[at] =
            tr("%1 tile(s) of step %2", nullptr, counted(tiles)).arg(number(tiles), number(manifold_.step()));
    if (all == 0) state.notes[at] = tr("Too many tiles would be seen at once");
    else if (done < all) state.progress[at] = tr("refining %1 %").arg(100 * done / all);
    return state;
}

}  // namespace zscape
