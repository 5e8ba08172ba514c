#pragma once

#include "engine/session/types.h"
#include "ui/widgets/header_combo.h"

class QMenu;

namespace zscape {

/// Which two directions the plane shows: any two axes of the code, or with more than two dimensions its principal
/// components.
class AxesPicker : public HeaderCombo {
    Q_OBJECT

public:
    explicit AxesPicker(QWidget* parent = nullptr);

    void setDimensions(int dimensions);
    /// Emits nothing.
    void setAxes(PlaneBasis::Kind kind, int axisX, int axisY);
    PlaneBasis::Kind kind() const { return kind_; }
    int axisX() const { return axisX_; }
    int axisY() const { return axisY_; }
    /// Shares of the variance, 0 to 1, that the two components hold; below 0: not known.
    void setExplained(double first, double second);

    void showPopup() override;
    /// What the popup shows; owned by the caller.
    QMenu* makeMenu();

Q_SIGNALS:
    void chosen(zscape::PlaneBasis::Kind kind, int axisX, int axisY);

private:
    void choose(PlaneBasis::Kind kind, int axisX, int axisY);
    void showText();

    int dimensions_ = 2;
    PlaneBasis::Kind kind_ = PlaneBasis::Kind::Axes;
    int axisX_ = 0, axisY_ = 1;
    double explained_[2] = {-1, -1};
};

/// "z₁" for axis 0.
QString axisName(int axis);

}  // namespace zscape
