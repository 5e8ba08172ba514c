#include "ui/panels/data/thumbnail_grid.h"

#include "ui/selection/selection_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr int kCacheBytes = 24 << 20;
constexpr int kGap = 6;
constexpr int kLeastSide = 52;
constexpr int kDot = 8;  ///< across, of a selected image among many
/// What the scroll bar takes beside the grid: it lies in the panel's padding, and coming or going moves nothing.
constexpr int kScrollRoom = 10;

}  // namespace

ThumbnailGrid::ThumbnailGrid(SelectionModel* selection, QWidget* parent)
    : QAbstractScrollArea(parent),
      selection_(selection),
      cache_(kCacheBytes) {
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Images"));
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    viewport()->setBackgroundRole(QPalette::NoRole);
    connect(&ThemeController::instance(), &ThemeController::changed, this, &ThumbnailGrid::forgetPictures);
    const auto drawAgain = [this] { viewport()->update(); };
    connect(selection, &SelectionModel::hoveredChanged, this, drawAgain);
    connect(selection, &SelectionModel::selectedChanged, this, drawAgain);
    connect(selection, &SelectionModel::currentChanged, this, &ThumbnailGrid::tellCurrent);
    layOut();
}

void ThumbnailGrid::setSource(ThumbnailSource source, bool samePictures) {
    source_ = std::move(source);
    if (!samePictures) cache_.clear();
    layOut();
    viewport()->update();
}

void ThumbnailGrid::forgetPictures() {
    cache_.clear();
    viewport()->update();
}

void ThumbnailGrid::setExactPixels(bool exact) {
    exact_ = exact;
    forgetPictures();
}

void ThumbnailGrid::setEmptyText(const QString& text) {
    emptyText_ = text;
    viewport()->update();
}

void ThumbnailGrid::tellCurrent() {
    const int64_t image = selection_->current();
    setAccessibleDescription(image >= 0 && source_.name ? source_.name(image) : QString());
    if (scrolls_) showCurrent();
    viewport()->update();
}

void ThumbnailGrid::showCurrent() {
    const int64_t image = selection_->current();
    const int64_t position = image >= 0 && source_.positionOf ? source_.positionOf(image) : -1;
    if (position < 0) return;
    const QRect cell = cellAt(position);
    QScrollBar* bar = verticalScrollBar();
    if (cell.top() < 0) {
        bar->setValue(bar->value() + cell.top());
    } else if (cell.bottom() > viewport()->height()) {
        bar->setValue(bar->value() + cell.bottom() + 1 - viewport()->height());
    }
}

void ThumbnailGrid::layOut() {
    // The first image in sight stays in sight when the width changes.
    const int64_t top = pitch_ > 0 ? int64_t{verticalScrollBar()->value()} / pitch_ * columns_ : 0;
    const int gap = metrics().px(kGap);
    const int before = side_;
    width_ = std::max(1, width() - metrics().px(kScrollRoom));
    columns_ = std::max(1, (width_ + gap) / (metrics().px(kLeastSide) + gap));
    side_ = std::max(1, (width_ + gap) / columns_ - gap);
    pitch_ = side_ + gap;
    if (side_ != before) cache_.clear();
    const int64_t rows = (source_.count + columns_ - 1) / columns_;
    const int64_t height = rows * pitch_ - (rows > 0 ? gap : 0);
    QScrollBar* bar = verticalScrollBar();
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(std::max(1, pitch_ / 2));
    bar->setRange(
        0, static_cast<int>(std::clamp<int64_t>(height - viewport()->height(), 0, std::numeric_limits<int>::max())));
    if (side_ != before) keepTop(top);
}

void ThumbnailGrid::keepTop(int64_t position) {
    verticalScrollBar()->setValue(static_cast<int>(position / columns_ * pitch_));
}

QRect ThumbnailGrid::cellAt(int64_t position) const {
    const auto column = static_cast<int>(position % columns_);
    const int64_t y = position / columns_ * pitch_ - verticalScrollBar()->value();
    // What does not divide is spread over the gaps, so that the last column ends at the edge.
    const int spare = width_ - (columns_ * pitch_ - metrics().px(kGap));
    const int x = column * pitch_ + (columns_ > 1 ? spare * column / (columns_ - 1) : 0);
    return {x, static_cast<int>(std::clamp<int64_t>(y, -1'000'000'000, 1'000'000'000)), side_, side_};
}

