#include "ui/plane/axes_picker.h"

#include "ui/widgets/action_reason.h"

#include <QActionGroup>
#include <QMenu>

namespace zscape {

QString axisName(int axis) {
    QString name(QLatin1Char('z'));
    for (const QChar digit : QString::number(axis + 1)) name += QChar(0x2080 + digit.digitValue());
    return name;
}

AxesPicker::AxesPicker(QWidget* parent) : HeaderCombo(tr("Axes of the plane"), parent) {
    addItem(QString());
    showText();
}

void AxesPicker::setDimensions(int dimensions) {
    dimensions_ = dimensions;
    setReason(this, dimensions > 1    ? QString()
                    : dimensions == 1 ? tr("The code has one dimension")
                                      : tr("There is no model yet"));
    if (axisX_ >= dimensions || axisY_ >= dimensions) {
        axisX_ = 0;
        axisY_ = std::min(1, dimensions - 1);
    }
    if (dimensions <= 2) kind_ = PlaneBasis::Kind::Axes;
    showText();
}

void AxesPicker::setAxes(PlaneBasis::Kind kind, int axisX, int axisY) {
    kind_ = kind;
    axisX_ = axisX;
    axisY_ = axisY;
    showText();
}

void AxesPicker::setExplained(double first, double second) {
    explained_[0] = first;
    explained_[1] = second;
    showText();
}

void AxesPicker::showText() {
    QString text = tr("Axes: %1, %2").arg(axisName(axisX_), axisName(axisY_));
    if (kind_ == PlaneBasis::Kind::Pca) {
        text = tr("Axes: PCA");
        if (explained_[0] >= 0)
            text = tr("Axes: PCA, %1 % of the variance")
                       .arg(QString::number(100 * (explained_[0] + explained_[1]), 'f', 0));
    }
    if (itemText(0) != text) setItemText(0, text);
}

void AxesPicker::choose(PlaneBasis::Kind kind, int axisX, int axisY) {
    // Two equal axes would show a line: the other one takes the place that was left.
    if (kind == PlaneBasis::Kind::Axes && axisX == axisY) {
        if (axisX != axisX_) axisY = axisX_;
        else axisX = axisY_;
    }
    setAxes(kind, axisX, axisY);
    Q_EMIT chosen(kind, axisX, axisY);
}

QMenu* AxesPicker::makeMenu() {
    auto* menu = new QMenu(this);
    const auto add = [this](QMenu* to, QActionGroup* group, const QString& text, bool checked, auto act) {
        QAction* action = to->addAction(text, this, act);
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
    };
    const bool pca = kind_ == PlaneBasis::Kind::Pca;
    if (dimensions_ > 2) {
        auto* group = new QActionGroup(menu);
        add(menu, group, tr("Principal components (PCA)"), pca,
            [this] { choose(PlaneBasis::Kind::Pca, axisX_, axisY_); });
        menu->addSeparator();
    }
    for (const bool horizontal : {true, false}) {
        QMenu* axes = menu->addMenu(horizontal ? tr("Horizontal") : tr("Vertical"));
        auto* group = new QActionGroup(axes);
        for (int axis = 0; axis < dimensions_; ++axis)
            add(axes, group, axisName(axis), !pca && axis == (horizontal ? axisX_ : axisY_), [this, axis, horizontal] {
                choose(PlaneBasis::Kind::Axes, horizontal ? axis : axisX_, horizontal ? axisY_ : axis);
            });
    }
    return menu;
}

void AxesPicker::showPopup() {
    QMenu* menu = makeMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(mapToGlobal(rect().bottomLeft()));
}

}  // namespace zscape
