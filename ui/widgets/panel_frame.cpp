#include "ui/widgets/panel_frame.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_mime.h"
#include "ui/widgets/rounded.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QScrollArea>

#include <algorithm>

namespace zscape {

namespace {

// A rounded rectangle that goes on beyond `rect` above or below, so that the corners there are square.
void joined(QWidget* widget, bool roundTop, bool roundBottom) {
    const double r = metrics().panelRadius();
    QPainter painter(widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().panel);
    painter.drawRoundedRect(QRectF(widget->rect()).adjusted(0, roundTop ? 0 : -2 * r, 0, roundBottom ? 0 : 2 * r), r,
                            r);
}

}  // namespace

PanelHeader::PanelHeader(const QString& title, QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(title, this)),
      row_(new QHBoxLayout(this)) {
    const Metrics& m = metrics();
    row_->setContentsMargins(m.px(12), 0, m.px(6), 0);
    row_->setSpacing(m.px(4));
    title_->setFont(titleFont());
    title_->setTextFormat(Qt::PlainText);
    // Dragging by the title must reach the dock.
    title_->setAttribute(Qt::WA_TransparentForMouseEvents);
    row_->addWidget(title_);
    row_->addSpacing(m.px(8));
    row_->addStretch(1);
    setFixedHeight(m.header());
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setMinimumWidth(m.px(40));
}

void PanelHeader::addLeading(QWidget* widget) {
    row_->insertWidget(2 + leadingCount_, widget, 0, Qt::AlignVCenter);
    ++leadingCount_;
}

void PanelHeader::addTrailing(QWidget* widget) {
    const int beforeMore = row_->count() - (more_ ? 1 : 0);
    row_->insertWidget(beforeMore, widget, 0, Qt::AlignVCenter);
    ++trailingCount_;
}

QMenu* PanelHeader::moreMenu() {
    if (!more_) {
        more_ = new IconButton(QStringLiteral("more"), tr("More about %1").arg(title_->text()), this);
        keepFromCommands(more_);
        menu_ = new QMenu(this);
        more_->setMenu(menu_);
        row_->addWidget(more_, 0, Qt::AlignVCenter);
    }
    return menu_;
}

void PanelHeader::setTabbed(bool tabbed) {
    title_->setVisible(!tabbed);
    if (more_) more_->setVisible(!tabbed);
}

QString PanelHeader::title() const { return title_->text(); }

QSize PanelHeader::sizeHint() const { return {row_->sizeHint().width(), metrics().header()}; }

void PanelHeader::setProgress(double share) {
    if (share == progress_) return;
    progress_ = share;
    update();
}

void PanelHeader::paintEvent(QPaintEvent*) {
    joined(this, true, false);
    if (progress_ < 0) return;
    const double thick = metrics().px(2);
    QPainter painter(this);
    painter.fillRect(QRectF(0, height() - thick, width() * std::min(progress_, 1.0), thick), tokens().accent);
}

PanelFrame::PanelFrame(const QString& title, QWidget* parent)
    : QWidget(parent),
      header_(new PanelHeader(title, this)),
      strip_(new MessageStrip(this)),
      column_(new QVBoxLayout(this)),
      body_(new QVBoxLayout) {
    setWindowTitle(title);
    setAccessibleName(title);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    column_->addWidget(header_);
    auto* stripRow = new QHBoxLayout;
    const Metrics& m = metrics();
    stripRow->setContentsMargins(m.px(6), 0, m.px(6), 0);
    stripRow->addWidget(strip_);
    column_->addLayout(stripRow);
    body_->setContentsMargins(m.padding(), 0, m.padding(), m.padding());
    body_->setSpacing(m.px(8));
    column_->addLayout(body_, 1);
}

QMenu* PanelFrame::moreMenu() { return header_->moreMenu(); }

void PanelFrame::setCopySource(CopySource source, QMenu* menu) {
    copied_ = std::move(source);
    // The panel hears the key itself, while something in it has the focus: the menu shows it.
    auto* action = new QAction(
        tr("Copy picture") + QLatin1Char('\t') + QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText),
        this);
    connect(action, &QAction::triggered, this, &PanelFrame::copy);
    QMenu* shownIn = menu ? menu : moreMenu();
    connect(shownIn, &QMenu::aboutToShow, this,
            [this, action] { setReason(action, copied_.isThere() ? QString() : tr("There is no picture yet")); });
    shownIn->addAction(action);
}

bool PanelFrame::fillMenuOfCurrent(QMenu* menu) const {
    if (menuOfCurrent_) menuOfCurrent_(menu);
    return menuOfCurrent_ != nullptr;
}

bool PanelFrame::copy() {
    if (!copied_.picture || !copied_.isThere()) return false;
    const QImage image = copied_.picture();
    if (image.isNull()) return false;  // its file is damaged
    copyPicture(image);
    Q_EMIT pictureCopied();
    return true;
}

void PanelFrame::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy) || !copy()) QWidget::keyPressEvent(event);
}

void PanelFrame::setFlush(bool flush) {
    const int p = flush ? 0 : metrics().padding();
    body_->setContentsMargins(p, 0, p, p);
}

PanelHeader* PanelFrame::takeHeader() {
    column_->removeWidget(header_);
    headerTaken_ = true;
    update();
    return header_;
}

void PanelFrame::restoreHeader() {
    header_->setParent(this);
    column_->insertWidget(0, header_);
    header_->show();
    headerTaken_ = false;
    update();
}

void PanelFrame::setTopOpen(bool open) {
    topOpen_ = open;
    showMargins();
}

void PanelFrame::setOver(bool over) {
    over_ = over;
    showMargins();
}

void PanelFrame::showMargins() {
    const int rim = over_ ? 1 : 0;
    column_->setContentsMargins(rim, topOpen_ ? metrics().px(2) : rim, rim, rim);
    update();
}

void PanelFrame::paintEvent(QPaintEvent*) {
    if (!over_) {
        joined(this, !headerTaken_ || topOpen_, true);
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    fillRounded(painter, rect(), metrics().panelRadius(), tokens().panel,
                tokens().dark ? tokens().raised : tokens().line);
}

void setPanelContents(QScrollArea* scroll, QWidget* contents) {
    scroll->setWidget(contents);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    contents->setAutoFillBackground(false);
}

}  // namespace zscape
