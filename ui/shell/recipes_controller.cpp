#include "ui/shell/recipes_controller.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/panels/model/model_panel.h"
#include "ui/recipes/recipe_card.h"
#include "ui/recipes/recipes_page.h"
#include "ui/shell/actions.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/page_host.h"
#include "ui/shell/run_control.h"
#include "ui/shell/run_history.h"
#include "ui/widgets/message_strip.h"

#include <QAction>

#include <algorithm>
#include <utility>

namespace zscape {

namespace {

constexpr int kSmallColour = 32, kColour = 3;

bool isTrained(const RunInfo& info) { return std::max(info.step, info.lastStep) > 0; }

}  // namespace

RecipesController::RecipesController(SessionBridge* bridge, const Parts& parts, QWidget* window)
    : QObject(window),
      bridge_(bridge),
      parts_(parts),
      window_(window) {
    bar_.setSingleShot(true);
    bar_.setInterval(kBarAfter);
    connect(&bar_, &QTimer::timeout, this, [this] {
        if (building_ && !givenUp_) page_->setBuilding(true, true);
    });
    connect(parts_.model, &ModelPanel::recipesWanted, this, &RecipesController::open);
    connect(parts_.actions->recipes, &QAction::triggered, this, &RecipesController::open);
    connect(bridge_, &SessionBridge::eventArrived, this, &RecipesController::eventArrived);
    connect(bridge_, &SessionBridge::infoChanged, this, &RecipesController::showNow);
    connect(parts_.run, &RunControl::configurationRefused, this, &RecipesController::refused);
}

bool RecipesController::isOpen() const { return page_ && parts_.host->widget() == page_; }

void RecipesController::open() {
    if (isOpen()) return close();
    if (!parts_.actions->recipes->isEnabled()) return;
    if (!page_) {
        try {
            page_ = new RecipesPage(window_);
        } catch (const Error& error) {
            return parts_.run->strip()->showMessage(Tone::Bad, sentenceOf(error.info()));
        }
        page_->hide();
        connect(page_, &RecipesPage::chosen, this, &RecipesController::choose);
        connect(page_, &RecipesPage::cancelWanted, this, &RecipesController::close);
        connect(page_, &RecipesPage::mendWanted, this, [this](const QString& name) {
            const RecipeCard* card = page_->grid()->card(name.toStdString());
            if (card && card->offer().misfit) mend(card->offer().name, card->offer().misfit->mend);
        });
    }
    const auto& images = bridge_->images();
    const DataShape shape = images ? shapeOf(*images) : DataShape{};
    page_->begin([&](const std::string& name) { return misfitOf(findRecipe(name), shape); });
    parts_.host->open({page_,
                       {PanelPlace::Decoder, PanelPlace::Selection, PanelPlace::Reconstructions, PanelPlace::Loss,
                        PanelPlace::Interpolation, PanelPlace::Collapse},
                       tr("Choose a recipe, then train"),
                       [this] {
                           if (building_ || !page_->letGo()) close();
                       }});
    showNow();
    page_->chooseNow();
}

void RecipesController::showNow() {
    if (!isOpen() || building_) return;
    const RunInfo& info = *bridge_->info();
    const auto& runs = bridge_->runs()->rows;
    const auto row = std::find_if(runs.begin(), runs.end(), [](const RunRow& run) { return run.current; });
    const bool named = row != runs.end() && !row->name.empty();
    page_->setNow({info.config.recipe, text(named ? row->name : info.spec.recipe.title), isTrained(info)});
}

void RecipesController::choose(const QString& name) {
    const auto commandBefore = parts_.history->last();
    building_ = Building{bridge_->session().info()->config, nullptr};
    givenUp_ = false;
    page_->setBuilding(true);
    bar_.start();
    parts_.model->chooseRecipe(name);
    if (const auto command = parts_.history->last(); building_ && command != commandBefore)
        building_->command = command;
}

void RecipesController::close() {
    if (building_) return giveUp();
    parts_.host->close();
}

// A model that is being built cannot be stopped: when it is there, the run before takes its place again.
void RecipesController::giveUp() {
    givenUp_ = true;
    page_->setGivingUp();
}

void RecipesController::eventArrived(const Event& event) {
    const auto* done = std::get_if<event::CommandDone>(&event);
    if (building_ && done && done->kind == CommandKind::Configure) built();
    // Images that are there, and a recipe that cannot take them.
    if (const auto* warning = std::get_if<event::Warning>(&event)) offerMending(warning->what);
}

void RecipesController::built() {
    if (bridge_->session().info()->config.recipe == building_.value().before.recipe)
        return;  // of a setting, asked for before
    bar_.stop();
    const Building ended = std::exchange(building_, std::nullopt).value();
    page_->setBuilding(false);
    if (!givenUp_) return close();
    if (ended.command) parts_.history->drop(ended.command);
    else bridge_->session().configure(ended.before);
}

void RecipesController::refused(const ErrorInfo& reason) {
    if (building_) {
        bar_.stop();
        building_.reset();
        return page_->setRefused(sentenceOf(reason));
    }
    offerMending(reason);
}

void RecipesController::offerMending(const ErrorInfo& reason) {
    const auto& images = bridge_->images();
    if (!images || reason.arguments.empty()) return;
    const auto& all = recipes();
    const auto recipe = std::find_if(all.begin(), all.end(),
                                     [&](const Recipe& known) { return known.name == reason.arguments.front(); });
    const auto misfit = recipe != all.end() ? misfitOf(*recipe, shapeOf(*images)) : std::nullopt;
    if (!misfit || misfit->mend == RecipeMisfit::Mend::None) return;
    parts_.model->strip()->showMessage(Tone::Bad, misfit->sentence, misfit->mendText,
                                       [this, name = recipe->name, how = misfit->mend] { mend(name, how); });
}

void RecipesController::mend(const std::string& recipe, RecipeMisfit::Mend mend) {
    parts_.host->close();
    parts_.openController->importFor(recipe, [mend](ImportSettings& settings) {
        if (mend != RecipeMisfit::Mend::Import32Colour) return;
        settings.size = kSmallColour;
        settings.channels = kColour;
    });
}

}  // namespace zscape
