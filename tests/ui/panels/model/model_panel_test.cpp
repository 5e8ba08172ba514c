#include "ui/panels/model/model_panel.h"

#include "ui/panels/model/fold_button.h"
#include "ui/panels/model/recipe_picker.h"
#include "ui/panels/model/setting_field.h"
#include "ui/panels/model/setting_form.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/number_field.h"

#include <gtest/gtest.h>

#include <QAbstractItemView>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

namespace zscape {
namespace {

Setting made(const char* key, Setting::Type type, SettingValue value, double minimum, double maximum, bool primary,
             bool live) {
    Setting setting;
    setting.key = key;
    setting.label = key;
    setting.type = type;
    setting.value = std::move(value);
    setting.minimum = minimum;
    setting.maximum = maximum;
    setting.primary = primary;
    setting.live = live;
    return setting;
}

std::vector<Recipe> someRecipes() {
    Recipe plane;
    plane.name = "vae-2d";
    plane.title = "VAE, two dimensions";
    plane.sentence = "Each point of the plane is one picture.";
    plane.settings = {made("beta", Setting::Type::Number, 1.0, 0, 1000, true, true),
                      made("batch_size", Setting::Type::Integer, int64_t{128}, 1, 65536, true, false),
                      made("latent_dimensions", Setting::Type::Integer, int64_t{2}, 1, 4096, false, false)};
    plane.settings[0].logarithmic = true;
    Recipe plain = plane;
    plain.name = "ae";
    plain.title = "Autoencoder";
    plain.sentence = "Exact points.";
    plain.settings.erase(plain.settings.begin());
    return {plane, plain};
}

struct ShownModelPanel {
    ShownModelPanel() {
        panel.setRecipes(someRecipes());
        panel.setRecipe("vae-2d");
        panel.resize(272, 400);
        panel.show();
        QCoreApplication::processEvents();
    }
    void enter(const char* key, const char* text) {
        QLineEdit* line = panel.form()->field(key)->numberField()->line();
        line->selectAll();
        QTest::keyClicks(line, QString::fromUtf8(text));
        QTest::keyClick(line, Qt::Key_Return);
    }
    ModelPanel panel;
};

TEST(ModelPanel, PrimarySettingsAreSeenTheOthersFolded) {
    ShownModelPanel shown;
    SettingForm* form = shown.panel.form();
    EXPECT_TRUE(form->field("beta")->isVisible());
    EXPECT_TRUE(form->field("batch_size")->isVisible());
    EXPECT_FALSE(form->field("latent_dimensions")->isVisible());
    EXPECT_EQ(form->field("nothing"), nullptr);
    const int folded = shown.panel.sizeHint().height();
    QSignalSpy height(&shown.panel, &ModelPanel::naturalHeightChanged);
    QTest::mouseClick(form->moreButton(), Qt::LeftButton);
    EXPECT_TRUE(form->field("latent_dimensions")->isVisible());
    EXPECT_GT(height.count(), 0);
    QCoreApplication::processEvents();
    EXPECT_GT(shown.panel.sizeHint().height(), folded);
}

TEST(ModelPanel, ARecipeIsChosenByAPersonOnly) {
    ShownModelPanel shown;
    QSignalSpy chosen(&shown.panel, &ModelPanel::recipeChosen);
    RecipePicker* picker = shown.panel.recipePicker();
    EXPECT_EQ(picker->chosen(), "vae-2d");
    shown.panel.setRecipe("ae");
    EXPECT_EQ(chosen.count(), 0);
    EXPECT_EQ(shown.panel.form()->field("beta"), nullptr);
    picker->setFocus();
    // An arrow opens the list; only what is chosen in it counts.
    QTest::keyClick(picker, Qt::Key_Up);
    EXPECT_EQ(chosen.count(), 0);
    ASSERT_TRUE(picker->view()->isVisible());
    QTest::keyClick(picker->view(), Qt::Key_Home);
    QTest::keyClick(picker->view(), Qt::Key_Return);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].toString(), QStringLiteral("vae-2d"));
}

