#pragma once

#include "ui/shell/panel_set.h"

#include "engine/session/types.h"

#include <QObject>

#include <map>
#include <string>

namespace zscape {

class OpenController;
class RunControl;
class RunHistory;
class SessionBridge;
class SettingHistory;

/// Data, Model, Loss and Reconstructions: fed from the session, and their wishes carried to it.
class PanelBinder : public QObject {
    Q_OBJECT

public:
    PanelBinder(SessionBridge* bridge, const PanelSet& panels, OpenController* openController, RunControl* run,
                RunHistory* history, QObject* parent);

    /// A run of another recipe, beside those that are there. The one that is in use: nothing happens.
    void chooseRecipe(const QString& name);
    /// A setting of the recipe that is in use, as a change that Ctrl+Z takes back.
    void changeSetting(const std::string& key, const SettingValue& value);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectData(OpenController* openController);
    void connectModel(RunControl* run);
    void connectReconstructions();
    void connectLoss();
    void showInfo();
    void showImages();
    void showState();

    SessionBridge* bridge_ = nullptr;
    PanelSet panels_;
    SettingHistory* settings_ = nullptr;
    std::map<JobId, QString> curveFiles_;  ///< that are being written
    bool recipesThere_ = false;
};

/// Shows a file in the desktop's file manager: marked in its folder where the desktop can, else the folder.
void showInFileManager(const QString& file);

}  // namespace zscape
