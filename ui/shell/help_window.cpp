#include "ui/shell/help_window.h"

#include "ui/shell/key_table.h"
#include "ui/shell/screen_place.h"
#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

namespace {

QLabel* line(const QString& text, const QFont& font, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

/// Would like to show all that is in it.
class WholeScroll : public QScrollArea {
public:
    using QScrollArea::QScrollArea;
    QSize sizeHint() const override {
        const int width = widget()->sizeHint().width();
        return {width + metrics().px(16), widget()->layout()->heightForWidth(width)};
    }
};

}  // namespace

HelpWindow::HelpWindow(QWidget* parent) : QWidget(parent, Qt::Tool) {
    auto* column = new QVBoxLayout(this);
    const int space = metrics().px(16);
    column->setContentsMargins(space, space, space, space);
    keys_ = makeKeys();
    about_ = makeAbout();
    column->addWidget(keys_);
    column->addWidget(about_);
    column->addStretch(1);
}

void HelpWindow::open(Page page) {
    keys_->setVisible(page == Page::Keys);
    about_->setVisible(page == Page::About);
    setWindowTitle(page == Page::Keys ? tr("Keyboard and mouse") : tr("About Zscape"));
    const QRect available = parentWidget()->screen()->availableGeometry();
    // No higher than the window, so that it can lie in its middle: the keys scroll.
    const int highest = std::min(available.height() - metrics().px(40), parentWidget()->window()->height());
    if (page == Page::Keys) resize(layout()->sizeHint().boundedTo(QSize(available.width(), highest)));
    else adjustSize();
    // In the middle of the window, and on the screen whatever of that window is not.
    QRect place({}, frameSize().boundedTo(available.size()));
    place.moveCenter(parentWidget()->window()->frameGeometry().center());
    move(insideOf(available, place).topLeft());
    show();
    raise();
    activateWindow();
}

QWidget* HelpWindow::makeKeys() {
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics().px(24));
    grid->setVerticalSpacing(metrics().px(6));
    int row = 0;
    for (const KeyUse& use : keyTable()) {
        auto* left = line(use.shown, noteFont(), page);
        left->setForegroundRole(QPalette::PlaceholderText);
        left->setMinimumWidth(metrics().px(200));
        auto* right = line(use.meaning, bodyFont(), page);
        right->setMinimumWidth(metrics().px(320));
        grid->addWidget(left, row, 0, Qt::AlignTop);
        grid->addWidget(right, row, 1, Qt::AlignTop);
        ++row;
    }
    // A window of least height shows them all by scrolling.
    scroll_ = new WholeScroll(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setWidgetResizable(true);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidget(page);
    return scroll_;
}

QWidget* HelpWindow::makeAbout() {
    auto* page = new QWidget(this);
    page->setMinimumWidth(metrics().px(420));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics().px(8));
    column->addWidget(line(tr("Zscape %1").arg(QCoreApplication::applicationVersion()), displayFont(), page));
    column->addWidget(line(tr("Explores the latent spaces of autoencoders while they train."), bodyFont(), page));
    column->addWidget(line(tr("Free software under the GNU General Public License, version 3 or later. Built with Qt "
                              "%1, LibTorch, OpenCV, FFmpeg, SQLite and giflib; "
                              "Noto Sans under the SIL Open Font License; digits by LeCun, Cortes and Burges.")
                               .arg(QLatin1String(qVersion())),
                           noteFont(), page));
    return page;
}

// The shortcuts of the window beneath work in its tool windows too; here a key is read about, and does nothing.
bool HelpWindow::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        !(static_cast<QKeyEvent*>(event)->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)))
        event->accept();
    return QWidget::event(event);
}

void HelpWindow::keyPressEvent(QKeyEvent* event) {
    QScrollBar* bar = scroll_->verticalScrollBar();
    switch (event->key()) {
        case Qt::Key_Escape: close(); return;
        case Qt::Key_Down: bar->triggerAction(QScrollBar::SliderSingleStepAdd); return;
        case Qt::Key_Up: bar->triggerAction(QScrollBar::SliderSingleStepSub); return;
        case Qt::Key_PageDown: bar->triggerAction(QScrollBar::SliderPageStepAdd); return;
        case Qt::Key_PageUp: bar->triggerAction(QScrollBar::SliderPageStepSub); return;
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace zscape
