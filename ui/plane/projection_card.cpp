#include "ui/plane/projection_card.h"

#include "ui/plane/map_form.h"
#include "ui/plane/map_progress.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/switch_button.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

namespace {

constexpr int kWidth = 280;

LayoutKind kindOf(PlaneProjection projection) {
    return projection == PlaneProjection::Umap ? LayoutKind::Umap : LayoutKind::Tsne;
}

QLabel* wrappedNote(const QString& text, QWidget* parent) {
    QLabel* note = noteLabel(text, parent);
    note->setWordWrap(true);
    return note;
}

class Line : public QWidget {
public:
    explicit Line(QWidget* parent) : QWidget(parent) { setFixedHeight(1); }

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), tokens().line); }
};

}  // namespace

QString axisName(int axis) {
    QString name(QLatin1Char('z'));
    for (const QChar digit : QString::number(axis + 1)) name += QChar(0x2080 + digit.digitValue());
    return name;
}

ProjectionCard::ProjectionCard(QWidget* parent)
    : PopupCard(kWidth, Place::BeneathLeft, parent),
      segments_(new Segments(tr("Projection"), this)),
      axesPage_(new QWidget(this)),
      components_(wrappedNote({}, this)),
      tsne_(new MapForm(LayoutKind::Tsne, this)),
      umap_(new MapForm(LayoutKind::Umap, this)),
      mapPage_(new QWidget(this)),
      progress_(new MapProgress(mapPage_)),
      follow_(new SwitchButton(tr("Follows training"), mapPage_)) {
    const Metrics& m = metrics();
    setAccessibleName(tr("Projection of the plane"));
    segments_->add(tr("Axes"), static_cast<int>(PlaneProjection::Axes));
    segments_->add(tr("PCA"), static_cast<int>(PlaneProjection::Pca));
    segments_->add(tr("t-SNE"), static_cast<int>(PlaneProjection::Tsne));
    segments_->add(tr("UMAP"), static_cast<int>(PlaneProjection::Umap));
    buildAxes();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(m.px(12), m.px(12), m.px(12), m.px(12));
    column->setSpacing(m.px(12));
    for (QWidget* part : {static_cast<QWidget*>(segments_), axesPage_, static_cast<QWidget*>(components_),
                          static_cast<QWidget*>(tsne_), static_cast<QWidget*>(umap_), mapPage_})
        column->addWidget(part);
    auto* map = new QVBoxLayout(mapPage_);
    map->setContentsMargins(0, 0, 0, 0);
    map->setSpacing(m.px(10));
    map->addWidget(new Line(mapPage_));
    map->addWidget(progress_);
    map->addWidget(new Line(mapPage_));
    auto* row = new QHBoxLayout;
    auto* title = new QLabel(tr("Follows training"), mapPage_);
    title->setFont(titleFont());
    title->setBuddy(follow_);
    row->addWidget(title, 1);
    row->addWidget(follow_);
    map->addLayout(row);
    map->addWidget(
        wrappedNote(tr("New codes move the map. It starts from the last one, turned to lie upon it."), mapPage_));
    map->addWidget(wrappedNote(tr("Near means alike. Gaps between groups and their sizes mean little."), mapPage_));
    follow_->setCheckable(true);
    follow_->setChecked(true);

    connect(segments_, &Segments::chosenByHand, this, [this](int id) {
        showPage();
        Q_EMIT projectionChosen(static_cast<PlaneProjection>(id));
    });
    for (MapForm* form : {tsne_, umap_})
        connect(form, &MapForm::edited, this, [this, form] {
            showMap();
            Q_EMIT requestEdited(form->request());
        });
    connect(progress_, &MapProgress::startWanted, this, [this] { Q_EMIT startWanted(request(kindOf(page()))); });
    connect(progress_, &MapProgress::restartWanted, this, [this] { Q_EMIT restartWanted(request(kindOf(page()))); });
    connect(progress_, &MapProgress::pauseWanted, this, &ProjectionCard::pauseWanted);
    connect(progress_, &MapProgress::moreWanted, this, &ProjectionCard::moreWanted);
    connect(follow_, &QAbstractButton::clicked, this, &ProjectionCard::followWanted);
    showPage();
}

