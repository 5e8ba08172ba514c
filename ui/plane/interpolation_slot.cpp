#include "ui/plane/interpolation_slot.h"

#include "ui/selection/selection_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"
#include "ui/widgets/picture_view.h"

#include <QContextMenuEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace zscape {

namespace {

QString fileOf(const QMimeData* mime) {
    if (mime->urls().size() != 1 || !mime->urls().front().isLocalFile()) return {};
    const QString path = mime->urls().front().toLocalFile();
    return QFileInfo(path).isFile() ? path : QString();
}

}  // namespace

InterpolationSlot::InterpolationSlot(PathEnd end, SelectionModel* selection, QWidget* parent)
    : QWidget(parent),
      end_(end),
      selection_(selection),
      picture_(new PictureView(this)),
      name_(new QLabel(this)) {
    const QString letter = end == PathEnd::A ? QStringLiteral("A") : QStringLiteral("B");
    setAccessibleName(tr("End %1 of the path").arg(letter));
    picture_->setAccessibleName(accessibleName());
    picture_->setBadge(letter);
    picture_->setSelectable(true);
    name_->setFont(noteFont());
    name_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    name_->setForegroundRole(QPalette::PlaceholderText);
    name_->setTextFormat(Qt::PlainText);
    picture_->setDropTarget(
        [](const QMimeData* mime) {
            return imageIndexOf(mime).has_value() || codeOf(mime).has_value() || !fileOf(mime).isEmpty();
        },
        [this](const QMimeData* mime) {
            // A drag inside the window carries the file as well: the image itself comes first.
            if (const auto image = imageIndexOf(mime)) Q_EMIT imageDropped(*image);
            else if (const auto code = codeOf(mime)) Q_EMIT codeDropped(*code);
            else Q_EMIT fileDropped(fileOf(mime));
        });
    picture_->setDragSource([this]() -> std::unique_ptr<QMimeData> {
        if (!shown() || shown()->image < 0) return nullptr;
        return imageMime(shown()->image, picture_->image(), file_);
    });
    connect(picture_, &PictureView::clicked, this, &InterpolationSlot::clicked);
    for (const auto signal : {&SelectionModel::endChanged, &SelectionModel::endFollowed})
        connect(selection, signal, this, [this](PathEnd changed) {
            if (changed == end_) showEnd();
        });
    showEnd();
}

const std::optional<EndPoint>& InterpolationSlot::shown() const { return selection_->end(end_); }

void InterpolationSlot::showEnd() {
    picture_->setPicture(shown() ? shown()->shown() : Picture{});
    layOut();
}

void InterpolationSlot::layOut() {
    const Metrics& m = metrics();
    const int line = name_->fontMetrics().height() + m.px(4);
    const int side = std::max(m.px(48), std::min({width(), height() - line, m.px(168)}));
    const int top = std::max(0, (height() - side - line) / 2);
    picture_->setGeometry((width() - side) / 2, top, side, side);
    name_->setGeometry(0, top + side + m.px(4), width(), line);
    const QString name = shown() ? (shown()->name.isEmpty() ? tr("a place") : shown()->name) : tr("drag here");
    name_->setText(name_->fontMetrics().elidedText(name, Qt::ElideMiddle, width()));
    name_->setToolTip(name);
}

void InterpolationSlot::resizeEvent(QResizeEvent*) { layOut(); }

void InterpolationSlot::contextMenuEvent(QContextMenuEvent* event) {
    if (!shown()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Clear"), this, [this] { selection_->setEnd(end_, std::nullopt); });
    menu->popup(event->globalPos());
}

QSize InterpolationSlot::sizeHint() const { return {metrics().px(88), metrics().px(110)}; }

QSize InterpolationSlot::minimumSizeHint() const { return {metrics().px(84), metrics().px(84)}; }

}  // namespace zscape
