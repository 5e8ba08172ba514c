#include "ui/plane/map_form.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/plain_slider.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kLeastPerplexity = 2, kMostPerplexity = 200;
constexpr double kFewestNeighbours = 2, kMostNeighbours = 200;
constexpr int64_t kSamples[] = {100'000, 50'000, 20'000, 10'000, 5'000, 2'000};
constexpr int kEditorWidth = 136;  // as drawn
// What the methods do by themselves (engine/analysis/layout/tsne.h, umap.h).
constexpr int kTsneIterations = 750, kUmapEpochs = 500, kUmapEpochsOfMany = 200;
constexpr int64_t kManyForUmap = 10'000;
constexpr int kMostIterations = 100'000, kMostExaggerated = 10'000;

struct MapWords {
    Q_DECLARE_TR_FUNCTIONS(MapWords)
};

}  // namespace

MapForm::MapForm(LayoutKind kind, QWidget* parent)
    : QWidget(parent),
      kind_(kind),
      grid_(new QGridLayout(this)),
      near_(new NumberField(this)),
      nearSlider_(new PlainSlider(this)),
      iterations_(new NumberField(this)),
      start_(new HeaderCombo(tr("Where the map starts from"), this, true)),
      images_(new HeaderCombo(tr("Images on the map"), this, true)) {
    const Metrics& m = metrics();
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(m.px(8));
    grid_->setVerticalSpacing(m.px(6));
    grid_->setColumnStretch(0, 1);
    const bool tsne = kind == LayoutKind::Tsne;
    const LayoutSettings defaults;
    if (tsne) {
        addRow(tr("Perplexity"), sliderRow(tr("Perplexity"), kLeastPerplexity, kMostPerplexity));
        near_->setValue(defaults.perplexity);
        nearSlider_->setRealValue(defaults.perplexity);
        near_->setToolTip(
            tr("How many near images each one looks at, about: 5 to 50 show small groups, more the whole"));
    } else {
        addRow(tr("Neighbours"), sliderRow(tr("Neighbours"), kFewestNeighbours, kMostNeighbours));
        near_->setValue(defaults.neighbours);
        nearSlider_->setRealValue(defaults.neighbours);
        near_->setToolTip(tr("How many near images each one is tied to: few show detail, many the whole"));
        distance_ = new NumberField(this);
        distance_->setRange(0, 1, false);
        distance_->setValue(defaults.minDistance);
        distance_->setToolTip(tr("How near points may come to each other: 0 packs groups tightly"));
        addRow(tr("Least distance"), distance_);
        connect(distance_, &NumberField::valueChanged, this, &MapForm::edited);
    }
    iterations_->setRange(1, kMostIterations, true);
    addRow(tr("Iterations"), iterations_);
    connect(iterations_, &NumberField::valueChanged, this, &MapForm::edited);
    if (tsne) addExaggeration();
    start_->addItem(tr("PCA"), false);
    start_->addItem(tr("the last map"), true);
    addRow(tr("Start from"), start_);
    addRow(tr("Images"), images_);
    for (QComboBox* box : {start_, images_})
        connect(box, qOverload<int>(&QComboBox::activated), this, &MapForm::edited);
    setHasLast(false);
    setImages(0);
}

void MapForm::addRow(const QString& name, QWidget* editor) {
    const int row = grid_->rowCount();
    auto* label = new QLabel(name, this);
    label->setBuddy(editor);
    label->setMinimumHeight(metrics().control());
    editor->setFixedWidth(metrics().px(kEditorWidth));
    if (auto* field = qobject_cast<NumberField*>(editor)) field->line()->setAccessibleName(name);
    grid_->addWidget(label, row, 0, Qt::AlignTop);
    grid_->addWidget(editor, row, 1);
}

QWidget* MapForm::sliderRow(const QString& name, double least, double most) {
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics().px(8));
    nearSlider_->setRealRange(least, most, true);
    near_->setRange(least, most, true);
    near_->setFixedWidth(metrics().px(52));
    row->addWidget(nearSlider_, 1, Qt::AlignVCenter);
    row->addWidget(near_);
    both->setFocusProxy(near_);
    nearSlider_->setAccessibleName(name);
    near_->line()->setAccessibleName(name);
    connect(nearSlider_, &PlainSlider::realValueChanged, this, [this](double value) {
        near_->setValue(std::round(value));
        Q_EMIT edited();
    });
    connect(near_, &NumberField::valueChanged, this, [this](double value) {
        nearSlider_->setRealValue(value);
        Q_EMIT edited();
    });
    return both;
}

