#include "ui/plane/code_sliders.h"

#include "ui/plane/projection_card.h"
#include "ui/plane/plane_layers.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/live_number.h"
#include "ui/widgets/plain_slider.h"

#include <QGridLayout>
#include <QLabel>

#include <algorithm>

namespace zscape {

CodeSliders::CodeSliders(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("The code, dimension by dimension"));
}

void CodeSliders::setDimensions(int dimensions) {
    if (dimensions == count()) return;
    rows_.clear();
    code_.assign(static_cast<size_t>(dimensions), 0.0F);
    auto* list = new QWidget;
    auto* grid = new QGridLayout(list);
    const Metrics& m = metrics();
    grid->setContentsMargins(0, 0, m.px(10), 0);
    grid->setHorizontalSpacing(m.px(8));
    grid->setVerticalSpacing(m.px(2));
    grid->setColumnStretch(1, 1);
    for (int dimension = 0; dimension < dimensions; ++dimension) {
        auto* name = new QLabel(axisName(dimension), list);
        auto* slider = new PlainSlider(list);
        auto* number = new LiveNumber(QStringLiteral("−00.00"), list);
        slider->setRealRange(-kReach, kReach);
        slider->setRealValue(0);
        slider->setAccessibleName(tr("Dimension %1 of the code").arg(dimension + 1));
        name->setBuddy(slider);
        number->setText(codeText(0));
        grid->addWidget(name, dimension, 0);
        grid->addWidget(slider, dimension, 1);
        grid->addWidget(number, dimension, 2);
        connect(slider, &PlainSlider::realValueChanged, this, [this, dimension](double value) {
            const auto at = static_cast<size_t>(dimension);
            code_[at] = static_cast<float>(value);
            rows_[at].number->setText(codeText(code_[at]));
            Q_EMIT codeChanged(code_);
        });
        rows_.push_back({slider, number});
    }
    grid->setRowStretch(dimensions, 1);
    setWidget(list);                     // the old one is deleted
    list->setAutoFillBackground(false);  // setWidget turns it on; the panel's own ground shall show
    updateGeometry();
}

void CodeSliders::setCode(const std::vector<float>& code) {
    if (code.size() != rows_.size()) return;
    // A knob in somebody's hand is ahead of every answer to where it was.
    if (std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.slider->isSliderDown(); })) return;
    code_ = code;
    for (size_t dimension = 0; dimension < code.size(); ++dimension) {
        rows_[dimension].slider->setRealValue(std::clamp<double>(code[dimension], -kReach, kReach));
        rows_[dimension].number->setText(codeText(code[dimension]));
    }
}

// Three rows and a bit, so that one sees there are more; what height is left belongs to the picture.
QSize CodeSliders::sizeHint() const { return {metrics().px(200), metrics().px(96)}; }

QSize CodeSliders::minimumSizeHint() const { return {metrics().px(120), metrics().px(60)}; }

}  // namespace zscape
