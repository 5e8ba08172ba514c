#include "ui/panels/model/model_panel.h"

#include "ui/panels/model/fold_button.h"
#include "ui/panels/model/recipe_picker.h"
#include "ui/panels/model/setting_field.h"
#include "ui/panels/model/setting_form.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/number_field.h"

#include <gtest/gtest.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

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
    plane.parts = {{"weighting", "beta"}, {"training", "adam"}, {"encoder", "dense"}};
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
    // The field opens a page, by a click or by Return; nothing turns it.
    QSignalSpy wanted(&shown.panel, &ModelPanel::recipesWanted);
    picker->setFocus();
    for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End, Qt::Key_PageDown, Qt::Key_V})
        QTest::keyClick(picker, key);
    QWheelEvent wheel(QPointF(5, 5), picker->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(picker, &wheel);
    EXPECT_EQ(picker->chosen(), "ae");
    EXPECT_EQ(wanted.count(), 0);
    QTest::keyClick(picker, Qt::Key_Return);
    EXPECT_EQ(wanted.count(), 1);
    QTest::keyClick(picker, Qt::Key_Enter);
    EXPECT_EQ(wanted.count(), 2);
    QTest::mouseClick(picker, Qt::LeftButton);
    EXPECT_EQ(wanted.count(), 3);
    EXPECT_FALSE(picker->view()->isVisible());
    EXPECT_EQ(chosen.count(), 0);
    shown.panel.chooseRecipe(QStringLiteral("vae-2d"));
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(picker->chosen(), "ae") << "until the model is that";
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

ModelSpec specOf(const Recipe& recipe) {
    ModelSpec spec;
    spec.recipe = recipe;
    for (const Setting& setting : recipe.settings) spec.values[setting.key] = setting.value;
    return spec;
}

TEST(ModelPanel, WhatIsRefusedStaysInItsFieldWithTheSentence) {
    ShownModelPanel shown;
    Recipe recipe = someRecipes()[0];
    recipe.settings[1].label = "Batch";
    const ModelSpec spec = specOf(recipe);
    shown.panel.setSpec(spec);
    QCoreApplication::processEvents();  // other declarations, other fields: they are there after this
    QLineEdit* batch = shown.panel.form()->field("batch_size")->numberField()->line();
    shown.enter("batch_size", "1");
    // The model is still the one before, and says so a few times a second.
    shown.panel.setSpec(spec);
    EXPECT_EQ(batch->text(), QStringLiteral("1"));
    // The engine calls a setting by its key; a person knows the field.
    shown.panel.setProblem({"setting.value", "%1 cannot be %2.", {"batch_size", "1"}});
    shown.panel.setSpec(spec);
    EXPECT_EQ(batch->text(), QStringLiteral("1"));
    EXPECT_EQ(shown.panel.form()->field("batch_size")->error(), QStringLiteral("Batch cannot be 1."));
    EXPECT_TRUE(shown.panel.strip()->sentence().isEmpty());
    // A sentence that names no field stands beneath the one that was changed.
    shown.panel.setProblem({"model.batch", "The recipe %1 compares images.", {"wae-mmd"}});
    EXPECT_EQ(shown.panel.form()->field("batch_size")->error(), QStringLiteral("The recipe wae-mmd compares images."));
    // Something else is accepted: the model's value again.
    shown.panel.clearProblem();
    EXPECT_EQ(batch->text(), QStringLiteral("128"));
    EXPECT_TRUE(shown.panel.form()->field("batch_size")->error().isEmpty());
    // What is out of its range does not even go out, and stays as well, without the focus too.
    shown.enter("batch_size", "0");
    batch->clearFocus();
    shown.panel.setSpec(spec);
    EXPECT_EQ(batch->text(), QStringLiteral("0"));
    EXPECT_FALSE(shown.panel.form()->field("batch_size")->error().isEmpty());
}

TEST(ModelPanel, WhatIsGivenStaysUntilTheModelHasIt) {
    ShownModelPanel shown;
    ModelSpec spec = specOf(someRecipes()[0]);
    shown.panel.setSpec(spec);
    QLineEdit* batch = shown.panel.form()->field("batch_size")->numberField()->line();
    shown.enter("batch_size", "64");
    shown.panel.setSpec(spec);
    EXPECT_EQ(batch->text(), QStringLiteral("64")) << "it does not jump back while the model is made";
    spec.values["batch_size"] = int64_t{64};
    shown.panel.setSpec(spec);
    shown.panel.clearProblem();
    EXPECT_EQ(batch->text(), QStringLiteral("64"));
    // Of another recipe it is not the person's value.
    shown.enter("batch_size", "32");
    Recipe other = someRecipes()[0];
    other.name = "other";
    shown.panel.setSpec(specOf(other));
    EXPECT_EQ(batch->text(), QStringLiteral("128"));
}

TEST(ModelPanel, OnlySettingsOfTheChoicesMadeAreShown) {
    ShownModelPanel shown;
    const auto specFor = [](const SettingValues& overrides) {
        return makeSpec(findRecipe("vae-2d"), overrides, {.channels = 1, .size = 28});
    };
    SettingForm* form = shown.panel.form();
    shown.panel.setSpec(specFor({}));
    form->moreButton()->click();
    SettingField* dense = form->field("hidden");
    EXPECT_TRUE(dense->isVisible());
    EXPECT_FALSE(form->field("width")->isVisible());
    EXPECT_FALSE(form->field("gaussian_sigma")->isVisible());
    EXPECT_FALSE(form->field("corruption_strength")->isVisible());
    shown.panel.setSpec(specFor({{"network", std::string("conv")}, {"corruption", std::string("masking")}}));
    EXPECT_EQ(form->field("hidden"), dense) << "the fields are the same";
    EXPECT_FALSE(dense->isVisible());
    EXPECT_TRUE(form->field("width")->isVisible());
    EXPECT_TRUE(form->field("corruption_strength")->isVisible());
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
