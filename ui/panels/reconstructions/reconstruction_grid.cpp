#include "ui/panels/reconstructions/reconstruction_grid.h"

#include "ui/panels/reconstructions/difference.h"
#include "ui/selection/selection_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QApplication>
#include <QDrag>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {
constexpr int kPairGap = 6;
constexpr int kBandGap = 14;
constexpr int kTargetSide = 46;
constexpr int kLeastPairSide = 28;
constexpr int kLargestPairSide = 112;
constexpr int kFewestColumns = 5;
constexpr double kLeastShrunk = 0.75;  // of their side, for one band more
}  // namespace

ReconstructionGrid::ReconstructionGrid(SelectionModel* selection, QWidget* parent)
    : LinkedImages(Qt::Horizontal, selection, parent) {
    setAccessibleName(tr("Reconstructions"));
}

void ReconstructionGrid::setDifferences(bool shown) {
    differences_ = shown;
    layOut();
    forget();
    updateGeometry();
}

void ReconstructionGrid::setGone(bool gone) {
    gone_ = gone;
    update();
}

void ReconstructionGrid::forget() {
    pixmaps_.assign(size_t{3} * static_cast<size_t>(std::max(columns_, 0)), {});
    update();
}

int ReconstructionGrid::labelWidth() const {
    const QFontMetrics note(noteFont());
    return std::max({note.horizontalAdvance(tr("In")), note.horizontalAdvance(tr("Out")),
                     note.horizontalAdvance(tr("Diff"))}) +
           metrics().px(8);
}

void ReconstructionGrid::layOut() {
    const int gap = metrics().px(kPairGap);
    const int room = width() - labelWidth();
    const auto tallest = [&](int bands) { return ((height() + bandGap()) / bands - bandGap() + gap) / rows() - gap; };
    const int there =
        snapshot() ? static_cast<int>(std::min(snapshot()->indices.size(), snapshot()->outputs.size())) : 0;
    const int before = columns_;
    // A large panel shows five large pictures, a low one as many small ones as fit.
    const int wanted = std::clamp(std::min(tallest(1), (room + gap) / kFewestColumns - gap),
                                  metrics().px(kLeastPairSide), metrics().px(kLargestPairSide));
    across_ = std::clamp(static_cast<int>(std::lround(static_cast<double>(room + gap) / (wanted + gap))),
                         std::min(there, 1), std::max(there, 0));
    const int widest = across_ > 0 ? (room + gap) / across_ - gap : wanted;
    side_ = std::clamp(widest, 1, std::max(1, std::min(tallest(1), metrics().px(kLargestPairSide))));
    columns_ = std::min(there, across_);
    // Where there is height for it, more of them below; a little smaller, if that fills more of the panel.
    const int usual = side_;
    for (int bands = 2; columns_ > 0 && columns_ < there; ++bands) {
        const int side = std::min(usual, tallest(bands));
        const int across = std::max(across_, (room + gap) / (side + gap));
        const int columns = std::min(there, across * bands);
        if (side < kLeastShrunk * usual || columns * side * side <= columns_ * side_ * side_) break;
        across_ = across;
        side_ = side;
        columns_ = columns;
    }
    if (columns_ != before) {
        forget();
        Q_EMIT columnsChanged();
    }
}

int ReconstructionGrid::bandHeight() const {
    return rows() * (side_ + metrics().px(kPairGap)) - metrics().px(kPairGap);
}

int ReconstructionGrid::bandGap() const { return metrics().px(kBandGap); }

QRect ReconstructionGrid::cellAt(int row, int column) const {
    const int gap = metrics().px(kPairGap);
    const int room = width() - labelWidth();
    const int band = across_ > 0 ? column / across_ : 0, place = across_ > 0 ? column % across_ : 0;
    // Few large pictures stand together at the left; many small ones reach the right edge.
    const int spare = room - (across_ * (side_ + gap) - gap);
    const int spread = across_ > 1 && spare < across_ * gap ? spare * place / (across_ - 1) : 0;
    return {labelWidth() + place * (side_ + gap) + spread, band * (bandHeight() + bandGap()) + row * (side_ + gap),
            side_, side_};
}

