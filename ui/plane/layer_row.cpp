#include "ui/plane/layer_row.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/plain_slider.h"

#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>

namespace zscape {

namespace {

constexpr int kLine = 30, kTwoLines = 50, kSliderWidth = 72;
}  // namespace

LayerRow::LayerRow(PlaneLayer layer, QWidget* parent)
    : QWidget(parent),
      layer_(layer),
      eye_(new IconButton(QStringLiteral("eye-shut"), layerName(layer), this)),
      name_(new QLabel(layerName(layer), this)),
      value_(new QLabel(this)),
      left_(noteLabel({}, this)),
      right_(noteLabel({}, this)) {
    const Metrics& m = metrics();
    left_->hide();
    right_->hide();
    name_->setBuddy(eye_);
    value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value_->setForegroundRole(QPalette::PlaceholderText);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(m.px(8));
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
    grid->addWidget(eye_, 0, 0);
    grid->addWidget(name_, 0, 1);
    if (hasOpacity(layer)) {
        slider_ = new PlainSlider(this);
        slider_->setRealRange(0, 1);
        slider_->setFixedWidth(m.px(kSliderWidth));
        slider_->setAccessibleName(tr("Opacity of %1").arg(layerName(layer)));
        grid->addWidget(slider_, 0, 2);
        value_->setMinimumWidth(m.px(44));
        grid->addWidget(value_, 0, 3);
        connect(slider_, &PlainSlider::realValueChanged, this, &LayerRow::opacityChosen);
    } else {
        value_->setText(tr("when zoomed in"));
        value_->setFont(noteFont());
        grid->addWidget(value_, 0, 2, 1, 2);
    }
    grid->addWidget(left_, 1, 1);
    grid->addWidget(right_, 1, 2, 1, 2, Qt::AlignRight);
    grid->setRowMinimumHeight(0, m.px(kLine));
    connect(eye_, &QToolButton::clicked, this,
            [this] { Q_EMIT toggled(QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier)); });
    refresh();
}

void LayerRow::showLook(const LayerLook& look) {
    look_ = look;
    refresh();
}

void LayerRow::refresh() {
    eye_->setIcon(icon(look_.shown ? QStringLiteral("eye") : QStringLiteral("eye-shut")));
    eye_->setAccessibleDescription(look_.shown ? tr("shown") : tr("not shown"));
    name_->setForegroundRole(look_.shown ? QPalette::WindowText : QPalette::PlaceholderText);
    if (!slider_) return;
    slider_->setRealValue(look_.opacity);
    value_->setText(tr("%1 %").arg(QLocale().toString(100 * look_.opacity, 'f', 0)));
}

void LayerRow::setReason(const QString& reason) {
    zscape::setReason(eye_, reason);
    if (slider_) zscape::setReason(slider_, reason);
    name_->setEnabled(reason.isEmpty());
    value_->setEnabled(reason.isEmpty());
    name_->setToolTip(reason);
}

void LayerRow::setNote(const QString& left, const QString& right) {
    const bool said = !left.isEmpty() || !right.isEmpty();
    left_->setText(left);
    right_->setText(right);
    left_->setVisible(said);
    right_->setVisible(said);
    layout()->setContentsMargins(0, 0, 0, said ? metrics().px(4) : 0);
    qobject_cast<QGridLayout*>(layout())->setRowMinimumHeight(1, said ? metrics().px(kTwoLines - kLine - 4) : 0);
}

QString LayerRow::noteText() const { return left_->text(); }

}  // namespace zscape
