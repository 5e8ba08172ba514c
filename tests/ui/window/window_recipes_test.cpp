#include "tests/ui/window/window_fixture.h"

#include "ui/import/import_row.h"
#include "ui/panels/model/setting_field.h"
#include "ui/panels/model/setting_form.h"
#include "ui/panels/reconstructions/label_swap_grid.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/recipes/recipes_foot.h"
#include "ui/recipes/recipes_head.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/icon_button.h"

#include <QMessageBox>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>

namespace zscape {
namespace {

struct WindowRecipes : WindowFixture {
    void SetUp() override {
        WindowFixture::SetUp();
        QObject::connect(bridge.get(), &SessionBridge::refused, bridge.get(),
                         [this](CommandKind, const QString& sentence) { refusal = sentence; });
        QObject::connect(bridge.get(), &SessionBridge::runFailed, bridge.get(),
                         [this](qint64, const QString& sentence) { refusal = sentence; });
    }
    RecipePicker* picker() const { return window->panels().model->recipePicker(); }

    bool chosen(const std::string& name) {
        return until([&] {
            return !refusal.isEmpty() || (bridge->info()->config.recipe == name && bridge->info()->step == 0 &&
                                          bridge->state() == RunState::Ready && !window->pageHost()->isOpen());
        });
    }
    void trainSomeSteps() {
        constexpr int64_t kSteps = 3;
        bridge->session().train(0, kSteps);
        ASSERT_TRUE(until([&] {
            return !refusal.isEmpty() || (bridge->state() == RunState::Finished && bridge->info()->step == kSteps);
        }));
        ASSERT_TRUE(refusal.isEmpty()) << qPrintable(refusal);
        ASSERT_TRUE(until([&] { return bridge->metrics() && bridge->metrics()->train.size() == kSteps; }));
        for (int64_t row = 0; row < kSteps; ++row)
            EXPECT_TRUE(std::isfinite(bridge->metrics()->train.at(row, RunMetrics::kFixedColumns)));
    }
    QWidget* focused() const { return QApplication::focusWidget(); }

