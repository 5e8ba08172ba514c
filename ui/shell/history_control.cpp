#include "ui/shell/history_control.h"

#include "ui/shell/actions.h"
#include "ui/widgets/action_reason.h"

#include <QAction>
#include <QUndoStack>

namespace zscape {

namespace {
/// Of a million images each may hold 125 kB.
constexpr int kMostCommands = 200;
}  // namespace

HistoryControl::HistoryControl(QUndoStack* history, Actions* actions, QObject* parent)
    : QObject(parent),
      history_(history),
      actions_(actions) {
    history->setUndoLimit(kMostCommands);
    connect(actions->undo, &QAction::triggered, history, &QUndoStack::undo);
    connect(actions->redo, &QAction::triggered, history, &QUndoStack::redo);
    connect(history, &QUndoStack::indexChanged, this, &HistoryControl::show);
    connect(actions, &Actions::stateShown, this, &HistoryControl::show);
    show();
}

void HistoryControl::show() {
    // On a page nothing of what would be taken back is in sight.
    const QString held = actions_->heldReason();
    setReason(actions_->undo, !held.isEmpty()       ? held
                              : history_->canUndo() ? QString()
                                                    : tr("There is nothing to undo"));
    setReason(actions_->redo, !held.isEmpty()       ? held
                              : history_->canRedo() ? QString()
                                                    : tr("There is nothing to redo"));
    actions_->undo->setText(history_->canUndo() ? tr("Undo %1").arg(history_->undoText()) : tr("Undo"));
    actions_->redo->setText(history_->canRedo() ? tr("Redo %1").arg(history_->redoText()) : tr("Redo"));
}

}  // namespace zscape