void ProjectionCard::buildAxes() {
    const Metrics& m = metrics();
    auto* grid = new QGridLayout(axesPage_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(m.px(8));
    grid->setVerticalSpacing(m.px(6));
    grid->setColumnStretch(1, 1);
    for (int which = 0; which < 2; ++which) {
        const QString name = which == 0 ? tr("Horizontal") : tr("Vertical");
        auto* box = new HeaderCombo(tr("%1 axis").arg(name), axesPage_, true);
        auto* label = new QLabel(name, axesPage_);
        label->setBuddy(box);
        grid->addWidget(label, which, 0);
        grid->addWidget(box, which, 1);
        connect(box, qOverload<int>(&QComboBox::activated), this, [this, which](int axis) { chooseAxis(which, axis); });
        axes_[static_cast<size_t>(which)] = box;
    }
}

void ProjectionCard::chooseAxis(int which, int axis) {
    int x = which == 0 ? axis : state_.axisX;
    int y = which == 1 ? axis : state_.axisY;
    // Two equal axes would show a line: the other one takes the place that was left.
    if (x == y) (which == 0 ? y : x) = which == 0 ? state_.axisX : state_.axisY;
    Q_EMIT axesChosen(x, y);
}

PlaneProjection ProjectionCard::page() const { return static_cast<PlaneProjection>(segments_->chosen()); }

LayoutRequest ProjectionCard::request(LayoutKind kind) const { return form(kind)->request(); }

void ProjectionCard::setRequest(const LayoutRequest& request) { form(request.settings.kind)->setRequest(request); }

void ProjectionCard::showState(const ProjectionState& state) {
    const bool another = state.projection != state_.projection;
    const int dimensions = state_.dimensions;
    state_ = state;
    if (another || segments_->chosen() < 0 || !isVisible()) segments_->choose(static_cast<int>(state.projection));
    if (dimensions != state.dimensions) {
        for (QComboBox* box : axes_) {
            box->clear();
            for (int axis = 0; axis < state.dimensions; ++axis) box->addItem(axisName(axis));
        }
        const QString flat = state.dimensions == 2 ? tr("The code has two dimensions: they are the plane") : QString();
        for (const PlaneProjection projection : {PlaneProjection::Pca, PlaneProjection::Tsne, PlaneProjection::Umap})
            segments_->setReason(static_cast<int>(projection), flat);
    }
    axes_[0]->setCurrentIndex(state.axisX);
    axes_[1]->setCurrentIndex(state.axisY);
    const double both = state.explained[0] + state.explained[1];
    const auto percent = [](double share) { return QLocale().toString(100 * share, 'f', 0); };
    components_->setText(state.explained[0] < 0
                             ? tr("The two directions in which the codes vary most.")
                             : tr("The two directions in which the codes vary most: %1 % and %2 % of their variance, "
                                  "%3 % together.")
                                   .arg(percent(state.explained[0]), percent(state.explained[1]), percent(both)));
    for (MapForm* form : {tsne_, umap_}) form->setImages(state.images);
    follow_->setChecked(state.follows);
    showPage();
}

void ProjectionCard::showPage() {
    const PlaneProjection shown = page();
    axesPage_->setVisible(shown == PlaneProjection::Axes);
    components_->setVisible(shown == PlaneProjection::Pca);
    tsne_->setVisible(shown == PlaneProjection::Tsne);
    umap_->setVisible(shown == PlaneProjection::Umap);
    mapPage_->setVisible(isMap(shown));
    showMap();
}

void ProjectionCard::showMap() {
    const PlaneProjection shown = page();
    if (!isMap(shown)) return;
    MapForm* form = this->form(kindOf(shown));
    const bool ofThisKind = state_.map && state_.map->request.settings.kind == kindOf(shown);
    form->setHasLast(ofThisKind && state_.map->layout);
    progress_->showMap(ofThisKind ? state_.map.get() : nullptr,
                       ofThisKind ? differenceText(state_.map->request, form->request()) : QString(),
                       state_.images > 0 ? QString() : tr("There are no codes yet"));
}

void ProjectionCard::open(const QWidget* anchor) {
    segments_->choose(static_cast<int>(state_.projection));
    showPage();
    openAt(anchor);
    if (QAbstractButton* chosen = segments_->button(segments_->chosen())) chosen->setFocus(Qt::PopupFocusReason);
}

}  // namespace zscape
