#include "ui/panels/reconstructions/label_swap_grid.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {
constexpr int kGap = 2;
constexpr int kInputGap = 8;  ///< between the input and what is decoded
constexpr int kLeastSide = 16;
constexpr int kLargestSide = 72;
}  // namespace

LabelSwapGrid::LabelSwapGrid(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Codes with every label"));
    connect(&ThemeController::instance(), &ThemeController::changed, this, &LabelSwapGrid::forget);
}

void LabelSwapGrid::setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot) {
    if (snapshot == snapshot_) return;
    snapshot_ = std::move(snapshot);
    layOut();
}

void LabelSwapGrid::setLabels(const QStringList& names) {
    labels_ = names;
    layOut();
}

void LabelSwapGrid::setImages(std::function<int(qint64)> labelOf, std::function<QString(qint64)> nameOf) {
    labelOf_ = std::move(labelOf);
    nameOf_ = std::move(nameOf);
    update();
}

void LabelSwapGrid::setExactPixels(bool exact) {
    exact_ = exact;
    forget();
}

void LabelSwapGrid::setHovered(qint64 image) {
    if (std::exchange(hovered_, image) != image) update();
}

void LabelSwapGrid::setSelected(qint64 image) {
    if (std::exchange(selected_, image) != image) update();
}

int LabelSwapGrid::namesHeight() const { return QFontMetrics(axisFont()).height() + metrics().px(2); }

void LabelSwapGrid::layOut() {
    const int gap = metrics().px(kGap), inputGap = metrics().px(kInputGap);
    const size_t expected = std::min(static_cast<size_t>(labels_.size()), ReconstructionsSnapshot::kSwappedLabels);
    // Otherwise it is of a model that was left, or nobody has asked for labels yet.
    const int there = snapshot_ && snapshot_->swapped.size() == expected ? static_cast<int>(expected) : 0;
    const int room = width() - inputGap + gap;
    side_ = std::clamp(room / (there + 1) - gap, metrics().px(kLeastSide), metrics().px(kLargestSide));
    shownLabels_ = std::clamp(room / (side_ + gap) - 1, 0, there);
    const int images = there > 0 ? static_cast<int>(snapshot_->swapped.front().size()) : 0;
    rows_ = std::clamp((height() - namesHeight() + gap) / (side_ + gap), std::min(1, images), images);
    forget();
}

void LabelSwapGrid::forget() {
    pixmaps_.assign(static_cast<size_t>(rows_) * static_cast<size_t>(shownLabels_ + 1), {});
    update();
}

QRect LabelSwapGrid::cellAt(int row, int column) const {
    const int gap = metrics().px(kGap);
    const int x = column * (side_ + gap) + (column > 0 ? metrics().px(kInputGap) - gap : 0);
    return {x, namesHeight() + row * (side_ + gap), side_, side_};
}

LabelSwapGrid::Cell LabelSwapGrid::cellUnder(QPoint point) const {
    for (int row = 0; row < rows_; ++row)
        for (int column = 0; column <= shownLabels_; ++column)
            if (cellAt(row, column).contains(point)) return {row, column};
    return {};
}

qint64 LabelSwapGrid::imageAt(int row) const { return row >= 0 && row < rows_ ? snapshot_->indices[static_cast<size_t>(row)] : -1; }

int LabelSwapGrid::rowOf(qint64 image) const {
    for (int row = 0; row < rows_; ++row)
        if (imageAt(row) == image) return row;
    return -1;
}

const QPixmap& LabelSwapGrid::pixmapAt(int row, int column) {
    QPixmap& pixmap = pixmaps_[static_cast<size_t>(row * (shownLabels_ + 1) + column)];
    if (!pixmap.isNull()) return pixmap;
    const auto at = static_cast<size_t>(row);
    const Picture& picture = column == 0 ? snapshot_->inputs[at] : snapshot_->swapped[static_cast<size_t>(column - 1)][at];
    const qreal ratio = devicePixelRatioF();
    pixmap = QPixmap(static_cast<int>(std::ceil(side_ * ratio)), static_cast<int>(std::ceil(side_ * ratio)));
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawPicture(&painter, QRectF(0, 0, side_, side_), toImage(picture), exact_, metrics().thumbnailRadius() / 2.0);
    return pixmap;
}

