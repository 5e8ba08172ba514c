#include "ui/shell/sample_card.h"

#include "ui/theme/tokens.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace zscape {

namespace {
constexpr int kStrip = 132;
constexpr int kFoot = 58;
}  // namespace

SampleCard::SampleCard(const QString& picture, const QString& name, const QString& sentence, QWidget* parent)
    : QWidget(parent),
      picture_(picture),
      use_(new QPushButton(tr("Use"), this)) {
    const Metrics& m = metrics();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(m.px(16), m.px(kStrip), m.px(12), 0);
    auto* words = new QVBoxLayout;
    words->setSpacing(m.px(2));
    auto* title = new QLabel(name, this);
    title->setFont(titleFont());
    auto* note = new QLabel(sentence, this);
    note->setFont(noteFont());
    note->setForegroundRole(QPalette::PlaceholderText);
    words->addStretch(1);
    words->addWidget(title);
    words->addWidget(note);
    words->addStretch(1);
    row->addLayout(words, 1);
    use_->setMinimumWidth(m.px(94));
    use_->setAccessibleName(tr("Use %1").arg(name));
    row->addWidget(use_, 0, Qt::AlignVCenter);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    connect(use_, &QPushButton::clicked, this, &SampleCard::used);
}

QSize SampleCard::sizeHint() const { return {metrics().px(352), metrics().px(kStrip + kFoot)}; }

void SampleCard::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos())) Q_EMIT used();
}

void SampleCard::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const double r = metrics().panelRadius();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), r, r);
    painter.fillPath(shape, t.panel);
    const QRect strip(0, 0, width(), metrics().px(kStrip));
    painter.save();
    painter.setClipPath(shape);
    if (!picture_.isNull()) {
        // The strip is filled, what is over is cut at the right and below; the pictures keep their shape.
        const qreal ratio = devicePixelRatioF();
        const QSize wanted(qRound(strip.width() * ratio), qRound(strip.height() * ratio));
        const QSize full = picture_.size().scaled(wanted, Qt::KeepAspectRatioByExpanding);
        QImage scaled = picture_.scaled(full, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                            .copy((full.width() - wanted.width()) / 2, (full.height() - wanted.height()) / 2,
                                  wanted.width(), wanted.height());
        scaled.setDevicePixelRatio(ratio);
        painter.drawImage(strip.topLeft(), scaled);
    }
    painter.restore();
    painter.setPen(QPen(t.line, 1));
    painter.drawPath(shape);
}

}  // namespace zscape
