#pragma once

#include "engine/session/types.h"

#include "ui/shell/drop_rules.h"

#include <QObject>

#include <functional>
#include <optional>

class QWidget;

namespace zscape {

class Recents;
class SessionBridge;

/// Everything that brings images or a project in: dialogs, drops, samples, recents; and what a drop would do.
class Opening : public QObject {
    Q_OBJECT

public:
    /// \param guard asks about unsaved work, then goes on
    Opening(SessionBridge* bridge, Recents* recents, QWidget* window, std::function<void(std::function<void()>)> guard);

    void chooseFolder();
    void chooseFiles();
    void chooseProject();
    void openImages(const QStringList& sources);
    void openProject(const QString& folder);
    void openRecent(const QString& path, bool project);
    void importAgain(const ImportSettings& settings);
    const ImportSettings& importSettings() const { return settings_; }

    /// What `drop` would do, at once; a count follows by described() when the look is done.
    QString describe(const Drop& drop);
    void stopDescribing();

Q_SIGNALS:
    /// "Open 12,345 images"
    void described(const QString& sentence);

private:
    void load(const QStringList& sources);
    void remember();

    SessionBridge* bridge_;
    Recents* recents_;
    QWidget* window_;
    std::function<void(std::function<void()>)> guard_;
    ImportSettings settings_;
    std::optional<JobId> look_;
    QStringList looked_;
    QString lookSentence_;
};

}  // namespace zscape