    QString refusal;
};

/// The only recipe that works at one size in colour alone.
constexpr const char* kOfItsOwnSize = "conv-ae-32";

TEST_F(WindowRecipes, EveryRecipeOfThePageTrainsOnDigits) {
    openDigits();
    for (const Recipe& recipe : recipes()) {
        SCOPED_TRACE(recipe.name);
        refusal.clear();
        if (recipe.name == bridge->info()->config.recipe || recipe.name == kOfItsOwnSize) continue;
        beginWith(recipe.name);
        ASSERT_TRUE(chosen(recipe.name)) << "the choice did not become the model";
        ASSERT_TRUE(refusal.isEmpty()) << qPrintable(refusal);
        EXPECT_EQ(window->findChild<QDialog*>(), nullptr) << "nothing is lost, and nothing is asked";
        EXPECT_TRUE(until([&] { return picker()->chosen() == recipe.name; }));
        trainSomeSteps();
    }
    refusal.clear();
    beginWith("vae-2d");
    ASSERT_TRUE(chosen("vae-2d"));
    trainSomeSteps();
}

TEST_F(WindowRecipes, ThePageStandsRightOfTheImagesAndGivesAllBack) {
    openDigits();
    const DockLayout* docks = window->layoutOfDocks();
    const QRect data = docks->dock(PanelPlace::Data)->geometry();
    openRecipes();
    EXPECT_TRUE(docks->dock(PanelPlace::Data)->isVisible()) << "the images stay in sight";
    EXPECT_TRUE(docks->dock(PanelPlace::Model)->isVisible());
    EXPECT_EQ(docks->dock(PanelPlace::Data)->geometry(), data);
    for (const PanelPlace place : {PanelPlace::Decoder, PanelPlace::Reconstructions, PanelPlace::Loss})
        EXPECT_FALSE(docks->dock(place)->isVisible());
    EXPECT_EQ(recipesPage()->mapTo(window.get(), QPoint()).x(), data.right() + 1 + metrics().gap());
    EXPECT_EQ(recipesPage()->width(), 1006);
    EXPECT_EQ(recipesPage()->grid()->columns(), 3);
    EXPECT_FALSE(window->windowActions()->train->isEnabled());
    EXPECT_EQ(window->toolbar()->epochText(), QStringLiteral("Choose a recipe, then train"));
    // T is a letter here.
    QTest::keyClick(focused(), Qt::Key_T);
    EXPECT_EQ(bridge->state(), RunState::Ready);
    EXPECT_EQ(recipesPage()->head()->search()->text(), QStringLiteral("t"));
    QTest::keyClick(focused(), Qt::Key_Escape);
    EXPECT_TRUE(recipesAreOpen()) << "the search is let go of first";
    QTest::keyClick(focused(), Qt::Key_Escape);
    EXPECT_FALSE(window->pageHost()->isOpen());
    EXPECT_TRUE(docks->dock(PanelPlace::Decoder)->isVisible());
    EXPECT_TRUE(plane()->isVisible());
    EXPECT_TRUE(window->windowActions()->train->isEnabled());
    // The menu opens it too, and not while a run trains.
    window->windowActions()->recipes->trigger();
    EXPECT_TRUE(recipesAreOpen());
    QTest::mouseClick(recipesPage()->foot()->cancelButton(), Qt::LeftButton);
    bridge->session().train(0, 100000);
    ASSERT_TRUE(reaches(RunState::Running));
    EXPECT_FALSE(window->windowActions()->recipes->isEnabled());
    EXPECT_FALSE(picker()->isEnabled());
    bridge->session().stop();
    ASSERT_TRUE(reaches(RunState::Finished));
}

TEST_F(WindowRecipes, TheFieldOpensItByReturnAndTheRecipeInUseIsKept) {
    openDigits();
    trainSomeSteps();
    const auto before = bridge->metrics();
    picker()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(picker(), Qt::Key_Return);
    ASSERT_TRUE(recipesAreOpen());
    ASSERT_NE(recipesPage()->grid()->chosen(), nullptr);
    EXPECT_EQ(recipesPage()->grid()->chosen()->offer().name, "vae-2d");
    EXPECT_EQ(recipesPage()->foot()->beginButton()->text(), QStringLiteral("Keep"));
    QTest::keyClick(focused(), Qt::Key_Right);
    EXPECT_EQ(recipesPage()->foot()->sentence(),
              QStringLiteral("A new run beside “VAE, two dimensions”, which stays in Runs as it is."));
    QTest::keyClick(focused(), Qt::Key_Left);
    QTest::keyClick(focused(), Qt::Key_Return);
    EXPECT_FALSE(window->pageHost()->isOpen());
    EXPECT_EQ(focused(), picker()) << "where one came from";
    // A command that comes after it is answered.
    bridge->session().save({});
    ASSERT_TRUE(until([&] { return window->statusLine()->saidText() == QStringLiteral("Saved"); }));
    EXPECT_EQ(bridge->metrics(), before) << "the very run";
}

TEST_F(WindowRecipes, ARecipeForSmallColourPicturesImportsThem) {
    openDigits();
    openRecipes();
    RecipeCard* card = recipesPage()->grid()->card(kOfItsOwnSize);
    ASSERT_NE(card->mendButton(), nullptr);
    QTest::mouseClick(card->mendButton(), Qt::LeftButton);
    ASSERT_TRUE(pageHasRead());
    EXPECT_EQ(window->importPage()->imported()->images->size(), 32);
    EXPECT_EQ(window->importPage()->imported()->images->channels(), 3);
    useWhatWasRead();
    ASSERT_TRUE(chosen(kOfItsOwnSize));
    ASSERT_TRUE(refusal.isEmpty()) << qPrintable(refusal);
    trainSomeSteps();
    // Other images that are opened later are not made for it.
    dropFiles(window.get(), {640, 300}, {digits()});
    ASSERT_TRUE(pageHasRead());
    QTest::keyClick(window->importPage(), Qt::Key_Return);
    ASSERT_TRUE(until([&] { return window->findChild<QMessageBox*>(); }));
    for (QAbstractButton* button : window->findChild<QMessageBox*>()->buttons())
        if (button->text() == QStringLiteral("Do Not Save")) QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->images()->size() == 28 && bridge->state() == RunState::Ready; }));
}