TEST(ModelPanel, ChangesGoOutByWhetherARunTrains) {
    ShownModelPanel shown;
    QSignalSpy changed(&shown.panel, &ModelPanel::settingChanged);
    QSignalSpy adjusted(&shown.panel, &ModelPanel::liveAdjusted);
    shown.enter("beta", "4");
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toString(), QStringLiteral("beta"));
    EXPECT_EQ(changed[0][1].value<SettingValue>(), SettingValue(4.0));
    shown.panel.setTraining(true);
    EXPECT_TRUE(shown.panel.form()->field("batch_size")->isLocked());
    EXPECT_FALSE(shown.panel.form()->field("beta")->isLocked());
    EXPECT_FALSE(shown.panel.recipePicker()->isEnabled());
    shown.enter("beta", "2");
    EXPECT_EQ(changed.count(), 1);
    ASSERT_EQ(adjusted.count(), 1);
    EXPECT_EQ(adjusted[0][1].toDouble(), 2);
    // A recipe that comes while a run trains (a project is opened) is locked as well.
    shown.panel.setRecipe("ae");
    EXPECT_TRUE(shown.panel.form()->field("batch_size")->isLocked());
}

TEST(ModelPanel, ASpecShowsItsValuesAndKeepsWhatIsBeingTyped) {
    ShownModelPanel shown;
    ModelSpec spec;
    spec.recipe = someRecipes()[0];
    spec.values = {{"beta", 8.0}, {"batch_size", int64_t{64}}, {"latent_dimensions", int64_t{2}}};
    QLineEdit* batch = shown.panel.form()->field("batch_size")->numberField()->line();
    batch->setFocus();
    batch->selectAll();
    QTest::keyClicks(batch, QStringLiteral("25"));
    SettingField* field = shown.panel.form()->field("beta");
    shown.panel.setSpec(spec);
    EXPECT_EQ(shown.panel.form()->field("beta"), field);  // same declarations, same fields
    EXPECT_EQ(field->value(), SettingValue(8.0));
    EXPECT_EQ(batch->text(), QStringLiteral("25"));
}

TEST(ModelPanel, ANumberThatWasChosenByTheNumberOfImagesSaysSo) {
    ShownModelPanel shown;
    ModelSpec spec;
    spec.recipe = someRecipes()[0];
    spec.values = {{"beta", 1.0}, {"batch_size", int64_t{32}}, {"latent_dimensions", int64_t{2}}};
    spec.automatic = {"batch_size"};
    shown.panel.setSpec(spec);
    NumberField* batch = shown.panel.form()->field("batch_size")->numberField();
    EXPECT_EQ(batch->line()->text(), QStringLiteral("32"));
    EXPECT_EQ(batch->note(), QStringLiteral("by image count"));
    EXPECT_TRUE(shown.panel.form()->field("latent_dimensions")->numberField()->note().isEmpty());
    // A person's own number says nothing of the kind.
    spec.automatic.clear();
    shown.panel.setSpec(spec);
    EXPECT_TRUE(batch->note().isEmpty());
}

TEST(ModelPanel, AProblemStandsBeneathItsFieldOrInTheStrip) {
    ShownModelPanel shown;
    shown.panel.setProblem({"setting.value", "%1 cannot be \"%2\".", {"beta", "-3"}});
    EXPECT_FALSE(shown.panel.form()->field("beta")->error().isEmpty());
    shown.panel.setProblem({"model.memory", "The run needs %1 GB.", {"9"}});
    EXPECT_EQ(shown.panel.strip()->sentence(), QStringLiteral("The run needs 9 GB."));
    shown.panel.clearProblem();
    EXPECT_TRUE(shown.panel.form()->field("beta")->error().isEmpty());
    EXPECT_TRUE(shown.panel.strip()->sentence().isEmpty());
}

TEST(ModelPanel, SaysHowLargeAndHowLong) {
    ShownModelPanel shown;
    shown.panel.setParameters(1'068'306);
    EXPECT_EQ(shown.panel.parametersText(), QStringLiteral("1.07 M parameters"));
    EXPECT_EQ(parameterText(651'204), QStringLiteral("651 k"));
    EXPECT_EQ(parameterText(98'000), QStringLiteral("98,000"));
    EXPECT_TRUE(shown.panel.epochText().isEmpty());
    shown.panel.setSecondsPerEpoch(2.83);
    EXPECT_EQ(shown.panel.epochText(), QStringLiteral("2.8 s an epoch"));
    shown.panel.setSecondsPerEpoch(125);
    EXPECT_EQ(shown.panel.epochText(), QStringLiteral("2 min 5 s an epoch"));
}

}  // namespace
}  // namespace zscape
