#include "ui/import/tiling_fields.h"

#include "ui/import/field_lines.h"
#include "ui/widgets/number_field.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

TilingFields::TilingFields(QWidget* parent)
    : QWidget(parent),
      scale_(new NumberField(this)),
      overlap_(new NumberField(this)),
      empty_(new NumberField(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    FieldLines lines(column, this);
    scale_->setRange(1, Tiling::kMostScale, true);
    scale_->setUnit(tr("times"));
    lines.add(tr("Shrink first by"), scale_);
    overlap_->setUnit(tr("pixels"));
    lines.add(tr("Overlap"), overlap_);
    empty_->setRange(0, 100, true);
    empty_->setUnit(tr("% background"));
    lines.add(tr("Leave out from"), empty_);
    empty_->setToolTip(tr("A tile is left out where at least so much of it is background; 0 keeps all"));
    for (NumberField* field : {scale_, overlap_, empty_})
        connect(field, &NumberField::valueChanged, this, &TilingFields::changed);
}

void TilingFields::setTiling(const Tiling& tiling, int size) {
    overlap_->setRange(0, size - 1, true);
    scale_->setValue(tiling.scale);
    overlap_->setValue(tiling.overlap);
    empty_->setValue(tiling.emptyPercent);
}

Tiling TilingFields::tiling() const {
    return {static_cast<int>(scale_->value()), static_cast<int>(overlap_->value()), static_cast<int>(empty_->value())};
}

}  // namespace zscape