TEST_F(WindowRecipes, ABuildThatIsGivenUpLeavesTheRunAsItWas) {
    openDigits();
    trainSomeSteps();
    beginWith("vae");
    ASSERT_TRUE(recipesAreOpen()) << "until the model is there";
    EXPECT_FALSE(recipesPage()->foot()->beginButton()->isEnabled());
    int built = 0;
    QObject::connect(bridge.get(), &SessionBridge::infoChanged, bridge.get(),
                     [&] { built += bridge->info()->config.recipe == "vae"; });
    QTest::mouseClick(recipesPage()->foot()->cancelButton(), Qt::LeftButton);
    EXPECT_EQ(recipesPage()->foot()->sentence(), QStringLiteral("Going back to “VAE, two dimensions”"));
    ASSERT_TRUE(until([&] { return built > 0 && bridge->info()->config.recipe == "vae-2d"; }));
    EXPECT_EQ(bridge->info()->step, 3);
    EXPECT_TRUE(recipesAreOpen()) << "another one can be chosen";
    EXPECT_TRUE(until([&] { return bridge->runs()->rows.size() == 1; })) << "nobody wanted that one";
    EXPECT_TRUE(recipesPage()->foot()->beginButton()->isEnabled());
}

TEST_F(WindowRecipes, AConditionalOneShowsItsCodesWithEveryLabel) {
    openDigits();
    ReconstructionsPanel* panel = window->panels().reconstructions;
    EXPECT_TRUE(panel->labelsButton()->isHidden());
    beginWith("cvae");
    ASSERT_TRUE(chosen("cvae"));
    ASSERT_TRUE(until([&] { return panel->labelsButton()->isVisible(); }));
    QTest::mouseClick(panel->labelsButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return panel->labelGrid()->rows() > 0; }));
    const auto labels = static_cast<int>(bridge->images()->labelNames().size());
    EXPECT_EQ(panel->labelGrid()->labels(), labels);
    EXPECT_EQ(panel->labelGrid()->shownLabels(), labels) << "all of them, at the least size of the window's panels";
    beginWith("vae-2d");
    ASSERT_TRUE(chosen("vae-2d"));
    EXPECT_TRUE(until([&] { return panel->labelsButton()->isHidden() && panel->grid()->isVisible(); }));
    EXPECT_TRUE(until([&] { return bridge->reconstructions() && bridge->reconstructions()->swapped.empty(); }));
}

TEST_F(WindowRecipes, WhatTheEngineRefusesStaysInTheForm) {
    openDigits();
    SettingForm* form = window->panels().model->form();
    SettingField* reconstruction = form->field("reconstruction");
    auto* choice = qobject_cast<QComboBox*>(reconstruction->editor());
    ASSERT_NE(choice, nullptr);
    const QString before = choice->currentText();
    const int index = choice->findData(QStringLiteral("categorical"));
    ASSERT_GE(index, 0);
    choice->setCurrentIndex(index);
    Q_EMIT choice->activated(index);
    ASSERT_TRUE(until([&] { return !reconstruction->error().isEmpty(); }));
    EXPECT_EQ(choice->currentIndex(), index);
    EXPECT_TRUE(reconstruction->error().contains(QStringLiteral("categorical")));
    EXPECT_EQ(bridge->info()->spec.text("reconstruction"), "bce") << "the model is the one before";
    // The number of epochs is taken by that model: what was refused is over.
    QLineEdit* epochs = qobject_cast<QLineEdit*>(form->field("epochs")->editor());
    epochs->setFocus();
    epochs->selectAll();
    QTest::keyClicks(epochs, QStringLiteral("7"));
    const auto codes = bridge->codes();
    QTest::keyClick(epochs, Qt::Key_Return);
    ASSERT_TRUE(until([&] { return bridge->info()->epochsPlanned == 7; }));
    EXPECT_TRUE(until([&] { return reconstruction->error().isEmpty() && choice->currentText() == before; }));
    EXPECT_EQ(bridge->session().codes(), codes) << "and nothing was encoded for it";
}

TEST_F(WindowRecipes, TheToolbarSaysHowManyEpochsTrainAdds) {
    openDigits();
    RunConfig config = bridge->info()->config;
    config.overrides["epochs"] = int64_t{2};
    bridge->session().configure(config);
    ASSERT_TRUE(until([&] { return bridge->info()->epochsPlanned == 2; }));
    train();
    const auto says = [&](const char* words) {
        return until([&] {
            for (const QLabel* label : window->toolbar()->findChildren<QLabel*>())
                if (label->text() == QLatin1String(words) && label->isVisible()) return true;
            return false;
        });
    };
    EXPECT_TRUE(says("Train adds 2 epochs"));
    const int64_t steps = bridge->info()->step;
    train();
    EXPECT_TRUE(until([&] { return bridge->info()->step == 2 * steps; }));
}

}  // namespace
}  // namespace zscape
