#include "ui/plane/interpolation_strip.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"
#include "ui/widgets/picture_mime.h"

#include <QApplication>
#include <QDrag>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace zscape {

namespace {
constexpr double kReadable = 36;  // logical pixels; smaller cells show the hovered one larger
constexpr int kCopiedSide = 128;  // pixels at least, as in a file of the strip
}  // namespace

std::vector<Picture> pixelFade(const Picture& a, const Picture& b, int steps) {
    if (a.empty() || a.width != b.width || a.height != b.height || a.channels != b.channels || steps < 2) return {};
    std::vector<Picture> result(static_cast<size_t>(steps), Picture{a.width, a.height, a.channels, {}, a.colours});
    for (int step = 0; step < steps; ++step) {
        const int t = step * 256 / (steps - 1);
        std::vector<uint8_t>& pixels = result[static_cast<size_t>(step)].pixels;
        pixels.resize(a.pixels.size());
        for (size_t i = 0; i < pixels.size(); ++i)
            pixels[i] = static_cast<uint8_t>((a.pixels[i] * (256 - t) + b.pixels[i] * t + 128) >> 8);
    }
    return result;
}

InterpolationStrip::InterpolationStrip(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Pictures between A and B"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&ThemeController::instance(), &ThemeController::changed, this, [this] { layOut(); });
}

void InterpolationStrip::setSteps(int steps) {
    if (steps == steps_) return;
    steps_ = steps;
    current_ = std::min(current_, steps - 1);
    hovered_ = -1;
    fade();
    layOut();
}

void InterpolationStrip::setDecoded(const std::vector<Picture>& pictures) {
    decoded_ = pictures;
    cells_[0].clear();
    update();
}

void InterpolationStrip::setEnds(const Picture& a, const Picture& b) {
    if (ends_[0] == a && ends_[1] == b) return;
    ends_[0] = a;
    ends_[1] = b;
    fade();
    update();
}

void InterpolationStrip::fade() {
    faded_ = pixelFade(ends_[0], ends_[1], steps_);
    cells_[1].clear();
}

void InterpolationStrip::setMessage(const QString& message) {
    if (message == message_) return;
    message_ = message;
    update();
}

void InterpolationStrip::setCurrentStop(int stop) {
    if (stop == current_) return;
    current_ = stop;
    update();
}

void InterpolationStrip::setHoveredStop(int stop) {
    if (stop == hovered_) return;
    hovered_ = stop;
    update();
}

void InterpolationStrip::setExactPixels(bool exact) {
    exact_ = exact;
    layOut();
}

void InterpolationStrip::layOut() {
    const Metrics& m = metrics();
    const double caption = std::ceil(QFontMetricsF(noteFont()).height()) + m.px(4);
    const double between = m.px(10);
    const double edge = 3;  // for the ring of the first and the last cell
    const double widest = width() - 2 * edge;
    const double betweenLines = m.px(4);
    int lines = 1;
    side_ = 0;
    for (int tried = 1; tried <= 4 && tried <= steps_; ++tried) {
        const int across = (steps_ + tried - 1) / tried;
        const double byHeight = ((height() - 2 * caption - between - edge) / 2 - (tried - 1) * betweenLines) / tried;
        const double byWidth = (widest - (across - 1) * 3) / across;
        const double side = std::floor(std::min(byHeight, byWidth));
        if (side <= side_) continue;
        side_ = side;
        lines = tried;
    }
    side_ = std::max(side_, 4.0);
    perLine_ = (steps_ + lines - 1) / lines;
    const double gap = std::clamp((widest - perLine_ * side_) / std::max(1, perLine_ - 1), 3.0,
                                  static_cast<double>(m.px(lines > 1 ? 6 : 12)));
    pitch_ = side_ + std::floor(gap);
    linePitch_ = side_ + betweenLines;
    left_ = std::max(edge, std::floor((width() - (perLine_ - 1) * pitch_ - side_) / 2));
    const double rowHeight = side_ + (lines - 1) * linePitch_;
    rowPitch_ = caption + rowHeight + between;
    top_ = std::max(0.0, std::floor((height() - rowPitch_ - caption - rowHeight - edge) / 2)) + caption;
    cells_[0].clear();
    cells_[1].clear();
    update();
}

QRectF InterpolationStrip::cellRect(int row, int stop) const {
    const int line = stop / perLine_, column = stop % perLine_;
    return {left_ + column * pitch_, top_ + row * rowPitch_ + line * linePitch_, side_, side_};
}

int InterpolationStrip::stopAt(QPointF at) const {
    if (!message_.isEmpty()) return -1;
    for (int row = 0; row < 2; ++row)
        for (int stop = 0; stop < steps_; ++stop)
            if (cellRect(row, stop).adjusted(-1, -1, 1, 1).contains(at)) return stop;
    return -1;
}

const QPixmap& InterpolationStrip::cell(int row, int stop) {
    const std::vector<Picture>& pictures = row == 0 ? decoded_ : faded_;
    std::vector<QPixmap>& cells = cells_[row];
    cells.resize(pictures.size());
    QPixmap& cached = cells[static_cast<size_t>(stop)];
    if (cached.isNull())
        cached = picturePixmap(toImage(pictures[static_cast<size_t>(stop)]), side_, devicePixelRatioF(), exact_,
                               metrics().thumbnailRadius());
    return cached;
}

void InterpolationStrip::paintMessage(QPainter& painter) const {
    painter.setFont(bodyFont());
    painter.setPen(tokens().text2);
    painter.drawText(QRectF(rect()).adjusted(metrics().px(16), 0, -metrics().px(16), 0),
                     Qt::AlignCenter | Qt::TextWordWrap, message_);
}

