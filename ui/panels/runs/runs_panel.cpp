#include "ui/panels/runs/runs_panel.h"

#include "ui/panels/runs/run_delegate.h"
#include "ui/panels/runs/run_list_model.h"
#include "ui/panels/runs/run_table.h"
#include "ui/panels/runs/run_texts.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/message_strip.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

RunsPanel::RunsPanel(QWidget* parent)
    : PanelFrame(tr("Runs"), parent),
      model_(new RunListModel(this)),
      delegate_(new RunDelegate(model_, this)),
      objective_(new QLabel),
      empty_(new QLabel(tr("Every run stays here. Train begins the first."), this)),
      head_(new RunTableHead(this)),
      list_(new QListView(this)),
      newRun_(new QPushButton(icon(QStringLiteral("again")), tr("New run"), this)),
      compared_(new QLabel(this)) {
    const Metrics& m = metrics();
    setFlush(true);
    objective_->setFont(noteFont());
    objective_->setForegroundRole(QPalette::PlaceholderText);
    objective_->setTextFormat(Qt::PlainText);
    header()->addTrailing(objective_);
    (void)moreMenu();

    empty_->setWordWrap(true);
    empty_->setFont(noteFont());
    empty_->setForegroundRole(QPalette::PlaceholderText);
    empty_->setContentsMargins(m.padding(), 0, m.padding(), 0);
    body()->addWidget(empty_);

    head_->hide();
    body()->addWidget(head_);
    list_->setModel(model_);
    list_->setItemDelegate(delegate_);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setSelectionMode(QAbstractItemView::SingleSelection);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setMouseTracking(true);
    list_->viewport()->setAutoFillBackground(false);
    list_->setAccessibleName(tr("Runs"));
    list_->setResizeMode(QListView::Adjust);
    list_->installEventFilter(this);
    list_->viewport()->installEventFilter(this);
    body()->addWidget(list_, 1);

    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(m.padding(), 0, m.padding(), m.padding());
    newRun_->setFocusPolicy(Qt::TabFocus);
    compared_->setFont(noteFont());
    compared_->setForegroundRole(QPalette::PlaceholderText);
    foot->addWidget(newRun_);
    foot->addStretch(1);
    foot->addWidget(compared_);
    body()->addLayout(foot);

    connect(newRun_, &QPushButton::clicked, this, &RunsPanel::newRunWanted);
    connect(model_, &RunListModel::named, this, &RunsPanel::renamed);
    connect(model_, &RunListModel::noted, this, &RunsPanel::noted);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) { choose(now.row()); });
    setMenuOfCurrent([this](QMenu* menu) {
        if (const int row = model_->currentRow(); row >= 0) fillMenu(menu, model_->run(row));
    });
    setRuns(std::make_shared<RunList>());
}

void RunsPanel::setRuns(std::shared_ptr<const RunList> runs) {
    const int before = chosen();
    const int64_t kept = before >= 0 ? model_->run(before).id : -1;
    model_->setRuns(std::move(runs));
    const int count = model_->rowCount();
    const bool bare = count == 0 || (count == 1 && model_->run(0).step <= 0);
    empty_->setVisible(bare);
    head_->setVisible(delegate_->isTable() && count > 0);
    const QString objective = zscape::objectiveText(model_->shared());
    objective_->setText(bare || objective.isEmpty() ? QString() : tr("Best held out, %1").arg(objective));
    const int row = kept >= 0 ? model_->rowOf(kept) : -1;
    if (row >= 0 && row != list_->currentIndex().row()) list_->setCurrentIndex(model_->index(row));
    if (row < 0) delegate_->setChosen(-1);
    showFoot();
}

void RunsPanel::setTraining(double share) { model_->setTraining(share); }

void RunsPanel::setCompared(std::map<int64_t, int> colours) {
    comparedCount_ = colours.size();
    model_->setCompared(std::move(colours));
    showFoot();
}

void RunsPanel::setNewRunReason(const QString& reason) {
    newRun_->setEnabled(reason.isEmpty());
    newRun_->setToolTip(reason.isEmpty() ? tr("Another run of the same recipe, beside these") : reason);
}

void RunsPanel::showFoot() {
    // The run that is shown is in Loss, too.
    compared_->setText(comparedCount_ > 0 ? tr("%1 in Loss").arg(comparedCount_ + 1) : QString());
    list_->doItemsLayout();
}

