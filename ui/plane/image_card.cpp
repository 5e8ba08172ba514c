#include "ui/plane/image_card.h"

#include "ui/plane/plane_cards.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/image.h"
#include "ui/widgets/picture_mime.h"
#include "ui/widgets/picture_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace zscape {

namespace {
constexpr int kPictureSide = 84;
constexpr int kAway = 14;  // from the place
}  // namespace

ImageCard::ImageCard(QWidget* parent)
    : QWidget(parent),
      picture_(new PictureView(this)),
      decoded_(new PictureView(this)),
      title_(new QLabel(this)),
      ends_{new QPushButton(tr("Set as A"), this), new QPushButton(tr("Set as B"), this)},
      close_(
          new IconButton(QStringLiteral("close"), tr("Let go of this picture"), this, QKeySequence(Qt::Key_Escape))) {
    // What is pressed here is not meant for the plane beneath.
    setAttribute(Qt::WA_NoMousePropagation);
    const Metrics& m = metrics();
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(m.padding(), m.px(4), m.padding(), m.padding());
    grid->setHorizontalSpacing(m.px(12));
    grid->setVerticalSpacing(m.px(4));
    auto* head = new QHBoxLayout;
    QFont bold = noteFont();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setTextFormat(Qt::PlainText);
    head->addWidget(title_, 1);
    head->addWidget(close_);
    grid->addLayout(head, 0, 0, 1, 2);
    const std::pair<PictureView*, QString> pictures[] = {{picture_, tr("image")}, {decoded_, tr("decoded here")}};
    int column = 0;
    for (const auto& [view, caption] : pictures) {
        view->setFixedSize(m.px(kPictureSide), m.px(kPictureSide));
        view->setCornerRadius(m.thumbnailRadius());
        grid->addWidget(view, 1, column);
        auto* label = new QLabel(caption, this);
        label->setFont(noteFont());
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setAlignment(Qt::AlignHCenter);
        grid->addWidget(label, 2, column);
        QPushButton* button = ends_[column];
        button->setAutoDefault(false);
        button->setMinimumWidth(m.px(kPictureSide));
        grid->addWidget(button, 3, column);
        const PathEnd end = column == 0 ? PathEnd::A : PathEnd::B;
        connect(button, &QPushButton::clicked, this, [this, end] { Q_EMIT endRequested(end); });
        ++column;
    }
    picture_->setDragSource([this]() -> std::unique_ptr<QMimeData> {
        if (picture_->image().isNull()) return nullptr;
        auto mime = std::make_unique<QMimeData>();
        addPictureFile(*mime, picture_->image(), name_);
        return mime;
    });
    connect(close_, &IconButton::clicked, this, &ImageCard::closeRequested);
}

void ImageCard::setImage(const QString& name, const Picture& picture) {
    name_ = name;
    setAccessibleName(tr("%1 on the plane").arg(name));
    title_->setToolTip(name);
    title_->setText(title_->fontMetrics().elidedText(name, Qt::ElideMiddle, metrics().px(2 * kPictureSide - 24)));
    picture_->setPicture(picture);
    picture_->setAccessibleName(name);
    adjustSize();
}

void ImageCard::setDecoded(const Picture& picture) { decoded_->setPicture(picture); }

void ImageCard::placeAt(QPointF at, const QRectF& area) {
    const double away = metrics().px(kAway);
    QRectF rect(at.x() + away, at.y() - height() / 2.0, width(), height());
    if (rect.right() > area.right()) rect.moveRight(at.x() - away);
    rect.moveLeft(std::clamp(rect.left(), area.left(), std::max(area.left(), area.right() - rect.width())));
    rect.moveTop(std::clamp(rect.top(), area.top(), std::max(area.top(), area.bottom() - rect.height())));
    move(rect.topLeft().toPoint());
}

void ImageCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFloatingGround(painter, rect());
}

}  // namespace zscape
