#include "ui/shell/help_window.h"

#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>
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
    adjustSize();
    // In the middle of the window, and on the screen whatever of that window is not.
    const QRect screen = parentWidget()->screen()->availableGeometry();
    QRect place({}, frameSize().boundedTo(screen.size()));
    place.moveCenter(parentWidget()->window()->frameGeometry().center());
    move(std::clamp(place.left(), screen.left(), std::max(screen.left(), screen.right() - place.width() + 1)),
         std::clamp(place.top(), screen.top(), std::max(screen.top(), screen.bottom() - place.height() + 1)));
    show();
    raise();
    activateWindow();
}

QWidget* HelpWindow::makeKeys() {
    const std::pair<QString, QString> rows[] = {
        {tr("T"), tr("Train or pause, everywhere but in text fields")},
        {tr("Move over the plane"), tr("The decoder draws what lies under the pointer")},
        {tr("Click on the plane"), tr("Select a point, with Ctrl one more; or keep the decode at an empty place")},
        {tr("Esc, or double-click an empty place"), tr("Let go, deselect")},
        {tr("Drag on the plane"), tr("Pan; on A, B or the path: move it")},
        {tr("Shift-drag, Shift+Ctrl-drag"), tr("Select what lies in a box, in a lasso")},
        {tr("M, L, V on the plane"),
         tr("Drags select a box, a lasso (Ctrl adds, Alt subtracts), or pan; so does the middle button")},
        {tr("Ctrl- and Shift-click in Data"), tr("One image more or less, all from the current one")},
        {tr("Wheel"), tr("Zoom at the pointer")},
        {tr("Home, + and -"), tr("Show everything, zoom")},
        {tr("Arrows"), tr("Move the kept point by 0.05, with Shift by 0.5")},
        {tr("A, B"), tr("Set the ends of the path")},
        {tr("Space"), tr("Play the path, in the plane and in Interpolation")},
        {tr("Ctrl+C"), tr("Copy the picture of the panel with the focus")},
        {tr("[ and ]"), tr("Previous and next image")},
        {tr("Return, Esc on the import page"), tr("Use the images, leave them; Right and Left open and close a row")},
        {tr("Return, F2, Ctrl+Alt+N in Runs"), tr("Go to the run, rename it, write a note about it")},
        {tr("Ctrl+B, C, Del in Runs"), tr("Branch from the run, compare it in Loss, delete it")},
        {tr("F6, F9, F11"), tr("Next panel, the plane alone, full screen")},
        {tr("Ctrl+Z, Ctrl+Shift+Z"), tr("Undo, redo: what is selected, kept or set; in a text field what was typed")},
        {tr("Ctrl+N, Ctrl+O, Ctrl+S, Ctrl+E"), tr("Open images, open a project, save it, export the path")},
    };
    auto* page = new QWidget(this);
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics().px(24));
    grid->setVerticalSpacing(metrics().px(6));
    int row = 0;
    for (const auto& [keys, meaning] : rows) {
        auto* left = line(keys, noteFont(), page);
        left->setForegroundRole(QPalette::PlaceholderText);
        left->setMinimumWidth(metrics().px(200));
        auto* right = line(meaning, bodyFont(), page);
        right->setMinimumWidth(metrics().px(320));
        grid->addWidget(left, row, 0, Qt::AlignTop);
        grid->addWidget(right, row, 1, Qt::AlignTop);
        ++row;
    }
    return page;
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
    if (event->key() == Qt::Key_Escape) close();
    else QWidget::keyPressEvent(event);
}

}  // namespace zscape