QString RunsPanel::objectiveText() const { return objective_->text(); }
QString RunsPanel::emptyText() const { return empty_->isHidden() ? QString() : empty_->text(); }
QString RunsPanel::comparedText() const { return compared_->text(); }

QSize RunsPanel::sizeHint() const { return {PanelFrame::sizeHint().width(), metrics().px(240)}; }

int RunsPanel::chosen() const {
    const int row = delegate_->chosen();
    return row >= 0 && row < model_->rowCount() ? row : -1;
}

void RunsPanel::choose(int row) {
    if (row == delegate_->chosen()) return;
    delegate_->setChosen(row);
    list_->doItemsLayout();  // what is chosen opens
    if (row >= 0) list_->scrollTo(model_->index(row));
}

void RunsPanel::resizeEvent(QResizeEvent* event) {
    PanelFrame::resizeEvent(event);
    constexpr int kTableFrom = 420, kLowBelow = 760;
    delegate_->setLow(window()->height() < metrics().px(kLowBelow));
    delegate_->setTable(width() > metrics().px(kTableFrom));
    head_->setVisible(delegate_->isTable() && model_->rowCount() > 0);
    list_->doItemsLayout();
}

void RunsPanel::editField(int row, bool note) {
    if (row < 0) return;
    model_->setEdited(note ? RunListModel::Field::Note : RunListModel::Field::Name);
    list_->setCurrentIndex(model_->index(row));
    list_->edit(model_->index(row));
}

void RunsPanel::fillMenu(QMenu* menu, const RunRow& run) {
    const bool trains = model_->training() >= 0, trained = run.step > 0;
    menu->setToolTipsVisible(true);
    const auto add = [&](const char* iconName, const QString& text, const char* key, const QString& command,
                         const QString& reason, auto act) {
        QAction* action =
            menu->addAction(icon(QLatin1String(iconName)), *key ? text + QLatin1Char('\t') + tr(key) : text);
        setCommandName(action, command);
        setReason(action, reason);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    const QString busy = trains ? tr("Stop it first") : QString();
    const QString untrained = trained ? QString() : tr("This run is not trained yet");
    const auto first = [](const QString& a, const QString& b) { return a.isEmpty() ? b : a; };
    QAction* go = add("goto", tr("Go to this run"), QT_TR_NOOP("Return"), {},
                      run.current ? tr("It is shown already") : whyNotShown(run, trains),
                      [this, id = run.id] { Q_EMIT goToWanted(id); });
    keepFromCommands(go);  // runs are found by their names
    menu->addSeparator();
    add("rename", tr("Rename"), QT_TR_NOOP("F2"), tr("Rename the run"), {},
        [this, id = run.id] { editField(model_->rowOf(id), false); });
    add("note", tr("Note…"), QT_TR_NOOP("Ctrl+Alt+N"), tr("Note about the run…"), {},
        [this, id = run.id] { editField(model_->rowOf(id), true); });
    menu->addSeparator();
    add("again", tr("Start over"), "", {}, busy, [this, id = run.id] { Q_EMIT startOverWanted(id, false); });
    add("shuffle", tr("Start over, another seed"), "", {}, busy,
        [this, id = run.id] { Q_EMIT startOverWanted(id, true); });
    QAction* branch = add("branch", tr("Branch from here"), QT_TR_NOOP("Ctrl+B"), {}, first(busy, untrained),
                          [this, id = run.id] { Q_EMIT branchWanted(id); });
    setCommandHint(branch, tr("begin a run at this step"));
    QAction* compare = add("check", tr("Compare in Loss"), QT_TR_NOOP("C"), {},
                           run.current   ? tr("The run that is shown is always there")
                           : run.id == 0 ? QString()
                                         : untrained,
                           [this, id = run.id] { Q_EMIT compareToggled(id); });
    if (model_->colour(run.id) < 0 && !run.current) compare->setIcon({});
    menu->addSeparator();
    add("copy", tr("Copy as command"), "", tr("Copy the run as a command"), {},
        [this, id = run.id] { Q_EMIT commandWanted(id); });
    add("export", tr("Curves as CSV…"), "", {}, untrained, [this, id = run.id] { Q_EMIT curvesWanted(id); });
    menu->addSeparator();
    add("trash", tr("Delete"), QT_TR_NOOP("Del"), tr("Delete the run"),
        run.trains || (run.current && trains) ? tr("Stop it first") : QString(),
        [this, id = run.id] { Q_EMIT deleteWanted(id); });
}

void RunsPanel::openMenu(int row, QPoint global) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu, model_->run(row));
    menu->popup(global);
}