/// "12 until 250"
void MapForm::addExaggeration() {
    const Metrics& m = metrics();
    const LayoutSettings defaults;
    exaggeration_ = new NumberField(this);
    exaggerated_ = new NumberField(this);
    exaggeration_->setRange(1, 100, true);
    exaggeration_->setValue(defaults.exaggeration);
    exaggerated_->setRange(0, kMostExaggerated, true);
    exaggerated_->setValue(defaults.exaggerated);
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(m.px(6));
    exaggeration_->setFixedWidth(m.px(46));
    row->addWidget(exaggeration_);
    row->addWidget(new QLabel(tr("until"), both));
    row->addWidget(exaggerated_, 1);
    both->setFocusProxy(exaggeration_);
    both->setToolTip(tr("At first near images are drawn together so many times harder, so that groups form early"));
    addRow(tr("Exaggeration"), both);
    exaggeration_->line()->setAccessibleName(tr("Exaggeration"));
    exaggerated_->line()->setAccessibleName(tr("Exaggerated until iteration"));
    for (const NumberField* field : {exaggeration_, exaggerated_})
        connect(field, &NumberField::valueChanged, this, &MapForm::edited);
}

int MapForm::ownIterations(int64_t images) const {
    if (kind_ == LayoutKind::Tsne) return kTsneIterations;
    return images > kManyForUmap ? kUmapEpochsOfMany : kUmapEpochs;
}

LayoutRequest MapForm::request() const {
    LayoutRequest request;
    request.settings.kind = kind_;
    const int iterations = static_cast<int>(iterations_->value());
    request.settings.iterations = iterations == own_ ? 0 : iterations;
    if (kind_ == LayoutKind::Tsne) {
        request.settings.perplexity = near_->value();
        request.settings.exaggeration = exaggeration_->value();
        request.settings.exaggerated = static_cast<int>(exaggerated_->value());
    } else {
        request.settings.neighbours = static_cast<int>(near_->value());
        request.settings.minDistance = distance_->value();
    }
    request.fromLast = start_->currentData().toBool();
    request.images = images_->currentData().toLongLong();
    return request;
}

void MapForm::setRequest(const LayoutRequest& request) {
    const double near = kind_ == LayoutKind::Tsne ? request.settings.perplexity : request.settings.neighbours;
    near_->setValue(near);
    nearSlider_->setRealValue(near);
    if (distance_) distance_->setValue(request.settings.minDistance);
    iterations_->setValue(request.settings.iterations == 0 ? own_ : request.settings.iterations);
    if (exaggeration_) exaggeration_->setValue(request.settings.exaggeration);
    if (exaggerated_) exaggerated_->setValue(request.settings.exaggerated);
    start_->setCurrentIndex(std::max(0, start_->findData(request.fromLast)));
    images_->setCurrentIndex(std::max(0, images_->findData(static_cast<qlonglong>(request.images))));
}

void MapForm::setImages(int64_t images) {
    if (images == known_) return;
    known_ = images;
    const bool own = own_ == 0 || static_cast<int>(iterations_->value()) == own_;
    own_ = ownIterations(images);
    if (own) iterations_->setValue(own_);
    const qlonglong before = images_->currentData().toLongLong();
    images_->clear();
    images_->addItem(tr("all %1").arg(number(images)), qlonglong{0});
    for (const int64_t sample : kSamples)
        if (sample < images) images_->addItem(number(sample), static_cast<qlonglong>(sample));
    images_->setCurrentIndex(std::max(0, images_->findData(before)));
}

void MapForm::setHasLast(bool hasLast) {
    setReason(start_, hasLast ? QString() : tr("There is no map yet that another one could start from"));
    if (!hasLast) start_->setCurrentIndex(0);
}

QString differenceText(const LayoutRequest& before, const LayoutRequest& now) {
    QStringList differences;
    const auto plain = [](double value) { return QLocale().toString(value, 'g', 4); };
    if (before.settings.perplexity != now.settings.perplexity)
        differences.append(MapWords::tr("perplexity %1").arg(plain(now.settings.perplexity)));
    if (before.settings.neighbours != now.settings.neighbours)
        differences.append(MapWords::tr("%1 neighbours").arg(number(now.settings.neighbours)));
    if (before.settings.minDistance != now.settings.minDistance)
        differences.append(MapWords::tr("least distance %1").arg(plain(now.settings.minDistance)));
    if (before.settings.iterations != now.settings.iterations)
        differences.append(now.settings.iterations == 0
                               ? MapWords::tr("the usual iterations")
                               : MapWords::tr("%1 iterations").arg(number(now.settings.iterations)));
    if (before.settings.exaggeration != now.settings.exaggeration)
        differences.append(MapWords::tr("exaggeration %1").arg(plain(now.settings.exaggeration)));
    if (before.settings.exaggerated != now.settings.exaggerated)
        differences.append(MapWords::tr("exaggeration until %1").arg(number(now.settings.exaggerated)));
    if (before.fromLast != now.fromLast)
        differences.append(now.fromLast ? MapWords::tr("the last map") : MapWords::tr("PCA"));
    if (before.images != now.images)
        differences.append(now.images == 0 ? MapWords::tr("all images")
                                           : MapWords::tr("%1 images").arg(number(now.images)));
    return differences.isEmpty()     ? QString()
           : differences.size() == 1 ? differences.front()
                                     : MapWords::tr("these settings");
}

}  // namespace zscape