void InterpolationStrip::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!message_.isEmpty()) return paintMessage(painter);
    painter.setFont(noteFont());
    const double line = std::ceil(QFontMetricsF(noteFont()).height());
    const QString captions[2] = {tr("Through the latent plane"),
                                 faded_.empty() ? QString() : tr("Pixel fade, for contrast")};
    const double radius = m.thumbnailRadius();
    const auto ring = [&](const QRectF& rect, const QColor& colour) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, 2));
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), radius + 2, radius + 2);
    };
    for (int row = 0; row < 2; ++row) {
        const auto& pictures = row == 0 ? decoded_ : faded_;
        if (row == 1 && pictures.empty()) continue;
        painter.setPen(tokens().text2);
        painter.drawText(QRectF(left_, cellRect(row, 0).top() - line - m.px(4), width() - left_, line),
                         Qt::AlignLeft | Qt::AlignVCenter, captions[row]);
        for (int stop = 0; stop < steps_; ++stop) {
            const QRectF rect = cellRect(row, stop);
            if (static_cast<int>(pictures.size()) == steps_ && !pictures[static_cast<size_t>(stop)].empty()) {
                painter.drawPixmap(rect.topLeft(), cell(row, stop));
            } else {
                painter.setPen(QPen(tokens().line, 1));
                painter.setBrush(tokens().well);
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
            }
        }
    }
    if (current_ >= 0 && current_ < steps_) ring(cellRect(0, current_), tokens().accent);
    if (hovered_ < 0 || hovered_ >= steps_) return;
    if (hovered_ != current_) ring(cellRect(0, hovered_), tokens().text2);
    if (side_ >= m.px(kReadable) || static_cast<int>(decoded_.size()) != steps_) return;
    const double large = m.px(64);
    QRectF over(0, 0, large, large);
    over.moveCenter(cellRect(0, hovered_).center());
    over.moveLeft(std::clamp(over.left(), 2.0, std::max(2.0, width() - large - 2)));
    over.moveTop(std::clamp(over.top(), 2.0, std::max(2.0, height() - large - 2)));
    drawPicture(&painter, over, toImage(decoded_[static_cast<size_t>(hovered_)]), exact_, radius);
    ring(over, hovered_ == current_ ? tokens().accent : tokens().text2);
}

void InterpolationStrip::resizeEvent(QResizeEvent*) { layOut(); }

QImage InterpolationStrip::picture() const {
    if (!hasPicture()) return {};
    const int side = decoded_.front().width, gap = 2;
    const int scale = std::max(1, (kCopiedSide + side - 1) / side);
    const int pitch = side * scale + gap;
    QImage row(pitch * static_cast<int>(decoded_.size()) - gap, decoded_.front().height * scale, QImage::Format_RGB32);
    row.fill(Qt::black);
    QPainter painter(&row);
    int x = 0;
    for (const Picture& one : decoded_) {
        painter.drawImage(x, 0, enlargedImage(toImage(one), scale, !exact_));
        x += pitch;
    }
    return row;
}

void InterpolationStrip::startDrag(int stop) {
    std::unique_ptr<QMimeData> mime = dragSource_ ? dragSource_(stop) : nullptr;
    if (!mime) return;
    auto* drag = new QDrag(this);  // Qt deletes it when the drag ends
    drag->setMimeData(mime.release());
    if (static_cast<size_t>(stop) < decoded_.size()) drag->setPixmap(cell(0, stop));
    drag->exec(Qt::CopyAction);
}

void InterpolationStrip::mouseMoveEvent(QMouseEvent* event) {
    if (pressed_ >= 0 && event->buttons() & Qt::LeftButton) {
        if ((event->pos() - pressedAt_).manhattanLength() >= QApplication::startDragDistance())
            startDrag(std::exchange(pressed_, -1));
        return;
    }
    const int stop = stopAt(event->position());
    if (stop == hovered_) return;
    setHoveredStop(stop);
    Q_EMIT stopHovered(stop);
}

void InterpolationStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    const int stop = stopAt(event->position());
    pressedAt_ = event->pos();
    pressed_ = stop >= 0 && cellRect(0, stop).contains(event->position()) ? stop : -1;
    if (stop >= 0) Q_EMIT stopClicked(stop);
}

void InterpolationStrip::mouseReleaseEvent(QMouseEvent*) { pressed_ = -1; }

void InterpolationStrip::leaveEvent(QEvent*) {
    if (hovered_ < 0) return;
    setHoveredStop(-1);
    Q_EMIT stopHovered(-1);
}

bool InterpolationStrip::event(QEvent* event) {
    // The window's shortcuts may not have the keys that are the strip's while it has the focus.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* pressed = static_cast<QKeyEvent*>(event);
        const int key = pressed->key();
        if (pressed->modifiers() == Qt::NoModifier &&
            (key == Qt::Key_Space || key == Qt::Key_Left || key == Qt::Key_Right))
            event->accept();
    }
    return QWidget::event(event);
}

void InterpolationStrip::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() != Qt::NoModifier || !message_.isEmpty()) return event->ignore();
    if (event->key() == Qt::Key_Space) Q_EMIT playRequested();
    else if (event->key() == Qt::Key_Left) Q_EMIT stopClicked(std::max(0, current_ - 1));
    else if (event->key() == Qt::Key_Right) Q_EMIT stopClicked(std::min(steps_ - 1, current_ + 1));
    else event->ignore();
}

QSize InterpolationStrip::sizeHint() const { return {metrics().px(400), metrics().px(148)}; }

QSize InterpolationStrip::minimumSizeHint() const { return {metrics().px(160), metrics().px(96)}; }

}  // namespace zscape