void LabelSwapGrid::paintNames(QPainter& painter) const {
    const QFont font = axisFont();
    const QFontMetrics measure(font);
    painter.setFont(font);
    painter.setPen(tokens().text2);
    for (int column = 0; column <= shownLabels_; ++column) {
        const QRect cell = cellAt(0, column);
        const QString name = column == 0 ? tr("In") : labels_[column - 1];
        painter.drawText(QRect(cell.left(), 0, cell.width(), measure.height()), Qt::AlignHCenter | Qt::AlignVCenter, measure.elidedText(name, Qt::ElideRight, cell.width()));
    }
}

void LabelSwapGrid::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (rows_ == 0) {
        painter.setFont(noteFont());
        painter.setPen(t.text2);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Each image's code, decoded with every label, appears here."));
        return;
    }
    paintNames(painter);
    painter.setBrush(Qt::NoBrush);
    const double radius = metrics().thumbnailRadius() / 2.0;
    for (int row = 0; row < rows_; ++row) {
        const qint64 image = imageAt(row);
        const int own = labelOf_ ? labelOf_(image) : -1;
        for (int column = 0; column <= shownLabels_; ++column) {
            const QRectF cell = cellAt(row, column);
            painter.drawPixmap(cell.topLeft(), pixmapAt(row, column));
            const bool linked = column == 0 && (image == selected_ || image == hovered_);
            if (!linked && (column == 0 || column != own + 1)) continue;
            painter.setPen(QPen(linked && image == selected_ ? t.accent : t.text2, 2));
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), radius, radius);
        }
    }
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange) && rowOf(selected_) < 0) {
        painter.setPen(QPen(t.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics().controlRadius(), metrics().controlRadius());
    }
}

void LabelSwapGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
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
    const QString name = nameOf_ ? nameOf_(image) : tr("Image %1").arg(image);
    const int own = labelOf_ ? labelOf_(image) : -1;
    const auto labelName = [this](int label) { return label >= 0 && label < labels_.size() ? labels_[label] : tr("no label"); };
    QToolTip::showText(help->globalPos(), cell.column == 0 ? tr("%1, label %2").arg(name, labelName(own)) : tr("%1, decoded with label %2").arg(name, labelName(cell.column - 1)), this);
    return true;
}

void LabelSwapGrid::mousePressEvent(QMouseEvent* event) {
    const qint64 image = imageAt(cellUnder(event->pos()).row);
    if (event->button() != Qt::LeftButton || image < 0) return QWidget::mousePressEvent(event);
    setSelected(image);
    Q_EMIT imageSelected(image);
}

void LabelSwapGrid::mouseMoveEvent(QMouseEvent* event) {
    const qint64 image = imageAt(cellUnder(event->pos()).row);
    if (image == hovered_) return;
    setHovered(image);
    Q_EMIT imageHovered(image);
}

void LabelSwapGrid::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Up ? -1 : event->key() == Qt::Key_Down ? 1 : 0;
    if (by == 0 || rows_ == 0) return QWidget::keyPressEvent(event);
    const int shown = rowOf(selected_);
    const qint64 image = imageAt(shown < 0 ? 0 : std::clamp(shown + by, 0, rows_ - 1));
    setSelected(image);
    Q_EMIT imageSelected(image);
}

void LabelSwapGrid::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    if (hovered_ < 0) return;
    setHovered(-1);
    Q_EMIT imageHovered(-1);
}

QSize LabelSwapGrid::minimumSizeHint() const { return {metrics().px(120), namesHeight() + 2 * metrics().px(kLeastSide)}; }

}  // namespace zscape
