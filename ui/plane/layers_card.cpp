#include "ui/plane/layers_card.h"

#include "ui/plane/layer_keys.h"
#include "ui/plane/layer_row.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/segments.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace zscape {

namespace {

constexpr int kLayersWidth = 308;
}  // namespace

LayersCard::LayersCard(QWidget* parent)
    : PopupCard(kLayersWidth, Place::BeneathRight, parent),
      presets_(new Segments(tr("Layers"), this)),
      more_(new QToolButton(this)),
      single_(new QWidget(this)) {
    const Metrics& m = metrics();
    setAccessibleName(tr("Layers of the plane"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(m.px(12), m.px(10), m.px(12), m.px(12));
    column->setSpacing(m.px(8));
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("Layers"), this);
    title->setFont(titleFont());
    head->addWidget(title, 1);
    more_->setText(tr("More"));
    more_->setFont(noteFont());
    more_->setCheckable(true);
    more_->setAutoRaise(true);
    more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    more_->setToolTip(tr("Each layer for itself"));
    more_->setAccessibleName(tr("Each layer for itself"));
    head->addWidget(more_);
    column->addLayout(head);
    for (const LayerPreset preset : kAllPresets) presets_->add(presetName(preset), static_cast<int>(preset));
    column->addWidget(presets_);
    auto* rows = new QVBoxLayout(single_);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    for (const PlaneLayer layer : kAllLayers) {
        auto* row = new LayerRow(layer, single_);
        rows_[static_cast<size_t>(layer)] = row;
        rows->addWidget(row);
        connect(row, &LayerRow::toggled, this, [this, layer](bool alone) { toggle(layer, alone); });
        connect(row, &LayerRow::opacityChosen, this, [this, layer](double opacity) {
            LayerSet layers = state_.layers;
            layers.of(layer) = {true, opacity};
            Q_EMIT layersChosen(layers);
        });
    }
    rows->addSpacing(m.px(6));
    rows->addWidget(noteLabel(tr("Topmost first. Keys 1 to 8 switch, Shift shows one alone"), single_));
    column->addWidget(single_);
    connect(presets_, &Segments::chosenByHand, this, [this](int preset) {
        LayerSet layers = state_.layers;
        layers.choose(static_cast<LayerPreset>(preset));
        Q_EMIT layersChosen(layers);
    });
    connect(more_, &QToolButton::toggled, this, &LayersCard::showRows);
    showRows();
}

void LayersCard::showRows() {
    more_->setIcon(icon(more_->isChecked() ? QStringLiteral("up") : QStringLiteral("down")));
    single_->setVisible(more_->isChecked());
}

void LayersCard::open(const QWidget* anchor) {
    // Of layers that no preset shows each is to be seen.
    if (!state_.layers.preset()) more_->setChecked(true);
    openAt(anchor);
    presets_->button(presets_->chosen() >= 0 ? presets_->chosen() : 0)->setFocus(Qt::PopupFocusReason);
}

void LayersCard::showState(const LayersState& state) {
    state_ = state;
    const auto preset = state.layers.preset();
    presets_->choose(preset ? static_cast<int>(*preset) : -1);
    for (LayerRow* row : rows_) {
        const auto at = static_cast<size_t>(row->layer());
        row->showLook(state.layers.of(row->layer()));
        row->setReason(state.reasons[at]);
        row->setNote(state.notes[at], state.progress[at]);
    }
}

void LayersCard::toggle(PlaneLayer layer, bool alone) {
    LayerSet layers = state_.layers;
    layers.toggle(layer, alone);
    Q_EMIT layersChosen(layers);
}

void LayersCard::keyPressEvent(QKeyEvent* event) {
    if (const auto key = layerKeyOf(*event)) toggle(key->layer, key->alone);
    else PopupCard::keyPressEvent(event);
}

}  // namespace zscape
