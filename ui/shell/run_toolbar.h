#pragma once

#include "engine/session/types.h"

#include <QToolBar>

class QLabel;
class QProgressBar;
class QPushButton;

namespace zscape {

class Actions;
class IconButton;
class LiveNumber;

/// The 40 px line under the menus: open and save, undo and redo, Train and Stop, how far the run is, the panels' menu.
class RunToolbar : public QToolBar {
    Q_OBJECT

public:
    RunToolbar(Actions* actions, QWidget* parent);

    /// After Actions::showState: why Train is off stands where the epochs do.
    void showRun(RunState state, const RunInfo& info);
    QPushButton* trainButton() const { return train_; }
    QPushButton* stopButton() const { return stop_; }
    /// With a red dot while what was trained could not be saved.
    IconButton* saveButton() const { return save_; }
    QString epochText() const;

private:
    void showActions();

    Actions* actions_ = nullptr;
    QPushButton* train_ = nullptr;
    QPushButton* stop_ = nullptr;
    IconButton* save_ = nullptr;
    QLabel* epoch_ = nullptr;
    QProgressBar* bar_ = nullptr;
    QLabel* left_ = nullptr;
};

}  // namespace zscape
