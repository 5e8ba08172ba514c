#pragma once

#include "engine/session/types.h"

#include <QToolBar>

#include <optional>
#include <tuple>

class QProgressBar;
class QPushButton;

namespace zscape {

class Actions;
class ElidedLabel;
class IconButton;
class SearchField;

/// The 40 px line under the menus: open and save, undo and redo, Train and Stop, how far the run is, the search for
/// commands, the panels' menu.
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
    SearchField* searchField() const { return search_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void showActions();
    /// What gives way where there is little room: the search field, the bar, the time left, and last the epochs.
    void shareRoom();

    Actions* actions_ = nullptr;
    QPushButton* train_ = nullptr;
    QPushButton* stop_ = nullptr;
    IconButton* save_ = nullptr;
    ElidedLabel* epoch_ = nullptr;
    QProgressBar* bar_ = nullptr;
    QAction* barShown_ = nullptr;  ///< its place in the toolbar
    ElidedLabel* left_ = nullptr;
    SearchField* search_ = nullptr;
    IconButton* panels_ = nullptr;
    /// What shareRoom() went by last: the width, those of the texts, whether the bar is there, that of Train.
    std::optional<std::tuple<int, int, int, bool, int>> shared_;
};

}  // namespace zscape
