#include "ui/panels/selection/member_grid.h"

#include "ui/selection/selection_model.h"
#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"
#include "ui/widgets/keyboard_focus.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace zscape {

namespace {
constexpr int kMemberSide = 38, kMemberGap = 5;  // at 13 px
}  // namespace

MemberGrid::MemberGrid(SelectionModel* selection, QWidget* parent) : QWidget(parent), selection_(selection) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Members of the selection"));
    for (const auto signal : {&SelectionModel::hoveredChanged, &SelectionModel::currentChanged})
        connect(selection, signal, this, qOverload<>(&QWidget::update));
    connect(&ThemeController::instance(), &ThemeController::changed, this, [this] {
        pixmaps_.clear();
        update();
    });
}

void MemberGrid::setImages(std::shared_ptr<const ImageSet> images) {
    images_ = std::move(images);
    pixmaps_.clear();
    setMembers({});
}

void MemberGrid::setMembers(std::vector<int64_t> members) {
    if (members == members_) return;
    members_ = std::move(members);
    std::erase_if(pixmaps_, [this](const auto& kept) {
        return std::find(members_.begin(), members_.end(), kept.first) == members_.end();
    });
    update();
}

void MemberGrid::setRows(int rows) {
    if (rows == rows_) return;
    rows_ = rows;
    updateGeometry();
}

QSize MemberGrid::sizeHint() const {
    const Metrics& m = metrics();
    return {m.px(200), rows_ * m.px(kMemberSide + kMemberGap) - m.px(kMemberGap)};
}

int MemberGrid::columns() const {
    const Metrics& m = metrics();
    return std::max(1, (width() + m.px(kMemberGap)) / m.px(kMemberSide + kMemberGap));
}

int MemberGrid::shown() const { return static_cast<int>(std::min<size_t>(members_.size(), columns() * rows_)); }

QRect MemberGrid::cellAt(int place) const {
    const Metrics& m = metrics();
    const int side = m.px(kMemberSide), pitch = m.px(kMemberSide + kMemberGap), across = columns();
    // What does not divide is spread over the gaps, so that the last column ends at the edge.
    const int spare = width() - (across * pitch - m.px(kMemberGap)), column = place % across;
    return {column * pitch + (across > 1 ? spare * column / (across - 1) : 0), place / across * pitch, side, side};
}

QRect MemberGrid::cellOf(int64_t image) const {
    const auto end = members_.begin() + shown(), found = std::find(members_.begin(), end, image);
    return found == end ? QRect() : cellAt(static_cast<int>(found - members_.begin()));
}

int MemberGrid::placeAt(QPoint point) const {
    for (int place = 0; place < shown(); ++place)
        if (cellAt(place).contains(point)) return place;
    return -1;
}

void MemberGrid::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const double radius = metrics().thumbnailRadius();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int place = 0; place < shown(); ++place) {
        const int64_t image = members_[static_cast<size_t>(place)];
        const QRect cell = cellAt(place);
        QPixmap& pixmap = pixmaps_[image];
        if (pixmap.isNull() && images_ && image < images_->count())
            pixmap = picturePixmap(toImage(images_->picture(image)), cell.width(), devicePixelRatioF(), false, radius);
        painter.drawPixmap(cell.topLeft(), pixmap);
        const bool current = image == selection_->current();
        if (!current && image != selection_->hovered()) continue;
        painter.setPen(QPen(current ? t.accent : t.text2, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(cell).adjusted(1, 1, -1, -1), radius, radius);
    }
    if (keyboardFocus_ && cellOf(selection_->current()).isEmpty()) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius, radius);
    }
}

void MemberGrid::mouseMoveEvent(QMouseEvent* event) {
    const int place = placeAt(event->pos());
    selection_->setHovered(place < 0 ? -1 : members_[static_cast<size_t>(place)]);
}

void MemberGrid::mousePressEvent(QMouseEvent* event) {
    const int place = placeAt(event->pos());
    if (event->button() == Qt::LeftButton && place >= 0) selection_->goTo(members_[static_cast<size_t>(place)]);
}

void MemberGrid::leaveEvent(QEvent*) { selection_->setHovered(-1); }

void MemberGrid::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Left    ? -1
                   : event->key() == Qt::Key_Right ? 1
                   : event->key() == Qt::Key_Up    ? -columns()
                   : event->key() == Qt::Key_Down  ? columns()
                                                   : 0;
    if (by == 0 || shown() == 0) return QWidget::keyPressEvent(event);
    const auto end = members_.begin() + shown();
    const auto now = std::find(members_.begin(), end, selection_->current());
    const auto to = now == end ? 0 : now - members_.begin() + by;
    if (to >= 0 && to < shown()) selection_->goTo(members_[static_cast<size_t>(to)]);
}

void MemberGrid::focusInEvent(QFocusEvent* event) {
    keyboardFocus_ = isByKeyboard(*event);
    update();
}

void MemberGrid::focusOutEvent(QFocusEvent*) {
    keyboardFocus_ = false;
    update();
}

bool MemberGrid::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int place = placeAt(help->pos());
    if (place >= 0 && images_)
        QToolTip::showText(help->globalPos(), text(images_->nameOf(members_[static_cast<size_t>(place)])), this);
    else QToolTip::hideText();
    return true;
}

}  // namespace zscape
