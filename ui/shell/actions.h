#pragma once

#include "engine/session/types.h"
#include "ui/plane/layer_set.h"

#include <QKeySequence>
#include <QObject>

#include <array>
#include <optional>

class QAction;
class QActionGroup;
class QMenu;
class QMenuBar;

namespace zscape {

class Recents;

/// Every command of the window, once: menus, toolbar and shortcuts show the same QAction.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QObject* parent);

    // File
    QAction* openImages = nullptr;
    QAction* openFiles = nullptr;
    QAction* openProject = nullptr;
    QAction* save = nullptr;
    QAction* saveAs = nullptr;
    QAction* closeImages = nullptr;
    QAction* quit = nullptr;
    // Edit
    QAction* undo = nullptr;  ///< HistoryControl names both after what they take back
    QAction* redo = nullptr;
    QAction* nameSelection = nullptr;  ///< SelectionControl turns both on and off
    QAction* invertSelection = nullptr;
    // Run
    QAction* train = nullptr;  ///< Train, Pause or Resume, as the state has it
    QAction* stop = nullptr;
    QAction* trainMore = nullptr;
    QAction* useBest = nullptr;  ///< the best weights, or back to the last
    QAction* recipes = nullptr;
    QAction* measureTrain = nullptr;
    QAction* measureHeldOut = nullptr;
    QAction* measureTest = nullptr;
    // Plane
    QAction* fit = nullptr;
    QAction* zoomIn = nullptr;
    QAction* zoomOut = nullptr;
    std::array<QAction*, kPlaneLayers> layers{};         ///< which of them the plane shows: LayerControl's
    std::array<QAction*, kAllPresets.size()> presets{};  ///< of the layers
    QAction* playPath = nullptr;
    QAction* exportStrip = nullptr;
    // View
    QAction* nextPanel = nullptr;
    QAction* planeAlone = nullptr;
    QAction* fullScreen = nullptr;
    QAction* resetLayout = nullptr;
    QAction* reduceMotion = nullptr;
    QActionGroup* theme = nullptr;  ///< data(): ThemeChoice as int
    QMenu* panelsMenu = nullptr;
    // Help
    QAction* keys = nullptr;
    QAction* about = nullptr;
    QAction* commands = nullptr;
    /// Esc: lets go of one thing. In no menu.
    QAction* escape = nullptr;

    /// Menus in the order of the wireframe; what does not work yet is absent.
    void buildMenus(QMenuBar* bar, Recents* recents);

    /// Which are on in `state` and why the others are not (reasonOf()), and what Train is called.
    /// \param obstacle why a model that is there cannot be trained; empty: it can
    /// \param hasImages without them there is nothing to save
    /// \param held a page is open, and this comes before training
    void showState(RunState state, bool hasModel, bool trained, bool hasProject, const QString& obstacle = {},
                   bool hasImages = true, const QString& held = {});
    /// Which sides of the split have images; a side without one is not measured.
    void showSides(bool heldOut, bool test);
    /// Which weights are shown and what is there to go to. \param best those are shown \param epoch of the best; empty:
    /// none are kept
    void showWeights(bool best, const QString& epoch);
    /// Which layers are shown, and why others cannot be drawn; empty: they can.
    void showLayers(const LayerSet& shown, const std::array<QString, kPlaneLayers>& reasons);
    /// Whether there is a path from A to B, to be played and exported.
    void showPath(bool there);
    bool held() const { return !heldReason().isEmpty(); }
    /// What a page that is open asks for first; empty: none is open.
    QString heldReason() const { return shown_ ? shown_->held : QString(); }
    /// Why Train is off; empty when it is on.
    const QString& trainReason() const { return trainReason_; }
    /// Train pauses.
    bool running() const { return shown_ && shown_->state == RunState::Running; }

Q_SIGNALS:
    void recentChosen(const QString& path, bool project);
    /// After a showState that changed something.
    void stateShown();

private:
    QAction* make(const QString& text, const QString& icon = {}, const QKeySequence& shortcut = {});
    void makeFile();
    void makeRun();
    void makePlane();
    void makeView();
    void enableMeasures();
    void offerPath();
    void offerLayers();
    void offerWeights();
    /// As showState is told it.
    struct Shown {
        RunState state = RunState::Empty;
        bool hasModel = false, trained = false, hasProject = false;
        QString obstacle;
        bool hasImages = false;
        QString held;
        bool operator==(const Shown&) const = default;
    };
    Shown shown() const { return shown_.value_or(Shown()); }
    QString whyNoTraining() const;
    void fillRecents(QMenu* menu, Recents* recents);

    /// What showState was told last: a change of any action has menus and toolbar laid out and drawn again.
    std::optional<Shown> shown_;
    QString trainReason_;
    bool hasHeldOut_ = false, hasTest_ = false, hasPath_ = false;
    bool showsBest_ = false;
    std::array<QString, kPlaneLayers> layerReasons_;
    QString bestEpoch_;  ///< empty: no best weights are kept
};

}  // namespace zscape
