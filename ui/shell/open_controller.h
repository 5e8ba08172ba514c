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
class OpenController : public QObject {
    Q_OBJECT

public:
    /// \param guard asks about unsaved work, then goes on
    OpenController(SessionBridge* bridge, Recents* recents, QWidget* window,
                   std::function<void(std::function<void()>)> guard);

    void chooseFolder();
    void chooseFiles();
    void chooseProject();
    /// Reads and uses them at once: samples, and what the command line names. Where there are several sets the import
    /// page is to choose one.
    void openImages(const QStringList& sources);
    /// Opens the import page on them; samples are used at once.
    void importImages(const QStringList& sources);
    void openProject(const QString& folder);
    void openRecent(const QString& path, bool project);
    /// Opens the import page on the images in use.
    void importAgain();
    /// The same, to make them such as `recipe` takes: once they are used it is the model's.
    void importFor(const std::string& recipe, const std::function<void(ImportSettings&)>& change);
    /// What a person has chosen on the page.
    void useImages(const ImportRequest& request, std::optional<double> share);

    /// What `drop` would do, at once; a count follows by described() when the look is done.
    QString describe(const Drop& drop);
    void stopDescribing();

Q_SIGNALS:
    /// "Open 12,345 images"
    void described(const QString& sentence);
    /// The import page is to open on these.
    void pageWanted(const zscape::ImportRequest& request);
    /// The page's images are about to be read into the run: it has done its part.
    void pageDone();
    /// What the import found out, of images that no page has shown.
    void remarked(const QString& sentences);

private:
    static ImportRequest requestOf(const QStringList& sources);
    std::optional<ImportRequest> requestInUse() const;
    /// Opens the page. \param recipe that the images are made for; empty: none
    void openPage(const ImportRequest& request, const std::string& recipe = {});
    void remember();
    void remark();

    SessionBridge* bridge_ = nullptr;
    Recents* recents_ = nullptr;
    QWidget* window_ = nullptr;
    std::function<void(std::function<void()>)> guard_;
    std::string madeFor_;       ///< the recipe that the page's images are made for; empty: none
    bool shownOnPage_ = false;  ///< the images that come next were
    CommandId loading_ = 0;     ///< what openImages() began last
    ImportRequest loaded_;      ///< of it
    std::optional<JobId> look_;
    QStringList looked_;
    QString lookSentence_;
};

}  // namespace zscape
