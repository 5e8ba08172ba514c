#pragma once

#include "ui/plane/layer_set.h"
#include "ui/widgets/popup_card.h"

#include <array>

class QToolButton;

namespace zscape {

class LayerRow;
class Segments;

/// What of the layers the card shows.
struct LayersState {
    LayerSet layers;
    std::array<QString, kPlaneLayers> reasons;   ///< why it cannot be drawn; empty: it can
    std::array<QString, kPlaneLayers> notes;     ///< of what it is drawn: "986 tiles of step 5,616"
    std::array<QString, kPlaneLayers> progress;  ///< "refining 62 %"
};

/// The popover of the plane's header: which layers are drawn, by presets or each for itself, and how opaque. The keys 1
/// to 8 switch a layer, with Shift they show it alone.
class LayersCard : public PopupCard {
    Q_OBJECT

public:
    explicit LayersCard(QWidget* parent);

    void open(const QWidget* anchor);
    void showState(const LayersState& state);
    const LayersState& state() const { return state_; }

    Segments* presets() const { return presets_; }
    /// Shows the single layers.
    QToolButton* moreButton() const { return more_; }
    LayerRow* row(PlaneLayer layer) const { return rows_[static_cast<size_t>(layer)]; }

Q_SIGNALS:
    void layersChosen(const zscape::LayerSet& layers);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void toggle(PlaneLayer layer, bool alone);
    void showRows();

    LayersState state_;
    Segments* presets_ = nullptr;
    QToolButton* more_ = nullptr;
    QWidget* single_ = nullptr;
    std::array<LayerRow*, kPlaneLayers> rows_{};
};

}  // namespace zscape
