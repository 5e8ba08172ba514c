#include "ui/panels/reconstructions/label_swap_grid.h"

#include "ui/selection/selection_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace zscape {

namespace {
constexpr int kSwapGap = 2;
constexpr int kInputGap = 8;  ///< between the input and what is decoded
constexpr int kLeastSwapSide = 16;
constexpr int kLargestSide = 72;
}  // namespace

LabelSwapGrid::LabelSwapGrid(SelectionModel* selection, QWidget* parent)
    : LinkedImages(Qt::Vertical, selection, parent) {
    setAccessibleName(tr("Codes with every label"));
}

void LabelSwapGrid::setLabels(const QStringList& names, std::function<int(qint64)> labelOf) {
    labels_ = names;
    labelOf_ = std::move(labelOf);
    layOut();
    forget();
}

int LabelSwapGrid::namesHeight() const { return QFontMetrics(axisFont()).height() + metrics().px(2); }

void LabelSwapGrid::layOut() {
    const int gap = metrics().px(kSwapGap), inputGap = metrics().px(kInputGap);
    const size_t expected = std::min(static_cast<size_t>(labels_.size()), ReconstructionsSnapshot::kSwappedLabels);
    // Otherwise it is of a model that was left, or nobody has asked for labels yet.
    const int there = snapshot() && snapshot()->swapped.size() == expected ? static_cast<int>(expected) : 0;
    const int room = width() - inputGap + gap;
    side_ = std::clamp(room / (there + 1) - gap, metrics().px(kLeastSwapSide), metrics().px(kLargestSide));
    shownLabels_ = std::clamp(room / (side_ + gap) - 1, 0, there);
    const int images = there > 0 ? static_cast<int>(snapshot()->swapped.front().size()) : 0;
    rows_ = std::clamp((height() - namesHeight() + gap) / (side_ + gap), std::min(1, images), images);
}

void LabelSwapGrid::forget() {
    pixmaps_.assign(static_cast<size_t>(rows_) * static_cast<size_t>(shownLabels_ + 1), {});
    update();
}

QRect LabelSwapGrid::cellAt(int row, int column) const {
    const int gap = metrics().px(kSwapGap);
    const int x = column * (side_ + gap) + (column > 0 ? metrics().px(kInputGap) - gap : 0);
    return {x, namesHeight() + row * (side_ + gap), side_, side_};
}

LabelSwapGrid::Cell LabelSwapGrid::cellUnder(QPoint point) const {
    for (int row = 0; row < rows_; ++row)
        for (int column = 0; column <= shownLabels_; ++column)
            if (cellAt(row, column).contains(point)) return {row, column};
    return {};
}

const QPixmap& LabelSwapGrid::pixmapAt(int row, int column) {
    QPixmap& pixmap =
        pixmaps_[static_cast<size_t>(row) * (static_cast<size_t>(shownLabels_) + 1) + static_cast<size_t>(column)];
    if (!pixmap.isNull()) return pixmap;
    const auto at = static_cast<size_t>(row);
    const Picture& picture =
        column == 0 ? snapshot()->inputs[at] : snapshot()->swapped[static_cast<size_t>(column - 1)][at];
    return pixmap =
               picturePixmap(toImage(picture), side_, devicePixelRatioF(), exact(), metrics().thumbnailRadius() / 2.0);
}

void LabelSwapGrid::paintNames(QPainter& painter) const {
    const QFont font = axisFont();
    const QFontMetrics measure(font);
    painter.setFont(font);
    painter.setPen(tokens().text2);
    for (int column = 0; column <= shownLabels_; ++column) {
        const QRect cell = cellAt(0, column);
        const QString name = column == 0 ? tr("In") : labels_[column - 1];
        painter.drawText(QRect(cell.left(), 0, cell.width(), measure.height()), Qt::AlignHCenter | Qt::AlignVCenter,
                         measure.elidedText(name, Qt::ElideRight, cell.width()));
    }
}

void LabelSwapGrid::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (rows_ == 0) {
        painter.setFont(noteFont());
        painter.setPen(t.text2);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Each image's code, decoded with every label, appears here."));
        return;
    }
    paintNames(painter);
    const double radius = metrics().thumbnailRadius() / 2.0;
    for (int row = 0; row < rows_; ++row) {
        const qint64 image = imageAt(row);
        const int own = labelOf_ ? labelOf_(image) : -1;
        for (int column = 0; column <= shownLabels_; ++column) {
            const QRectF cell = cellAt(row, column);
            painter.drawPixmap(cell.topLeft(), pixmapAt(row, column));
            const std::optional<QColor> frame = column == 0         ? linkColour(image)
                                                : column == own + 1 ? std::optional(t.text2)
                                                                    : std::nullopt;
            if (frame) paintFrame(painter, cell, *frame, radius);
        }
    }
    paintFocus(painter);
}

void LabelSwapGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
    forget();
}

bool LabelSwapGrid::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Cell cell = cellUnder(help->pos());
    if (cell.row < 0) {
        QToolTip::hideText();
        return true;
    }
    const qint64 image = imageAt(cell.row);
    const QString name = nameOf(image);
    const int own = labelOf_ ? labelOf_(image) : -1;
    const auto labelName = [this](int label) {
        return label >= 0 && label < labels_.size() ? labels_[label] : tr("no label");
    };
    QToolTip::showText(help->globalPos(),
                       cell.column == 0 ? tr("%1, label %2").arg(name, labelName(own))
                                        : tr("%1, decoded with label %2").arg(name, labelName(cell.column - 1)),
                       this);
    return true;
}

void LabelSwapGrid::mousePressEvent(QMouseEvent* event) {
    const qint64 image = imageAt(cellUnder(event->pos()).row);
    if (event->button() != Qt::LeftButton || image < 0) return QWidget::mousePressEvent(event);
    selection()->choose(image);
}

QSize LabelSwapGrid::minimumSizeHint() const {
    return {metrics().px(120), namesHeight() + 2 * metrics().px(kLeastSwapSide)};
}

}  // namespace zscape
