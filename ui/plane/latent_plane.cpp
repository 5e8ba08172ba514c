#include "ui/plane/latent_plane.h"

#include "ui/plane/image_card.h"
#include "ui/plane/plane_accessible.h"
#include "ui/plane/plane_hits.h"
#include "ui/plane/plane_interaction.h"
#include "ui/plane/plane_legend.h"
#include "ui/selection/selection_model.h"
#include "ui/text/english_plurals.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/image.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_mime.h"

#include <QAccessible>
#include <QDrag>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace zscape {

namespace {
constexpr int kMoveMilliseconds = 200;
constexpr int kRestMilliseconds = 300;
}  // namespace

LatentPlane::LatentPlane(SelectionModel* selection, QWidget* parent)
    : QWidget(parent),
      interaction_(std::make_unique<PlaneInteraction>(*this, static_cast<PlaneSurface&>(*this))),
      legend_(new PlaneLegend(this)),
      strip_(new MessageStrip(this)),
      imageCard_(new ImageCard(this)),
      selection_(selection) {
    installPlaneAccessibility();
    imageCard_->hide();
    setAccessibleName(tr("Latent plane"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    grabGesture(Qt::PinchGesture);
    view_.set({0, 0}, 60);
    points_.setImages(nullptr, nullptr);
    legend_->setGroups(points_.groups(), points_.colour(), points_.scale());

    frameTimer_.setSingleShot(true);
    frameTimer_.setTimerType(Qt::PreciseTimer);
    connect(&frameTimer_, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    restTimer_.setSingleShot(true);
    restTimer_.setInterval(kRestMilliseconds);
    connect(&restTimer_, &QTimer::timeout, this, [this] {
        QAccessibleValueChangeEvent said(this, spokenValue());
        QAccessible::updateAccessibility(&said);
    });
    connect(legend_, &PlaneLegend::toggled, this, [this](int group) {
        points_.setGroupVisible(group, !points_.groups()[static_cast<size_t>(group)].visible);
        refreshNames();
    });
    connect(legend_, &PlaneLegend::isolated, this, [this](int group) {
        points_.isolateGroup(group);
        refreshNames();
    });
    observeSelection();
    connect(&ThemeController::instance(), &ThemeController::changed, this, [this] {
        baseStale_ = true;
        placeFloating();
        requestFrame();
    });
}

LatentPlane::~LatentPlane() = default;

void LatentPlane::observeSelection() {
    for (const auto signal : {&SelectionModel::hoveredChanged, &SelectionModel::keptFollowed})
        connect(selection_, signal, this, &LatentPlane::refreshMarks);
    for (const auto signal : {&SelectionModel::currentChanged, &SelectionModel::keptChanged})
        connect(selection_, signal, this, [this] {
            refreshMarks();
            restTimer_.start();
        });
    for (const auto signal : {&SelectionModel::endChanged, &SelectionModel::endFollowed})
        connect(selection_, signal, this, &LatentPlane::showEnd);
    connect(selection_, &SelectionModel::selectedChanged, this, &LatentPlane::showSelected);
    connect(selection_, &SelectionModel::outsideChanged, this, &LatentPlane::showOutside);
    connect(selection_, &SelectionModel::outsideFollowed, this, [this] {
        overlay_.outside = selection_->outside()->at;
        placeImageCard();
        requestFrame();
    });
}

// ---- what it shows ----

void LatentPlane::setImages(std::shared_ptr<const ImageSet> images, const std::shared_ptr<const Split>& split) {
    if (images != points_.images()) {
        underPointer_ = -1;
        overlay_ = PlaneOverlay{};
        for (const PathEnd end : {PathEnd::A, PathEnd::B}) showEnd(end);
        showOutside();
        card_ = HoverCard{};
        codes_ = nullptr;
        touched_ = false;
    }
    thumbnails_.setImages(images);
    points_.setImages(std::move(images), split);
    showSelected();
    refreshNames();
    autoFit();
}

void LatentPlane::setCodes(const std::shared_ptr<const CodesSnapshot>& codes,
                           const std::shared_ptr<const PlaneBasis>& basis) {
    const bool fromMap = isMap();
    codes_ = basis ? codes : nullptr;
    if (points_.setCodes(codes, basis) || fromMap) takePlaces(fromMap);
}

void LatentPlane::setMap(const std::shared_ptr<const CodesSnapshot>& codes,
                         const std::shared_ptr<const LayoutSnapshot>& map) {
    const auto& before = points_.map();
    const bool another = !before || before->layout->settings.kind != map->layout->settings.kind;
    codes_ = codes;
    if (points_.setMap(map)) takePlaces(another);
}

void LatentPlane::takePlaces(bool otherGround) {
    if (!points_.cloud().isPlaced(underPointer_)) hover(-1);
    if (otherGround) {
        wholeScale_.reset();
        touched_ = false;
        view_.setPlotArea(PlaneAxes::plotAreaFor(size(), isMap()));
        baseStale_ = true;
        computeMarks();
        fit();
    } else {
        autoFit();
    }
    refreshNames();
    refreshCard();
    startMovement();
}

void LatentPlane::setColour(PlaneColour colour, int attribute) {
    points_.setColour(colour, attribute);
    refreshNames();
}

void LatentPlane::setKnownLabels(std::vector<std::string> names) {
    points_.setKnownLabels(std::move(names));
    refreshNames();
}

void LatentPlane::setLayers(const LayerSet& layers) {
    if (layers == layers_) return;
    layers_ = layers;
    points_.setSeen(layers.shows(PlaneLayer::Points));
    groundChanged();
    refreshMarks();
}

void LatentPlane::groundChanged() {
    baseStale_ = true;
    requestFrame();
}

void LatentPlane::setDrawnLabel(const QString& name) {
    if (name == drawnLabel_) return;
    drawnLabel_ = name;
    placeFloating();
    requestFrame();
}

QString LatentPlane::statusText() const {
    if (drawnLabel_.isEmpty()) return countText();
    const QString label = QFontMetrics(noteFont()).elidedText(drawnLabel_, Qt::ElideMiddle, metrics().px(110));
    return tr("%1, drawn as %2").arg(countText(), label);
}

void LatentPlane::setCodesFollow(bool follow) {
    if (follow == codesFollow_) return;
    codesFollow_ = follow;
    placeFloating();
    requestFrame();
}

QString LatentPlane::countText() const {
    const QString shown = number(points_.shown()), total = number(points_.cloud().count());
    const int many = counted(points_.cloud().count());
    // Points that a person hid do not follow.
    const bool all = points_.shown() == points_.cloud().placed();
    const bool follow = codesFollow_ && all && codes_ && codes_->encoded + codes_->skipped < codes_->count;
    const int64_t olds = points_.cloud().olds();
    if (olds == 0 || !all)
        return follow ? tr("%1 of %2, the rest follows").arg(shown, total)
                      : tr("%1 of %2 point(s)", nullptr, many).arg(shown, total);
    const QString old = number(olds);
    return follow ? tr("%1 of %2, %3 of them old (pale), the rest follows").arg(shown, total, old)
                  : tr("%1 of %2 point(s), %3 of them old (pale)", nullptr, many).arg(shown, total, old);
}

void LatentPlane::setPriorSpread(double sigma) {
    if (sigma == overlay_.priorSpread) return;
    overlay_.priorSpread = sigma;
    autoFit();
    refreshMarks();
}

void LatentPlane::setFaint(bool faint) {
    if (faint == faint_) return;
    faint_ = faint;
    refreshNames();
}

void LatentPlane::setHint(const QString& hint) {
    if (hint == hint_) return;
    hint_ = hint;
    requestFrame();
}

void LatentPlane::setCardDecode(int64_t image, const Picture& picture) {
    if (image != underPointer_ || image < 0) return;
    card_.decoded = toImage(picture);
    requestFrame();
}

void LatentPlane::showEnd(PathEnd end) {
    const std::optional<EndPoint>& point = selection_->end(end);
    // One that is not encoded yet has no place.
    overlay_.ends[indexOf(end)] = point && point->hasPlace()
                                      ? std::optional(PlaneOverlay::End{point->at, toImage(point->shown())})
                                      : std::nullopt;
    requestFrame();
}

void LatentPlane::showOutside() {
    const std::optional<OutsideImage>& image = selection_->outside();
    overlay_.outside = image ? std::optional(image->at) : std::nullopt;
    if (image) imageCard_->setImage(image->name, image->picture);
    imageCard_->setVisible(image.has_value());
    placeImageCard();
    requestFrame();
}

void LatentPlane::placeImageCard() {
    if (!overlay_.outside) return;
    imageCard_->placeAt(view_.toScreen(*overlay_.outside), floatingArea());
    imageCard_->raise();
}

std::optional<PathEnd> LatentPlane::endAt(QPointF at) {
    const Grip grip = gripAt(*this, at);
    if (grip != Grip::EndA && grip != Grip::EndB) return std::nullopt;
    return grip == Grip::EndA ? PathEnd::A : PathEnd::B;
}

void LatentPlane::setPath(std::vector<QPointF> stops) {
    overlay_.stops = std::move(stops);
    requestFrame();
}

void LatentPlane::setTrail(std::vector<QPointF> trail) {
    overlay_.trail = std::move(trail);
    requestFrame();
}

void LatentPlane::setCurrentStop(int stop) {
    overlay_.currentStop = stop;
    requestFrame();
}

void LatentPlane::setMarker(double marker) {
    overlay_.marker = marker;
    requestFrame();
}

// ---- view ----

QRectF LatentPlane::worthSeeing() const {
    // With a prior its three standard deviations stay in sight, so that the first codes, all near zero, do not fill the
    // plane.
    // A map has no tail of codes that went astray: all of it is worth seeing.
    std::optional<QRectF> bounds = isMap() ? points_.cloud().bulk(1) : points_.cloud().bulk();
    if (overlay_.priorSpread > 0 && !isMap()) {
        const QPointF centre = originOnPlane();
        const double reach = 3.3 * overlay_.priorSpread;
        const QRectF prior(centre - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach));
        bounds = bounds ? bounds->united(prior) : prior;
    }
    return bounds.value_or(QRectF(-3.3, -3.3, 6.6, 6.6));
}

double LatentPlane::wholeScale() {
    if (!wholeScale_) {
        PlaneView whole = view_;
        whole.fit(worthSeeing(), kViewMargin);
        wholeScale_ = whole.scale();
    }
    return *wholeScale_;
}

void LatentPlane::autoFit() {
    wholeScale_.reset();
    if (touched_) return;
    const QRectF wanted = worthSeeing();
    const QRectF seen = view_.seen();
    PlaneView fitted = view_;
    fitted.fit(wanted, kViewMargin);
    // While training the bulk moves a little all the time: the view follows when some of it leaves, or fills much less
    // of it.
    const double slack = isMap() ? 0 : kViewMargin * seen.height();
    const bool inside = seen.adjusted(-slack, -slack, slack, slack).contains(wanted);
    if (inside && fitted.scale() < 1.25 * view_.scale()) return;
    changeView(fitted);
}

void LatentPlane::fit() {
    touched_ = false;
    PlaneView fitted = view_;
    fitted.fit(worthSeeing(), kViewMargin);
    changeView(fitted);
}

void LatentPlane::zoom(double factor) {
    PlaneView zoomed = view_;
    zoomed.zoomAt(view_.plotArea().center(), factor);
    touched_ = true;
    changeView(zoomed);
}

void LatentPlane::look(const PlaneView& view) {
    touched_ = true;
    changeView(view);
}

void LatentPlane::changeView(const PlaneView& view) {
    if (view == view_) return;
    view_ = view;
    baseStale_ = true;
    placeImageCard();
    requestFrame();
    Q_EMIT viewChanged();
}

// ---- what a person does ----

void LatentPlane::pointAt(std::optional<QPointF> at) {
    overlay_.pointer = at;
    if (at && !selection_->kept()) Q_EMIT pointerMoved(*at);
    if (!at) Q_EMIT pointerLeft();
    restTimer_.start();
    if (isMap()) computeMarks();
    requestFrame();
}

void LatentPlane::hover(int64_t image) {
    if (image == underPointer_) return;
    underPointer_ = image;
    card_ = HoverCard{};
    const auto& images = points_.images();
    if (image >= 0 && images) {
        card_.image = toImage(images->picture(image));
        if (overviews_) {
            const double ratio = devicePixelRatioF();
            const int side = qRound(metrics().px(HoverCard::kWholeWidth) * ratio);
            overviews_(images, image, side, tileGround(), [this, images, image, ratio](const TileOverview& overview) {
                if (image != underPointer_ || images != points_.images()) return;
                card_.whole = tilePicture(overview, ratio);
                requestFrame();
            });
        }
        card_.name = QString::fromStdString(images->nameOf(image));
        const int label = images->labelOf(image);
        const Side side = points_.sideOf(image);
        const QString split = side == Side::Test ? tr("test") : side == Side::HeldOut ? tr("held-out") : tr("training");
        card_.note = label < 0
                         ? split
                         : tr("label %1, %2")
                               .arg(QString::fromStdString(images->labelNames()[static_cast<size_t>(label)]), split);
    }
    refreshCard();
    refreshMarks();
    selection_->setHovered(image);
    Q_EMIT imageHovered(image);
}

void LatentPlane::outline(std::vector<QPointF> corners, const QString& note) {
    overlay_.outline = std::move(corners);
    overlay_.outlineNote = note;
    requestFrame();
}

void LatentPlane::dragOut(int64_t image) {
    const auto& images = points_.images();
    if (!images || image < 0 || image >= images->count()) return;
    const QImage picture = toImage(images->picture(image));
    auto* drag = new QDrag(this);  // Qt deletes it when the drag ends
    auto mime = imageMime(image, picture, QString::fromStdString(images->fileOf(image).string()));
    addPictureFile(*mime, picture, QString::fromStdString(images->nameOf(image)));
    drag->setMimeData(mime.release());
    drag->setPixmap(QPixmap::fromImage(
        picture.scaled(metrics().px(56), metrics().px(56), Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    drag->exec(Qt::CopyAction);
}

PlaneToolKind LatentPlane::tool() const { return interaction_->tools().chosen(); }

void LatentPlane::setTool(PlaneToolKind tool) { interaction_->tools().choose(tool); }

void LatentPlane::chooseTool(PlaneToolKind tool) {
    setTool(tool);
    Q_EMIT toolChosen(tool);
}

std::optional<PlaneTarget> LatentPlane::target() const {
    if (underPointer_ >= 0) return PlaneTarget{underPointer_, points_.cloud().positionOf(underPointer_)};
    if (const auto& kept = selection_->kept()) return PlaneTarget{kept->image, kept->at};
    if (const int64_t current = selection_->current(); points_.cloud().isPlaced(current))
        return PlaneTarget{current, points_.cloud().positionOf(current)};
    if (overlay_.pointer) return PlaneTarget{-1, *overlay_.pointer};
    return std::nullopt;
}

QString LatentPlane::spokenValue() const {
    const std::optional<KeptPoint>& kept = selection_->kept();
    const std::optional<QPointF> at = kept ? std::optional(kept->at) : overlay_.pointer;
    if (!at) return {};
    QString value = spokenPlace(*at);
    const int64_t near = kept ? kept->image : underPointer_;
    if (near >= 0 && points_.images())
        value = tr("%1, near %2").arg(value, QString::fromStdString(points_.images()->nameOf(near)));
    return value;
}

QString LatentPlane::spokenPlace(QPointF at) const {
    if (isMap()) return tr("on the map");
    const auto& basis = points_.basis();
    const bool pca = basis && basis->kind == PlaneBasis::Kind::Pca;
    const auto axis = [&](int index) {
        const int number = basis && !pca ? (index == 0 ? basis->axisX : basis->axisY) : index;
        return (pca ? tr("component %1") : tr("z%1")).arg(number + 1);
    };
    return tr("%1 %2, %3 %4").arg(axis(0), QString::number(at.x(), 'f', 2), axis(1), QString::number(at.y(), 'f', 2));
}

// ---- what follows ----

void LatentPlane::refreshCard() {
    const auto& images = points_.images();
    if (underPointer_ < 0 || !images) return;
    card_.lines.clear();
    const std::vector<Attribute>& columns = images->attributes();
    // The one that colours the points is never among those left out.
    std::vector<size_t> order;
    if (points_.attribute() >= 0) order.push_back(static_cast<size_t>(points_.attribute()));
    for (size_t column = 0; column < columns.size(); ++column)
        if (static_cast<int>(column) != points_.attribute()) order.push_back(column);
    size_t left = 0;
    for (const size_t column : order) {
        const QString value = QString::fromStdString(images->textOf(underPointer_, column));
        if (value.isEmpty()) continue;
        if (card_.lines.size() >= HoverCard::kMostAttributes) ++left;
        else card_.lines.push_back({QString::fromStdString(columns[column].name), value});
    }
    if (left > 0) card_.lines.push_back({{}, tr("and %1 more").arg(number(static_cast<qint64>(left)))});
    const CodeStamp stamp = codes_ ? codes_->stampOf(underPointer_) : CodeStamp{};
    if (stamp.step < 0) return;
    const QString step = number(stamp.step);
    card_.lines.push_back(
        {tr("code"), stamp.fromTraining ? tr("of step %1, in training").arg(step) : tr("of step %1").arg(step)});
}

void LatentPlane::refreshNames() {
    const auto& groups = points_.groups();
    overlay_.names.clear();
    // Classes that no training has told apart yet have no places worth a name.
    if (points_.showsClasses() && !faint_) {
        const auto medians = points_.cloud().medians(static_cast<int>(groups.size()) - 1);
        std::vector<size_t> order;
        for (size_t group = 0; group < medians.size(); ++group)
            if (medians[group] && groups[group].visible && groups[group].colourIndex >= 0) order.push_back(group);
        std::stable_sort(order.begin(), order.end(),
                         [&](size_t a, size_t b) { return groups[a].points > groups[b].points; });
        for (const size_t group : order)
            if (const auto& median = medians[group]) overlay_.names.push_back({groups[group].name, *median});
    }
    legend_->setGroups(groups, points_.colour(), points_.scale());
    placeFloating();
    refreshMarks();
    frameStale_ = true;
}

void LatentPlane::showSelected() {
    points_.setSelected(selection_->isMany() ? &selection_->selected() : nullptr);
    frameStale_ = true;
    requestFrame();
}

void LatentPlane::refreshMarks() {
    computeMarks();
    requestFrame();
}

void LatentPlane::computeMarks() {
    const auto placeOf = [this](int64_t image) -> std::optional<QPointF> {
        if (!points_.cloud().isPlaced(image)) return std::nullopt;
        return points_.drawnAt(image);
    };
    const int64_t lit = selection_->hovered();
    overlay_.hovered = placeOf(lit);
    overlay_.hoveredColour = points_.colourOf(lit);
    overlay_.selected = placeOf(selection_->current());
    overlay_.kept = selection_->kept() ? std::optional(selection_->kept()->at) : std::nullopt;
    overlay_.near.clear();
    // A place without an image is what its neighbours make of it.
    const std::optional<QPointF> borrows =
        overlay_.kept ? (selection_->kept()->image < 0 ? overlay_.kept : std::nullopt) : overlay_.pointer;
    if (isMap() && borrows)
        for (const NearImage& near : points_.near(*borrows)) overlay_.near.push_back(points_.drawnAt(near.image));
    overlay_.priorCentre.reset();
    if (overlay_.priorSpread > 0 && drawnLayers().shows(PlaneLayer::Prior)) overlay_.priorCentre = originOnPlane();
}

QPointF LatentPlane::originOnPlane() const {
    QPointF origin(0, 0);
    // z = 0 lies at -mean in the coordinates of the plane.
    if (const auto& basis = points_.basis(); basis && basis->axes[0].size() == basis->mean.size())
        for (size_t d = 0; d < basis->mean.size(); ++d)
            origin -= QPointF(basis->axes[0][d], basis->axes[1][d]) * static_cast<double>(basis->mean[d]);
    return origin;
}

void LatentPlane::startMovement() {
    const int length = ThemeController::instance().duration(kMoveMilliseconds);
    // A large cloud jumps, and what is new in it is there at once: one frame for each set of places. 200,000 slots
    // drawn each 150 ms took a twentieth of a core, which training of two threads, that wait for each other, pays
    // twice.
    if (length == 0 || !isVisible() || points_.isLarge()) {
        points_.endGlide();
        points_.settleFresh();
        movement_.invalidate();
    } else {
        movementLength_ = length;
        movement_.start();
    }
    frameStale_ = true;
    refreshMarks();
}

QRectF LatentPlane::floatingArea() const {
    const Metrics& m = metrics();
    return view_.plotArea().adjusted(m.px(8), m.px(8), -m.px(10), -m.px(10));
}

QRectF LatentPlane::scalesArea() const {
    const double gap = metrics().px(6);
    QRectF area = floatingArea();
    if (!legend_->isHidden()) area.setBottom(legend_->y() - gap);
    // A message is read and goes; what lies beneath it comes back.
    if (!strip_->isHidden() && strip_->x() < area.center().x())
        area.setBottom(std::min(area.bottom(), strip_->y() - gap));
    return area;
}

double LatentPlane::besideInset(double top) const {
    const QRectF area = floatingArea();
    if (!inset_ || inset_->isHidden() || area.top() + inset_->height() < top) return area.right();
    return area.right() - inset_->width() - metrics().px(8);
}

void LatentPlane::placeFloating() {
    const Metrics& m = metrics();
    const QRect area = floatingArea().toRect();
    // The count at the right, as wide as it can become, so that nothing shifts with a digit.
    QString widest = statusText();
    for (QChar& letter : widest)
        if (letter.isDigit()) letter = QLatin1Char('0');
    const int chip = std::max(m.px(170), QFontMetrics(noteFont()).horizontalAdvance(widest) + 3 * m.padding());
    const int beside = static_cast<int>(besideInset(area.bottom() - m.px(kChipHeight))) - area.left();
    legend_->arrange(std::max(m.px(120), beside - chip), std::max(m.px(120), area.width() / 3),
                     std::max(m.px(30), area.height() / 3));
    legend_->move(area.left(), area.bottom() - legend_->height() + 1);
    const auto layStrip = [&](int room) {
        const int width = std::min(m.px(560), std::max(m.px(200), room));
        // As high as its words are at this width.
        strip_->resize(width, std::max(strip_->minimumHeight(), strip_->heightForWidth(width)));
        strip_->move(area.left() + (room - width) / 2, legend_->y() - strip_->height() - m.px(6));
    };
    layStrip(area.width());
    if (const int room = static_cast<int>(besideInset(strip_->y())) - area.left(); room < area.width()) layStrip(room);
    strip_->raise();
    placeImageCard();
    if (inset_) inset_->move(area.right() - inset_->width() + 1, area.top());
}

void LatentPlane::setInset(QWidget* inset) {
    if (inset_ && inset_ != inset) inset_->setParent(nullptr);
    inset_ = inset;
    if (inset) {
        inset->setParent(this);
        inset->adjustSize();
        inset->show();
    }
    placeFloating();
}

// ---- events ----

bool LatentPlane::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) placeFloating();
    if (interaction_->handle(event)) return true;
    return QWidget::event(event);
}

void LatentPlane::resizeEvent(QResizeEvent*) {
    wholeScale_.reset();
    const QRectF seen = view_.seen();
    const QRectF area = PlaneAxes::plotAreaFor(size(), isMap());
    PlaneView resized = view_;
    resized.setPlotArea(area);
    // A touched view keeps its middle and as much of its shorter side as was seen.
    if (touched_) resized.set(view_.centre(), std::min(area.width() / seen.width(), area.height() / seen.height()));
    else resized.fit(worthSeeing(), kViewMargin);
    view_ = resized;
    baseStale_ = true;
    placeFloating();
    Q_EMIT viewChanged();
}

void LatentPlane::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT codesWanted(true);
}

void LatentPlane::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    Q_EMIT codesWanted(false);
}

}  // namespace zscape
