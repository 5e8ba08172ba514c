#pragma once

#include "ui/plane/projection_card.h"
#include "ui/widgets/header_combo.h"

namespace zscape {

/// How the plane projects the codes, in its header: the name of what is shown, and the card beneath it.
class ProjectionPicker : public HeaderCombo {
    Q_OBJECT

public:
    explicit ProjectionPicker(QWidget* parent = nullptr);

    ProjectionCard* card() const { return card_; }
    /// Emits nothing.
    void showState(const ProjectionState& state);

    void showPopup() override;

Q_SIGNALS:
    /// By a command, without the card: a map is begun with what its form says where there is none.
    void projectionWanted(zscape::PlaneProjection projection);

private:
    ProjectionCard* card_ = nullptr;
    ProjectionState state_;
};

}  // namespace zscape
