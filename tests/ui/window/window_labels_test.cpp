// Models that are told each picture's label, and inputs that have many outputs.
#include "tests/ui/window/window_fixture.h"

#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/panels/reconstructions/reconstructions_panel.h"

namespace zscape {
namespace {

class WindowLabels : public WindowFixture {
protected:
    void build(const std::string& recipe, int64_t batch) {
        RunConfig config = bridge->info()->config;
        config.recipe = recipe;
        config.overrides = {{"epochs", int64_t{2}}, {"batch_size", batch}};
        bridge->session().configure(config);
        ASSERT_TRUE(until([&] {
            const ModelSpec& spec = bridge->info()->spec;
            return spec.recipe.name == recipe && spec.integer("batch_size") == batch;
        }));
    }
    bool saysEverywhere(const QString& label) {
        const QString words = QStringLiteral("drawn as ") + label;
        return until([&] {
            return interpolation()->drawnText() == words &&
                   plane()->statusText().endsWith(QStringLiteral(", ") + words);
        });
    }
    int64_t imageOf(int label) const {
        for (int64_t i = 0; i < bridge->images()->count(); ++i)
            if (bridge->images()->labelOf(i) == label) return i;
        return -1;
    }
};

TEST_F(WindowLabels, TheWholeWindowSaysWhichLabelIsDrawn) {
    openDigits();
    EXPECT_EQ(interpolation()->drawnText(), QString()) << "this model is told none";
    EXPECT_EQ(plane()->statusText(), plane()->countText());
    ASSERT_NO_FATAL_FAILURE(build("cvae", 64));
    ASSERT_TRUE(saysEverywhere(QStringLiteral("0")));
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));
    selection()->choose(imageOf(7));
    EXPECT_TRUE(saysEverywhere(QStringLiteral("7")));
    Q_EMIT decoder()->labelChosen(3);
    EXPECT_TRUE(saysEverywhere(QStringLiteral("3")));
    selection()->choose(imageOf(5));
    EXPECT_TRUE(saysEverywhere(QStringLiteral("5")));
    // Another run of the same images: what is chosen still says what is drawn.
    Q_EMIT decoder()->labelChosen(2);
    ASSERT_NO_FATAL_FAILURE(build("vae-2d", 64));
    ASSERT_TRUE(until([&] { return interpolation()->drawnText().isEmpty(); }));
    EXPECT_EQ(plane()->statusText(), plane()->countText());
    ASSERT_NO_FATAL_FAILURE(build("cvae", 128));
    EXPECT_TRUE(saysEverywhere(QStringLiteral("5")));
}

TEST_F(WindowLabels, AnotherDrawOfTheSameInputs) {
    openDigits();
    train();
    ReconstructionsPanel* panel = window->panels().reconstructions;
    const auto shown = [&] { return bridge->reconstructions(); };
    ASSERT_TRUE(until([&] { return shown() && shown()->step == bridge->info()->step; }));
    EXPECT_EQ(panel->drawText(), QStringLiteral("mean"));
    const auto mean = shown();
    panel->grid()->setFocus();
    QTest::keyClick(panel->grid(), Qt::Key_D);
    ASSERT_TRUE(until([&] { return shown()->draw == 1; }));
    const auto first = shown();
    EXPECT_EQ(first->indices, mean->indices);
    EXPECT_EQ(first->inputs, mean->inputs);
    EXPECT_NE(first->outputs, mean->outputs);
    ASSERT_TRUE(until([&] { return panel->drawText() == QStringLiteral("draw 1"); }));
    QTest::keyClick(panel->grid(), Qt::Key_D);
    ASSERT_TRUE(until([&] { return shown()->draw == 2; }));
    EXPECT_NE(shown()->outputs, first->outputs);
    QTest::keyClick(panel->grid(), Qt::Key_D, Qt::ShiftModifier);
    ASSERT_TRUE(until([&] { return shown()->draw == 0; }));
    EXPECT_EQ(shown()->outputs, mean->outputs);
}

}  // namespace
}  // namespace zscape
