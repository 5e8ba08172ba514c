#include "tests/ui/window/window_fixture.h"

#include "ui/panels/model/model_panel.h"
#include "ui/panels/model/recipe_picker.h"
#include "ui/panels/reconstructions/label_swap_grid.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"

#include <QAbstractItemView>
#include <QDialog>

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

    /// Opens the picker's list by a click and goes to the recipe by keys.
    void choose(size_t index) {
        ASSERT_TRUE(until([&] { return picker()->isEnabled(); }));
        QTest::mouseClick(picker(), Qt::LeftButton);
        ASSERT_TRUE(until([&] { return picker()->view()->isVisible(); }));
        // By keys from here: the list scrolls by itself on its way to what is further down.
        QTest::keyClick(picker()->view(), Qt::Key_Home);
        for (size_t i = 0; i < index; ++i) QTest::keyClick(picker()->view(), Qt::Key_Down);
        QTest::keyClick(picker()->view(), Qt::Key_Return);
        ASSERT_TRUE(until([&] { return !picker()->view()->isVisible(); }));
        EXPECT_EQ(window->findChild<QDialog*>(), nullptr) << "nothing is lost, and nothing is asked";
    }
    bool chosen(const std::string& name) {
        return until([&] {
            return !refusal.isEmpty() || (bridge->info()->config.recipe == name && bridge->info()->step == 0 &&
                                          bridge->state() == RunState::Ready);
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

    QString refusal;
};

/// The only recipe that works at one size in colour alone.
constexpr const char* kOfItsOwnSize = "conv-ae-32";

TEST_F(WindowRecipes, EveryRecipeOfThePickerTrainsOnDigits) {
    openDigits();
    const auto& all = recipes();
    ASSERT_EQ(picker()->count(), static_cast<int>(all.size()));
    for (size_t i = 0; i < all.size(); ++i) {
        SCOPED_TRACE(all[i].name);
        refusal.clear();
        if (all[i].name == bridge->info()->config.recipe) continue;  // openDigits has built it; its turn comes below
        choose(i);
        ASSERT_TRUE(chosen(all[i].name)) << "the picker's choice did not become the model";
        if (all[i].name == kOfItsOwnSize) {
            EXPECT_TRUE(refusal.contains(QStringLiteral("32"))) << qPrintable(refusal);
            EXPECT_TRUE(until([&] { return window->panels().model->strip()->isVisible(); }))
                << "why is said in the Model panel";
            continue;
        }
        ASSERT_TRUE(refusal.isEmpty()) << qPrintable(refusal);
        EXPECT_TRUE(until([&] { return picker()->chosen() == all[i].name; }));
        trainSomeSteps();
    }
    refusal.clear();
    const auto first =
        std::find_if(all.begin(), all.end(), [](const Recipe& recipe) { return recipe.name == "vae-2d"; });
    ASSERT_NE(first, all.end());
    choose(static_cast<size_t>(first - all.begin()));
    ASSERT_TRUE(chosen("vae-2d"));
    trainSomeSteps();
}

TEST_F(WindowRecipes, AConditionalOneShowsItsCodesWithEveryLabel) {
    openDigits();
    const auto& all = recipes();
    const auto indexOf = [&](const char* name) {
        return static_cast<size_t>(
            std::find_if(all.begin(), all.end(), [&](const Recipe& recipe) { return recipe.name == name; }) -
            all.begin());
    };
    ReconstructionsPanel* panel = window->panels().reconstructions;
    EXPECT_TRUE(panel->labelsButton()->isHidden());
    choose(indexOf("cvae"));
    ASSERT_TRUE(chosen("cvae"));
    ASSERT_TRUE(until([&] { return panel->labelsButton()->isVisible(); }));
    QTest::mouseClick(panel->labelsButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return panel->labelGrid()->rows() > 0; }));
    const auto labels = static_cast<int>(bridge->images()->labelNames().size());
    EXPECT_EQ(panel->labelGrid()->labels(), labels);
    EXPECT_EQ(panel->labelGrid()->shownLabels(), labels) << "all of them, at the least size of the window's panels";
    choose(indexOf("vae-2d"));
    ASSERT_TRUE(chosen("vae-2d"));
    EXPECT_TRUE(until([&] { return panel->labelsButton()->isHidden() && panel->grid()->isVisible(); }));
    EXPECT_TRUE(until([&] { return bridge->reconstructions() && bridge->reconstructions()->swapped.empty(); }));
}

TEST_F(WindowRecipes, TheOneOfItsOwnSizeTrainsOnSmallColourPictures) {
    ImportRequest request{{digits().toStdString()}, {}};
    request.settings.size = 32;
    request.settings.channels = 3;
    bridge->session().load(request);
    ASSERT_TRUE(reaches(RunState::Ready));
    const auto& all = recipes();
    const auto own =
        std::find_if(all.begin(), all.end(), [](const Recipe& recipe) { return recipe.name == kOfItsOwnSize; });
    ASSERT_NE(own, all.end());
    choose(static_cast<size_t>(own - all.begin()));
    ASSERT_TRUE(chosen(kOfItsOwnSize));
    ASSERT_TRUE(refusal.isEmpty()) << qPrintable(refusal);
    trainSomeSteps();
}

}  // namespace
}  // namespace zscape