int ReconstructionGrid::columnAt(QPoint point) const {
    for (int column = 0; column < columns_; ++column) {
        for (int row = 0; row < rows(); ++row) {
            if (cellAt(row, column).contains(point)) return column;
        }
    }
    return -1;
}

const QPixmap& ReconstructionGrid::pixmapAt(int row, int column) {
    QPixmap& pixmap = pixmaps_[static_cast<size_t>(row) * static_cast<size_t>(columns_) + static_cast<size_t>(column)];
    if (!pixmap.isNull()) return pixmap;
    const auto index = static_cast<size_t>(column);
    const Picture& input = snapshot()->inputs[index];
    const Picture& output = snapshot()->outputs[index];
    const QImage image = row == 0 ? toImage(input) : row == 1 ? toImage(output) : differenceImage(input, output);
    return pixmap = picturePixmap(image, side_, devicePixelRatioF(), exact(), metrics().thumbnailRadius());
}

void ReconstructionGrid::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(noteFont());
    painter.setPen(t.text2);
    if (columns_ == 0) {
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         gone_ ? tr("The images are not where they were.")
                               : tr("What the model makes of some held-out images appears here."));
        return;
    }
    const QString names[] = {tr("In"), tr("Out"), tr("Diff")};
    for (int row = 0; row < rows(); ++row) {
        painter.setPen(t.text2);
        for (int first = 0; first < columns_; first += across_)
            painter.drawText(QRect(0, cellAt(row, first).top(), labelWidth(), side_), Qt::AlignLeft | Qt::AlignVCenter,
                             names[row]);
        for (int column = 0; column < columns_; ++column) {
            const QRectF cell = cellAt(row, column);
            painter.drawPixmap(cell.topLeft(), pixmapAt(row, column));
            const qint64 image = imageAt(column);
            if (const auto colour = linkColour(image)) paintFrame(painter, cell, *colour, metrics().thumbnailRadius());
        }
    }
    paintFocus(painter);
}

void ReconstructionGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const auto before = std::pair(side_, across_);
    layOut();
    if (std::pair(side_, across_) != before) forget();
}

bool ReconstructionGrid::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int column = columnAt(help->pos());
        if (column < 0) {
            QToolTip::hideText();
            return true;
        }
        const auto index = static_cast<size_t>(column);
        const QString psnr =
            index < snapshot()->psnr.size() ? tr("PSNR %1 dB").arg(snapshot()->psnr[index], 0, 'f', 1) : QString();
        const QString name = nameOf(imageAt(column));
        QToolTip::showText(help->globalPos(), psnr.isEmpty() ? name : name + QLatin1Char('\n') + psnr, this);
        return true;
    }
    return QWidget::event(event);
}

void ReconstructionGrid::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    pressedAt_ = event->pos();
    pressed_ = columnAt(pressedAt_);
}

void ReconstructionGrid::mouseMoveEvent(QMouseEvent* event) {
    if (pressed_ >= 0 && event->buttons() & Qt::LeftButton) {
        if ((event->pos() - pressedAt_).manhattanLength() < QApplication::startDragDistance()) return;
        const int column = std::exchange(pressed_, -1);
        if (column >= columns_) return;
        auto* drag = new QDrag(this);  // Qt deletes it when the drag ends
        drag->setMimeData(
            imageMime(imageAt(column), toImage(snapshot()->inputs[static_cast<size_t>(column)]), {}).release());
        drag->setPixmap(pixmapAt(0, column));
        drag->exec(Qt::CopyAction);
        return;
    }
    LinkedImages::mouseMoveEvent(event);
}

void ReconstructionGrid::mouseReleaseEvent(QMouseEvent* event) {
    const int column = columnAt(event->pos());
    if (event->button() == Qt::LeftButton && column >= 0 && column == pressed_) selection()->choose(imageAt(column));
    pressed_ = -1;
}

QSize ReconstructionGrid::sizeHint() const {
    return {labelWidth() + 5 * metrics().px(kTargetSide + kPairGap),
            rows() * metrics().px(kTargetSide + kPairGap) - metrics().px(kPairGap)};
}

QSize ReconstructionGrid::minimumSizeHint() const {
    return {labelWidth() + 2 * metrics().px(kTargetSide),
            rows() * metrics().px(kLeastPairSide + kPairGap) - metrics().px(kPairGap)};
}

}  // namespace zscape
