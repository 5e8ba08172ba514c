#pragma once

#include "ui/shell/panel_set.h"
#include "ui/shell/recents.h"

#include <QMainWindow>

#include <filesystem>
#include <vector>

class QStackedWidget;
class QUndoStack;

namespace zscape {

class Actions;
class CollapseWatch;
class DockLayout;
class DropAdvice;
class DropControl;
class EmptyScreen;
class ExplorationController;
class FocusControl;
class HistoryControl;
class PanelBinder;
class ImportPage;
class ImportController;
class LeaveController;
class OpenController;
class PageHost;
class PaletteControl;
class RecipesController;
class RunControl;
class RunToolbar;
class RunsController;
class SelectionModel;
class SessionBridge;
class StatusLine;
class Trouble;
class UnsavedGuard;
class ViewControl;

/// Puts the panels together; what they do is in OpenController, RunControl, PanelBinder and ExplorationController.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// \param bridge outlives the window
    explicit MainWindow(SessionBridge* bridge, QWidget* parent = nullptr);
    ~MainWindow() override;

    OpenController* openController() const { return openController_; }
    RunControl* run() const { return run_; }
    Actions* windowActions() const { return actions_; }
    DockLayout* layoutOfDocks() const { return docks_; }
    const PanelSet& panels() const { return panels_; }
    SelectionModel* selection() const { return selection_; }
    QUndoStack* history() const { return history_; }
    EmptyScreen* emptyScreen() const { return empty_; }
    RunToolbar* toolbar() const { return toolbar_; }
    StatusLine* statusLine() const { return status_; }
    ExplorationController* exploration() const { return exploration_; }
    RunsController* runs() const { return runs_; }
    PageHost* pageHost() const { return host_; }
    RecipesController* recipes() const { return recipes_; }
    ImportPage* importPage() const { return importPage_; }
    DropAdvice* dropAdvice() const { return dropAdvice_; }
    Trouble* trouble() const { return trouble_; }
    PaletteControl* commands() const { return commands_; }

    /// Closes without asking, once what was trained is kept: `closed()` follows. Where it could not be, `lost()` comes
    /// before.
    void leave();
    /// Projects among the unsaved ones that are left of windows which were ended: they come first among the recent
    /// ones.
    void offerUnsaved(const std::vector<std::filesystem::path>& projects);

Q_SIGNALS:
    /// After the window has let itself be closed.
    void closed();
    /// What was trained could not be kept by leave(): why.
    void lost(const QString& sentence);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildPanels();
    void buildBars();
    void connectActions();
    void connectImport();
    void showState();
    void letGoOfOneThing();
    void setTitle();
    /// Empty: other images can be opened.
    QString whyNotOpen() const;

    SessionBridge* bridge_ = nullptr;
    Recents recents_;
    Actions* actions_ = nullptr;
    QUndoStack* history_ = nullptr;  ///< all that Ctrl+Z takes back
    SelectionModel* selection_ = nullptr;
    UnsavedGuard* guard_ = nullptr;
    PanelSet panels_{};
    EmptyScreen* empty_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    RunToolbar* toolbar_ = nullptr;
    StatusLine* status_ = nullptr;
    DockLayout* docks_ = nullptr;
    OpenController* openController_ = nullptr;
    PageHost* host_ = nullptr;
    ImportPage* importPage_ = nullptr;
    ImportController* importController_ = nullptr;
    RunControl* run_ = nullptr;
    HistoryControl* historyControl_ = nullptr;
    PanelBinder* panelBinder_ = nullptr;
    ExplorationController* exploration_ = nullptr;
    LeaveController* leaveController_ = nullptr;
    CollapseWatch* collapseWatch_ = nullptr;
    RunsController* runs_ = nullptr;
    RecipesController* recipes_ = nullptr;
    Trouble* trouble_ = nullptr;
    PaletteControl* commands_ = nullptr;
    DropAdvice* dropAdvice_ = nullptr;
    DropControl* drops_ = nullptr;
    FocusControl* focus_ = nullptr;
    ViewControl* view_ = nullptr;
    bool closing_ = false;
};

}  // namespace zscape