bool RunsPanel::keyPressed(int key, Qt::KeyboardModifiers modifiers) {
    const int row = chosen();
    if (row < 0) return false;
    const RunRow& run = model_->run(row);
    const bool plain = (modifiers & ~Qt::KeypadModifier) == Qt::NoModifier, trains = model_->training() >= 0;
    if (plain && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
        if (!run.current) Q_EMIT goToWanted(run.id);
    } else if (plain && key == Qt::Key_F2) {
        editField(row, false);
    } else if (key == Qt::Key_N && modifiers == (Qt::ControlModifier | Qt::AltModifier)) {
        editField(row, true);
    } else if (key == Qt::Key_B && modifiers == Qt::ControlModifier) {
        if (!trains && run.step > 0) Q_EMIT branchWanted(run.id);
    } else if (plain && key == Qt::Key_C) {
        if (!run.current && run.step > 0) Q_EMIT compareToggled(run.id);
    } else if (plain && key == Qt::Key_Delete) {
        if (run.trains || (run.current && trains))
            strip()->showMessage(Tone::Info, tr("%1 is training. Stop it first.").arg(nameOf(run)));
        else Q_EMIT deleteWanted(run.id);
    } else {
        return false;
    }
    return true;
}

bool RunsPanel::pressed(QPoint place) {
    const QModelIndex index = list_->indexAt(place);
    if (!index.isValid()) return false;
    const int row = index.row();
    const QRect rect = list_->visualRect(index);
    const RunRow run = model_->run(row);
    constexpr int kAround = 4;  // a dot is small
    if (delegate_->dotIn(rect, row).adjusted(-kAround, -kAround, kAround, kAround).contains(place) && run.step > 0) {
        if (!run.current) Q_EMIT compareToggled(run.id);
        return true;
    }
    if (delegate_->menuIn(rect).contains(place)) {
        list_->setCurrentIndex(index);
        const QRect now = list_->visualRect(model_->index(row));
        openMenu(row, list_->viewport()->mapToGlobal(delegate_->menuIn(now).bottomLeft()));
        return true;
    }
    return false;
}

bool RunsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == list_->viewport()) {
        auto* mouse = dynamic_cast<QMouseEvent*>(event);
        if (event->type() == QEvent::MouseButtonPress && mouse->button() == Qt::LeftButton)
            return pressed(mouse->pos());
        if (event->type() == QEvent::MouseButtonRelease && mouse->button() == Qt::LeftButton) {
            const QModelIndex index = list_->indexAt(mouse->pos());
            if (index.isValid() && index == list_->currentIndex() && !model_->run(index.row()).current)
                Q_EMIT goToWanted(model_->run(index.row()).id);
        }
        if (event->type() == QEvent::ContextMenu) {
            const auto* asked = static_cast<QContextMenuEvent*>(event);
            const QModelIndex index = list_->indexAt(asked->pos());
            if (index.isValid()) openMenu(index.row(), asked->globalPos());
            return true;
        }
    }
    if (watched == list_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (keyPressed(key->key(), key->modifiers())) return true;
        // Letters are no search here: T still trains.
        if (key->modifiers() == Qt::NoModifier && !key->text().isEmpty() && key->text().front().isLetter()) {
            event->ignore();
            return true;
        }
    }
    // Before a shortcut of the window takes it.
    if (watched == list_ && event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        const bool own =
            (plain && (key->key() == Qt::Key_C || key->key() == Qt::Key_F2 || key->key() == Qt::Key_Delete)) ||
            (key->key() == Qt::Key_B && key->modifiers() == Qt::ControlModifier) ||
            (key->key() == Qt::Key_N && key->modifiers() == (Qt::ControlModifier | Qt::AltModifier));
        if (own) {
            event->accept();
            return true;
        }
    }
    if (watched == list_ && event->type() == QEvent::FocusIn && chosen() < 0 && model_->rowCount() > 0)
        list_->setCurrentIndex(model_->index(std::max(0, model_->currentRow())));
    return PanelFrame::eventFilter(watched, event);
}

}  // namespace zscape