int64_t ThumbnailGrid::imageAt(QPoint point) const {
    if (source_.count == 0 || pitch_ <= 0) return -1;
    const int64_t row = (int64_t{point.y()} + verticalScrollBar()->value()) / pitch_;
    for (int column = 0; column < columns_; ++column) {
        const int64_t position = row * columns_ + column;
        if (position >= 0 && position < source_.count && cellAt(position).contains(point))
            return std::max<int64_t>(source_.imageAt(position), -1);
    }
    return -1;
}

QPixmap ThumbnailGrid::render(const QImage& picture) const {
    return picturePixmap(picture, side_, devicePixelRatioF(), exact_, metrics().thumbnailRadius());
}

void ThumbnailGrid::paintLinks(QPainter& painter, const QRectF& cell, int64_t image) const {
    const Tokens& t = tokens();
    if (image == selection_->current() || image == selection_->hovered()) {
        const double radius = metrics().thumbnailRadius();
        painter.setPen(QPen(image == selection_->current() ? t.accent : t.text2, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), radius, radius);
    }
    // Of many a dot each: as many rings would be a fence.
    if (selection_->isMany() && selection_->selected().contains(image)) {
        const double dot = metrics().px(kDot);
        painter.setPen(QPen(t.panel, 2));
        painter.setBrush(t.accent);
        painter.drawEllipse(QPointF(cell.right() - dot, cell.top() + dot), dot / 2, dot / 2);
    }
}

void ThumbnailGrid::paintEvent(QPaintEvent* event) {
    QElapsedTimer clock;
    clock.start();
    const Tokens& t = tokens();
    const double radius = metrics().thumbnailRadius();
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    if (source_.count == 0) {
        painter.setFont(noteFont());
        painter.setPen(t.text2);
        painter.drawText(QRect(0, 0, width_, viewport()->height()).adjusted(8, 8, -8, -8),
                         Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
        return;
    }
    const QRect dirty = event->rect();
    const int64_t scrolled = verticalScrollBar()->value();
    const int64_t first = std::max<int64_t>(0, (scrolled + dirty.top()) / pitch_) * columns_;
    const int64_t last = std::min(source_.count, ((scrolled + dirty.bottom()) / pitch_ + 1) * columns_);
    bool late = false;
    for (int64_t position = first; position < last; ++position) {
        const int64_t image = source_.imageAt(position);
        const QRectF cell = cellAt(position);
        const QPixmap* pixmap = cache_.object(image);
        if (!pixmap && !late) {
            if (const QImage picture = source_.picture(image); !picture.isNull()) {
                auto* made = new QPixmap(render(picture));
                pixmap = cache_.insert(image, made, qsizetype{4} * made->width() * made->height()) ? made : nullptr;
            }
            late = clock.elapsed() >= kPaintMilliseconds;
        }
        if (pixmap) {
            painter.drawPixmap(cell.topLeft(), *pixmap);
        } else {
            painter.setPen(QPen(t.line, 1));
            painter.setBrush(t.well);
            painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        }
        paintLinks(painter, cell, image);
    }
    if (keyboardFocus_ && selection_->current() < 0) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(0, 0, width_, viewport()->height()).adjusted(1, 1, -1, -1), radius, radius);
    }
    longestPaint_ = std::max(longestPaint_, static_cast<double>(clock.nsecsElapsed()) / 1e6);
    // The rest in the next turn of the event loop; an update from inside a paint would be lost.
    if (late) QMetaObject::invokeMethod(viewport(), qOverload<>(&QWidget::update), Qt::QueuedConnection);
}

void ThumbnailGrid::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void ThumbnailGrid::scrollContentsBy(int dx, int dy) {
    Q_UNUSED(dx);
    Q_UNUSED(dy);
    viewport()->update();
}

}  // namespace zscape
