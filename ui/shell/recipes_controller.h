#pragma once

#include "engine/session/types.h"
#include "ui/recipes/recipe_offer.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>

namespace zscape {

class Actions;
class ModelPanel;
class OpenController;
class PageHost;
class RecipesPage;
class RunControl;
class RunHistory;
class SessionBridge;
struct RunCommandToken;

/// The recipes page and the session: opens it from the Model panel and the menu, says which recipes the images at hand
/// fit, begins a run with the one that is chosen, by the Model panel's own way, and waits for its model.
class RecipesController : public QObject {
    Q_OBJECT

public:
    struct Parts {
        PageHost* host;
        OpenController* openController;
        RunControl* run;
        Actions* actions;
        ModelPanel* model;
        RunHistory* history;
    };

    RecipesController(SessionBridge* bridge, const Parts& parts, QWidget* window);

    void open();
    /// Null before it was opened for the first time.
    RecipesPage* page() const { return page_; }
    static constexpr int kBarAfter = 300;  ///< milliseconds that a model is built before a bar says so

private:
    /// What is being built.
    struct Building {
        RunConfig before;
        std::shared_ptr<const RunCommandToken> command;  ///< that began it; null: without images there is no run yet
    };

    void choose(const QString& name);
    void giveUp();
    void close();
    void mend(const std::string& recipe, RecipeMisfit::Mend mend);
    void eventArrived(const Event& event);
    void refused(const ErrorInfo& reason);
    /// Where `reason` is that a recipe cannot take the images at hand, the Model panel offers what mends it.
    void offerMending(const ErrorInfo& reason);
    void built();
    void showNow();
    bool isOpen() const;

    SessionBridge* bridge_ = nullptr;
    Parts parts_;
    QWidget* window_ = nullptr;
    RecipesPage* page_ = nullptr;
    std::optional<Building> building_;
    bool givenUp_ = false;
    QTimer bar_;
};

}  // namespace zscape
