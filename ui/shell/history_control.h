#pragma once

#include <QObject>

class QUndoStack;

namespace zscape {

class Actions;

/// Undo and Redo: on while there is something, and named after it ("Undo selecting 312 images").
///
/// What goes through the history: the selection, selections with a name, the kept point, the ends of the path
/// (SelectionModel), and by way of RunHistory the model's recipe and settings (SettingHistory) and the runs' names,
/// notes (RunsController) and deletions (RunDeletion). What the view shows does not. Other images empty it.
class HistoryControl : public QObject {
    Q_OBJECT

public:
    /// \param history outlives it
    HistoryControl(QUndoStack* history, Actions* actions, QObject* parent);

private:
    void show();

    QUndoStack* history_ = nullptr;
    Actions* actions_ = nullptr;
};

}  // namespace zscape
